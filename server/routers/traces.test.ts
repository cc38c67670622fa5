/** The console's questions about traces, asked through the router over a real store. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import { flushOf } from "../store/storeContract.ts";
import {
  attributesOf,
  logColumns,
  logOf,
  logsFrom,
  NOON_MS,
  spanColumns,
  spanIdOf,
  spanOf,
  spansFrom,
  traceIdOf,
} from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { createCaller, createTrpcContext, type TrpcContext } from "../trpc.ts";
import { tracesRouter } from "./traces.ts";

const ID = traceIdOf(0xabc);
const at = { startMs: NOON_MS - 3_600_000, endMs: NOON_MS + 3_600_000 };
const child = { traceId: ID, parentSpanId: spanIdOf(1), startMs: NOON_MS + 10, durationMs: 40 };
let database: FreshDatabase;
let store: TrpcContext["store"];
let ask: ReturnType<ReturnType<typeof createCaller<typeof tracesRouter._def.record>>>;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
  const context = await createTrpcContext(new Headers({ host: "127.0.0.1:3000" }));
  store = context.store;
  ask = createCaller(tracesRouter)(context);
  await store.append(
    flushOf(
      spanColumns(
        spansFrom("web", [spanOf({ traceId: ID, spanId: spanIdOf(1), startMs: NOON_MS, durationMs: 100 })]),
        spansFrom("db", [
          spanOf({
            ...child,
            spanId: spanIdOf(2),
            name: "SELECT",
            status: { code: 2, message: "too many connections" },
            attributes: attributesOf({ rows: 7n }),
          }),
          spanOf({ ...child, spanId: spanIdOf(2), name: "SELECT again", startMs: NOON_MS + 60 }),
        ]),
      ),
      logColumns(
        logsFrom("db", [logOf({ timeMs: NOON_MS + 20, traceId: parseTraceId(ID), spanId: parseSpanId(spanIdOf(2)) })]),
      ),
    ),
  );
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

describe("traces router", () => {
  it("finds traces by a typed attribute, and not by the same digits as text", async () => {
    const rows = { key: "rows", text: "7" };
    const found = await ask.search({ ...at, attributes: [{ ...rows, type: "int" }] });
    expect(found.traces).toMatchObject([{ traceId: ID, spanCount: 3, errorCount: 1, matchedCount: 1 }]);
    expect((await ask.search({ ...at, attributes: [{ ...rows, type: "string" }] })).traces).toEqual([]);
    await expect(ask.search({ ...at, attributes: [{ key: "rows", type: "int", text: "seven" }] })).rejects.toThrow(
      /no int/,
    );
  });

  it("draws a trace, with what its first error says", async () => {
    const view = await ask.byId({ traceId: ID });
    expect(view).toMatchObject({ spanCount: 3, errorCount: 1, errorMessage: "too many connections", rootRow: 0 });
    expect(view.rows.parent).toEqual([-1, 0, 0]);
  });

  it("opens a span as OTLP of its own, and tells spans of one id apart", async () => {
    const nameOf = async (nth: number) =>
      JSON.parse((await ask.span({ traceId: ID, spanId: spanIdOf(2), nth })).otlp).resourceSpans[0].scopeSpans[0]
        .spans[0].name;
    expect([await nameOf(0), await nameOf(1)]).toEqual(["SELECT", "SELECT again"]);
    await expect(nameOf(2)).rejects.toThrow(/has no span/);
  });

  it("reads the logs of the trace and of one span", async () => {
    const line = { service: "db", severity: "INFO", spanId: spanIdOf(2) };
    expect((await ask.logs({ ...at, traceId: ID })).records).toMatchObject([line]);
    expect((await ask.logs({ ...at, traceId: ID, spanId: spanIdOf(1) })).records).toEqual([]);
  });

  it("says in a sentence what is no id and what is not kept", async () => {
    await expect(ask.byId({ traceId: "zz" })).rejects.toThrow(/no trace id/);
    await expect(ask.byId({ traceId: traceIdOf(0xdef) })).rejects.toThrow(/is kept here/);
  });
});
