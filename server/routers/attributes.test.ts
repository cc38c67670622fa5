/** What the console offers to filter by, asked through the router over a real store. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flushOf } from "../store/storeContract.ts";
import { attributesOf, NOON_MS, spanColumns, spanOf, spansFrom } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { attributesRouter } from "./attributes.ts";

const at = { startMs: NOON_MS - 3_600_000, endMs: NOON_MS + 3_600_000, signal: "traces" as const };
let database: FreshDatabase;
let context: TrpcContext;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  const spans = [spanOf({ startMs: NOON_MS, attributes: attributesOf({ rows: 7n }) })];
  await context.store.append(flushOf(spanColumns(spansFrom("db", spans))));
});
afterAll(async () => {
  await context.store.close();
  await database.drop();
});

describe("attributes router", () => {
  it("completes keys and typed values of one signal", async () => {
    const ask = createCaller(attributesRouter)(context);
    expect(await ask.keys(at)).toContain("rows");
    expect(await ask.values({ ...at, key: "rows" })).toEqual([{ type: "int", text: "7" }]);
    expect(await ask.keys({ ...at, signal: "logs" })).toEqual([]);
  });
});
