/** Posts over TLS: the name that was typed is asked for and must be in the certificate, although the address is spoken to directly. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postJson } from "./httpPost.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("a post over TLS", () => {
  let server: Server;
  let authorities = "";
  const names: unknown[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "chronoscope-tls-"));
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=hooks.example.com", "-addext", "subjectAltName=DNS:hooks.example.com"];
    const made = spawnSync("openssl", [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      ...files,
      ...subject,
    ]);
    expect(made.status, String(made.stderr)).toBe(0);
    authorities = readFileSync(join(folder, "cert.pem"), "utf8");
    server = createServer({ cert: authorities, key: readFileSync(join(folder, "key.pem")) }, (request, response) => {
      names.push(request.socket instanceof TLSSocket && request.socket.servername, request.headers.host);
      response.end();
    });
    rmSync(folder, { recursive: true });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const post = (host: string, trusted: boolean) =>
    postJson({
      url: `https://${host}:${(server.address() as AddressInfo).port}/`,
      ...{ body: "{}", allow: ["127.0.0.0/8"], timeoutMs: 5_000, nowMs: 0 },
      resolve: async () => [{ address: "127.0.0.1" }],
      authorities: trusted ? authorities : undefined,
    });

  it("names the host that was typed", async () => {
    expect(await post("hooks.example.com", true)).toEqual({ kind: "sent" });
    expect(names).toEqual(["hooks.example.com", expect.stringMatching(/^hooks\.example\.com:\d+$/)]);
  });

  it("is not made to another name, nor to a certificate of nobody", async () => {
    const untrusted = expect.stringMatching(/has a certificate that is not trusted/);
    expect(await post("other.example.com", true)).toMatchObject({ kind: "retry", why: untrusted });
    expect(await post("hooks.example.com", false)).toMatchObject({ kind: "retry", why: untrusted });
    expect(names).toHaveLength(2);
  });
});
