/** Posts over real sockets: receivers that hang, fail, redirect, babble and go away, and what is never done: follow, or tell secrets. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Post, postJson, retryAfterMs } from "./httpPost.ts";
import { signatureHeaders } from "./standardWebhooks.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);
let server: Server;
let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
let asked: { path: string | undefined; headers: IncomingMessage["headers"]; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    asked.push({ path: request.url, headers: request.headers, body });
    handle(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const portOf = (listening: { address(): string | AddressInfo | null }) => (listening.address() as AddressInfo).port;
function post(more: Partial<Post> = {}) {
  asked = [];
  const url = `http://127.0.0.1:${portOf(server)}/secret/path?token=secret`;
  return postJson({ url, body: '{"a":1}', allow: ["127.0.0.0/8"], timeoutMs: 1_000, nowMs: NOW_MS, ...more });
}
const answers = (status: number, headers: Record<string, string> = {}) => {
  handle = (_, response) => response.writeHead(status, headers).end("secret answer");
};

describe("a post", () => {
  it("brings the body to the address it was judged by, with the name that was typed", async () => {
    answers(202);
    const url = `http://me:pa%20ss@hooks.example.com:${portOf(server)}/x?y=1`;
    const resolve = async () => [{ address: "127.0.0.1" }];
    expect(await post({ url, resolve, headers: { "webhook-id": "m1" } })).toEqual({ kind: "sent" });
    const entry = `Basic ${Buffer.from("me:pa ss").toString("base64")}`;
    const headers = { host: `hooks.example.com:${portOf(server)}`, authorization: entry, "webhook-id": "m1" };
    expect(asked).toMatchObject([
      { path: "/x?y=1", body: '{"a":1}', headers: { ...headers, "content-type": "application/json" } },
    ]);
  });

  it("goes nowhere without leave", async () => {
    answers(200);
    expect(await post({ allow: [] })).toMatchObject({
      kind: "dead",
      why: expect.stringMatching(/CHRONOSCOPE_WEBHOOK_ALLOW/),
    });
    for (const url of ["ftp://example.com", "file:///etc/passwd", "nonsense", "javascript:alert(1)"]) {
      expect(await post({ url })).toMatchObject({ kind: "dead" });
    }
    expect(asked).toEqual([]);
  });

  it("follows no redirect", async () => {
    answers(302, { location: `http://127.0.0.1:${portOf(server)}/other` });
    expect(await post()).toMatchObject({ kind: "retry", why: expect.stringMatching(/answered 302, a redirect/) });
    expect(asked).toHaveLength(1);
  });

  it("is tried again for what may pass, as late as the receiver asks", async () => {
    answers(500);
    expect(await post()).toMatchObject({ kind: "retry", afterMs: null });
    answers(503, { "retry-after": "7" });
    expect(await post()).toMatchObject({ kind: "retry", afterMs: 7_000 });
    answers(429, { "retry-after": new Date(NOW_MS + 60_000).toUTCString() });
    expect(await post()).toMatchObject({ kind: "retry", afterMs: 60_000 });
    expect([retryAfterMs("soon", NOW_MS), retryAfterMs("999999999", NOW_MS), retryAfterMs("-5", NOW_MS)]).toEqual([
      null,
      86_400_000,
      0,
    ]);
  });

  it("is not tried again where it is refused; 410 is for good", async () => {
    for (const status of [400, 401, 403, 404, 413]) {
      answers(status);
      const outcome = await post();
      expect(outcome.kind).toBe("dead");
      expect(outcome).not.toHaveProperty("isGone");
    }
    answers(410);
    expect(await post()).toMatchObject({ kind: "dead", isGone: true });
  });

  it("does not wait for a receiver that hangs, before its answer or within it", async () => {
    handle = () => undefined;
    const began = performance.now();
    expect(await post({ timeoutMs: 200 })).toMatchObject({ kind: "retry", why: expect.stringMatching(/within 0.2 s/) });
    handle = (_, response) => void response.writeHead(200).write("a");
    expect(await post({ timeoutMs: 200 })).toEqual({ kind: "sent" });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it("reads little of an answer without an end", async () => {
    const closed = new Promise<number>((resolve) => {
      handle = (_, response) => {
        let written = 0;
        const piece = Buffer.alloc(16 * 1024);
        const write = () => {
          while (response.write(piece)) written += piece.length;
          response.once("drain", write);
        };
        response.on("close", () => resolve(written));
        write();
      };
    });
    expect(await post({ timeoutMs: 20_000 })).toEqual({ kind: "sent" });
    expect(await closed).toBeLessThan(16 * 1024 * 1024);
  });

  it("says what went wrong with a connection, and no secret", async () => {
    const rude = createSocketServer((socket) => socket.destroy());
    await once(rude.listen(0, "127.0.0.1"), "listening");
    const port = portOf(rude);
    const wrong = await post({ url: `http://127.0.0.1:${port}/secret?secret` });
    expect(wrong).toMatchObject({ kind: "retry", why: expect.stringMatching(/closed the connection/) });
    rude.close();
    await once(rude, "close");
    const refused = await post({ url: `http://u:secret@127.0.0.1:${port}/secret?secret` });
    expect(refused).toMatchObject({ kind: "retry", why: `127.0.0.1:${port} refused the connection.` });
    answers(500);
    const failed = await post();
    const tls = await post({ url: `https://127.0.0.1:${portOf(server)}/secret` });
    expect(tls.kind).toBe("retry");
    expect(JSON.stringify([wrong, refused, failed, tls])).not.toMatch(/secret/);
  });
});

describe("a signature", () => {
  it("is that of the specification's example", () => {
    const body = '{"test": 2432232314}';
    const headers = signatureHeaders(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1614265330_000,
      body,
    );
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });
});
