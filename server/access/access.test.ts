/** Who may come in: on loopback everybody, wider only with a token; and which pages of a browser may speak at all. */
import { describe, expect, it } from "vitest";
import { COOKIE, createAccess, hashToken, isLoopback, type TokenRecord } from "./access.ts";
import { refuseOrigin } from "./origin.ts";

const TOKENS: TokenRecord[] = [
  { name: "first start", hash: hashToken("all"), scopes: ["admin"] },
  { name: "sender", hash: hashToken("send"), scopes: ["ingest"] },
];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function guarded(tokens: readonly TokenRecord[] = TOKENS) {
  const access = createAccess({ host: "0.0.0.0", insecure: false }, async () => tokens);
  await access.refresh();
  access.close();
  return access;
}

describe("checkAccess", () => {
  it("asks nobody on loopback and with --insecure, and never reads the tokens there", async () => {
    const unread = async () => {
      throw new Error("read");
    };
    for (const config of [
      { host: "127.0.0.1", insecure: false },
      { host: "0.0.0.0", insecure: true },
    ]) {
      const access = createAccess(config, unread);
      await access.refresh();
      expect(access.checkAccess({}).admitted).toBe(true);
    }
  });

  it("refuses whoever brings none, a wrong one, or none that is known yet", async () => {
    const access = await guarded();
    for (const headers of [{}, bearer("wrong"), bearer(""), { authorization: "Basic YWxs" }, { cookie: "other=all" }]) {
      expect(access.checkAccess(headers)).toMatchObject({ admitted: false, status: 401 });
    }
    expect((await guarded([])).checkAccess(bearer("all"))).toMatchObject({ admitted: false, status: 401 });
  });

  it("admits by header and by cookie, and gives no right that the token lacks", async () => {
    const access = await guarded();
    expect(access.checkAccess(bearer("all"), undefined, "read")).toEqual({ admitted: true, name: "first start" });
    expect(access.checkAccess({ cookie: `a=b; ${COOKIE}=all; c=d` }).admitted).toBe(true);
    expect(access.checkAccess({ authorization: ["bearer send"] }, undefined, "ingest").admitted).toBe(true);
    expect(access.checkAccess(bearer("send"), undefined, "read")).toMatchObject({ admitted: false, status: 403 });
  });

  it("forgets a revoked token with the next reading, and remembers while the database is away", async () => {
    let tokens: TokenRecord[] | null = TOKENS;
    const access = createAccess({ host: "::", insecure: false }, async () => {
      if (tokens === null) throw new Error("away");
      return tokens;
    });
    await access.refresh();
    tokens = null;
    await expect(access.refresh()).rejects.toThrow("away");
    expect(access.checkToken("all").admitted).toBe(true);
    tokens = [];
    await access.refresh();
    expect(access.checkToken("all").admitted).toBe(false);
    access.close();
  });
});

describe("isLoopback", () => {
  it("knows the names of this machine and no others", () => {
    const ours = ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "console.localhost", "LOCALHOST"];
    const foreign = ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example", ""];
    expect(ours.filter((host) => !isLoopback(host))).toEqual([]);
    expect(foreign.filter(isLoopback)).toEqual([]);
  });
});

describe("refuseOrigin", () => {
  it("answers on loopback only to names of this machine", () => {
    expect(refuseOrigin({ host: "localhost:3000" }, "127.0.0.1")).toBeNull();
    expect(refuseOrigin({ host: "[::1]:3000" }, "127.0.0.1")).toBeNull();
    for (const host of ["evil.example", "127.0.0.1.evil.example:3000", "", "a b"]) {
      expect(refuseOrigin({ host }, "127.0.0.1")).toMatch(/answers only to names of its own machine/);
    }
    expect(refuseOrigin({ host: "console.example" }, "0.0.0.0")).toBeNull();
  });

  it("takes no other page's word, with and without TLS in front", () => {
    const host = "console.example";
    expect(refuseOrigin({ host, origin: "https://console.example" }, "0.0.0.0")).toBeNull();
    expect(refuseOrigin({ host, origin: "http://console.example" }, "0.0.0.0")).toBeNull();
    for (const origin of ["http://evil.example", "null", "http://console.example:81", "console.example"]) {
      expect(refuseOrigin({ host, origin }, "0.0.0.0")).toMatch(/may not speak/);
    }
  });
});
