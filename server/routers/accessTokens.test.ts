/** Tokens through their router, over a real database: what is made opens its door, is told once, and can be taken away. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "../access/access.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { accessTokensRouter } from "./accessTokens.ts";

let database: FreshDatabase;
let context: TrpcContext;
let ask: ReturnType<ReturnType<typeof createCaller<typeof accessTokensRouter._def.record>>>;

beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  ask = createCaller(accessTokensRouter)(context);
});
afterAll(async () => {
  await context.db.close();
  await database.drop();
});

describe("access tokens", () => {
  it("tells a new token once, keeps its hash alone, and lists it without", async () => {
    const { token } = await ask.make({ name: " ci ", scopes: ["events:write", "events:write"] });
    expect(token).toMatch(/^chr_[\w-]{43}$/);
    const { tokens } = await ask.list();
    expect(tokens).toMatchObject([{ name: "ci", scopes: ["events:write"] }]);
    expect(JSON.stringify(tokens)).not.toContain(token);
    expect(await context.db.readAccessTokens()).toMatchObject([{ hash: hashToken(token) }]);
    expect(JSON.stringify(tokens)).not.toContain(hashToken(token));
  });

  it("takes one away, and says when there was none", async () => {
    const [first] = (await ask.list()).tokens;
    const id = first?.id ?? "";
    expect(await ask.revoke({ id })).toEqual({ revoked: true });
    expect(await ask.revoke({ id })).toEqual({ revoked: false });
    expect((await ask.list()).tokens).toEqual([]);
  });

  it("keeps the last token that may do everything where tokens are asked for", async () => {
    await ask.make({ name: "boss", scopes: ["admin"] });
    await ask.make({ name: "reader", scopes: ["read"] });
    const [boss] = (await ask.list()).tokens;
    const guarded = createCaller(accessTokensRouter)({ ...context, doors: { ...context.doors, guarded: true } });
    await expect(guarded.revoke({ id: boss?.id ?? "" })).rejects.toThrow(/last token that may do everything/);
    await ask.make({ name: "second boss", scopes: ["admin"] });
    expect(await guarded.revoke({ id: boss?.id ?? "" })).toEqual({ revoked: true });
  });

  it("refuses a token without a name or a right", async () => {
    await expect(ask.make({ name: " ", scopes: ["read"] })).rejects.toThrow(/needs a name/);
    await expect(ask.make({ name: "x", scopes: [] })).rejects.toThrow(/something that it may do/);
  });
});
