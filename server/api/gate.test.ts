/** The console's outer door over real HTTP: the token wider than loopback, the sign-in page, and what forged headers get. */
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccess, hashToken } from "../access/access.ts";
import { createSignedLinks } from "../access/signedLinks.ts";
import { createGate } from "./gate.ts";

const TOKEN = "chr_right-one";
/** Of a pipeline that may report events. */
const PIPELINE = "chr_pipeline";
let server: Server;
let port = 0;
const links = createSignedLinks(async () => new Uint8Array(32).fill(7));

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function send(path: string, headers: Record<string, string> = {}, form?: string): Promise<Got> {
  return new Promise((done, failed) => {
    const method = form === undefined ? "GET" : "POST";
    const sent = httpRequest({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => done({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.once("error", failed);
    sent.end(form);
  });
}

beforeAll(async () => {
  const record = { name: "first start", hash: hashToken(TOKEN), scopes: ["admin"] };
  const pipeline = { name: "ci", hash: hashToken(PIPELINE), scopes: ["events:write"] };
  const access = createAccess({ host: "0.0.0.0", insecure: false }, async () => [record, pipeline]);
  await access.refresh();
  const gate = createGate({
    config: { host: "0.0.0.0" },
    access,
    links,
    dev: false,
    pages: async (request, response) => {
      response.end(`page ${request.headers["x-middleware-subrequest"] ?? "clean"}`);
    },
    health: async (path, response) => {
      response.end(path);
    },
    metrics: async (_request, response) => {
      response.end("metrics");
    },
  });
  server = createServer((request, response) => gate(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => server.close());

describe("a console that listens wider than loopback", () => {
  it("shows people the sign-in page and programs a sentence, and nothing else", async () => {
    const page = await send("/services", { accept: "text/html" });
    expect([page.status, page.body.includes('action="/sign-in"')]).toEqual([401, true]);
    for (const path of ["/api/trpc/services.list", "/metrics", "/_next/static/chunk.js"]) {
      const refused = await send(path);
      expect([path, refused.status, refused.headers["www-authenticate"]]).toEqual([
        path,
        401,
        'Bearer realm="chronoscope"',
      ]);
      expect(JSON.parse(refused.body).error).toContain("first-start-token");
    }
  });

  it("shows a picture by its signed link without a token, until it expires, and nothing else by it", async () => {
    const path = "/api/alerts/00000000000000aa/chart.png?at=2026-11-21T12%3A00%3A00.000Z";
    const link = await links.sign(path, Date.now());
    const shown = await send(link);
    expect([shown.status, shown.headers["cross-origin-resource-policy"]]).toEqual([200, "cross-origin"]);
    const expired = await links.sign(path, Date.now() - 8 * 86_400_000);
    const other = link.replace("00aa", "00ab");
    const query = link.slice(link.indexOf("?"));
    const refused = [
      path,
      expired,
      other,
      `${link}x`,
      `/services${query}`,
      `/api/trpc/alerts.list${query}`,
      `/metrics${query}`,
    ];
    for (const url of refused) expect([url, (await send(url)).status]).toEqual([url, 401]);
    expect((await send(link, {}, "")).status).toBe(401);
  });

  it("answers health without a token", async () => {
    expect((await send("/readyz")).body).toBe("/readyz");
  });

  it("lets in whoever signs in with the token, by a cookie that scripts cannot read", async () => {
    const wrong = await send("/sign-in", {}, "token=wrong");
    expect([wrong.status, wrong.headers["set-cookie"]]).toEqual([401, undefined]);
    const right = await send("/sign-in", {}, `token=${TOKEN}`);
    const cookie = right.headers["set-cookie"]?.[0] ?? "";
    expect([right.status, right.headers.location]).toEqual([303, "/"]);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax/);
    expect((await send("/services", { cookie: cookie.split(";")[0] ?? "" })).body).toBe("page clean");
  });

  it("takes no sign-in from another page, nor one that never ends", async () => {
    const foreign = await send("/sign-in", { origin: "http://evil.example" }, `token=${TOKEN}`);
    expect([foreign.status, foreign.headers["set-cookie"]]).toEqual([403, undefined]);
    expect((await send("/sign-in", {}, `token=${"x".repeat(100_000)}`)).status).toBe(401);
  });

  it("lets a pipeline report events and see nothing", async () => {
    const authorization = `Bearer ${PIPELINE}`;
    expect((await send("/api/events", { authorization }, "{}")).body).toBe("page clean");
    for (const path of ["/api/events", "/api/state/at", "/services"]) {
      const refused = await send(path, { authorization });
      expect([path, refused.status, JSON.parse(refused.body).error]).toEqual([
        path,
        403,
        'The token "ci" has no right to read.',
      ]);
    }
    expect((await send("/api/events", {}, "{}")).status).toBe(401);
  });

  it("refuses an address that cannot be read, before the pages see it", async () => {
    const cookie = `chronoscope_token=${TOKEN}`;
    expect((await send("/services/%E0%A4%A", { cookie })).status).toBe(400);
    expect((await send("/services/caf%C3%A9%25", { cookie })).status).toBe(200);
  });

  it("takes away the headers by which Next trusts itself, and says what browsers may do", async () => {
    const authorization = `Bearer ${TOKEN}`;
    const page = await send("/services", { authorization, "x-middleware-subrequest": "middleware" });
    expect(page.body).toBe("page clean");
    expect(page.headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
    expect((await send("/metrics", { authorization })).body).toBe("metrics");
    expect((await send("/api/x", { authorization })).headers["cache-control"]).toBe("no-store");
  });

  it("leads whoever signs in to where they wanted to go, and never elsewhere", async () => {
    const asked = await send("/traces?status=error&window=5m", { accept: "text/html" });
    expect(asked.body).toContain('name="to" value="/traces?status=error&#38;window=5m"');
    const post = async (to: string) => {
      const form = new URLSearchParams({ token: TOKEN, to }).toString();
      const type = "application/x-www-form-urlencoded";
      return (await send("/sign-in", { "content-type": type }, form)).headers.location;
    };
    expect(await post("/traces?status=error&window=5m")).toBe("/traces?status=error&window=5m");
    for (const elsewhere of ["https://evil.example", "//evil.example", "/\\evil.example", "traces", "/sign-in", ""]) {
      expect(await post(elsewhere)).toBe("/");
    }
  });

  it("shows people the page of metrics where programs find the metrics of this process", async () => {
    const authorization = `Bearer ${TOKEN}`;
    const bodyFor = async (headers: Record<string, string>) =>
      (await send("/metrics", { authorization, ...headers })).body;
    expect(await bodyFor({ accept: "text/html,application/xhtml+xml,*/*;q=0.8" })).toContain("page");
    expect(await bodyFor({ accept: "*/*", rsc: "1" })).toContain("page");
    expect(await bodyFor({ accept: "*/*" })).toBe("metrics");
    expect(await bodyFor({ accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" })).toBe("metrics");
  });
});
