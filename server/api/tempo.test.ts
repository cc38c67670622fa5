/** Tempo's API over a real store: what went in by OTLP comes out equal, in every form it can be asked for. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProtobufReader } from "../otlp/protobufReader.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { tracesToJson } from "../otlp/toJson.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { flushOf } from "../store/storeContract.ts";
import { attributesOf, NOON_MS, spanColumns, spanIdOf, spanOf, spansFrom, traceIdOf } from "../testing/builders.ts";
import { type FreshDatabase, freshDatabase } from "../testing/database.ts";
import { everySpan } from "../testing/everyField.ts";
import { incrementsOf } from "../testing/increments.ts";
import { answerTempoSearch, answerTempoTags, answerTempoTagValues, answerUnknownPath } from "./tempoSearch.ts";
import { answerTraceById } from "./tempoTraces.ts";

const ID = traceIdOf(0xabc);
const groups = [
  spansFrom("shop", [everySpan(0xabc)]),
  spansFrom("db", [
    spanOf({
      traceId: ID,
      spanId: spanIdOf(5),
      parentSpanId: spanIdOf(0xfedcba),
      name: "SELECT",
      startMs: NOON_MS + 400,
      attributes: attributesOf({ "http.response.status_code": 503n, zip: "01234" }),
    }),
  ]),
];
const WINDOW = `start=${NOON_MS / 1000 - 3600}&end=${NOON_MS / 1000 + 3600}`;
let database: FreshDatabase;
let store: ReturnType<typeof createPostgresStore>;
beforeAll(async () => {
  database = await freshDatabase();
  store = createPostgresStore({ connectionString: database.connectionString });
  const columns = spanColumns(...groups);
  await store.append({ ...flushOf(columns), increments: incrementsOf([columns], NOON_MS + 1_000) });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const ask = (path: string, accept = "*/*") => new Request(`http://localhost/${path}`, { headers: { accept } });
const bodyOf = async (response: Response) => [response.status, await response.json()] as const;

describe("trace by id", () => {
  it("answers v2 JSON with the very spans that were sent", async () => {
    const [status, body] = await bodyOf(await answerTraceById(store, ask(""), ID, 2));
    expect(status).toBe(200);
    const sent = tracesToJson(spanColumns(...groups).bytes) as { resourceSpans: unknown[] };
    expect(body.trace.resourceSpans).toEqual(JSON.parse(JSON.stringify(sent.resourceSpans)));
  });

  it("answers protobuf when asked: v1 the trace, v2 the trace as field 1", async () => {
    const v1 = await answerTraceById(store, ask("", "application/protobuf"), ID, 1);
    expect(v1.headers.get("content-type")).toBe("application/protobuf");
    const trace = new Uint8Array(await v1.arrayBuffer());
    expect(readTraces(trace)).toEqual(groups);
    const v2 = new Uint8Array(
      await (await answerTraceById(store, ask("", "application/protobuf"), ID, 2)).arrayBuffer(),
    );
    const reader = new ProtobufReader(v2);
    const end = reader.field(0, v2.length);
    expect([reader.tag, end]).toEqual([10, v2.length]);
    expect(v2.subarray(reader.payload)).toEqual(trace);
  });

  it("takes an id without its leading zeros", async () => {
    expect((await answerTraceById(store, ask(""), "abc", 1)).status).toBe(200);
  });

  it("says 400 for what is no id and 404 for a trace that is not kept, in a sentence", async () => {
    for (const id of ["zz", "0", "f".repeat(33), ""]) {
      const [status, body] = await bodyOf(await answerTraceById(store, ask(""), id, 2));
      expect([status, body.error]).toEqual([400, "INVALID"]);
      expect(body.message).toMatch(/no trace id/);
    }
    const [status, body] = await bodyOf(await answerTraceById(store, ask(""), traceIdOf(0xdef), 2));
    expect([status, body.error]).toEqual([404, "NOT_FOUND"]);
    expect(body.message).toContain(traceIdOf(0xdef));
  });
});

describe("search", () => {
  const search = async (query: string) => bodyOf(await answerTempoSearch(store, ask(`?${WINDOW}&${query}`), NOON_MS));

  it("finds a trace by a typed attribute of one of its spans", async () => {
    const [status, body] = await search(
      `q=${encodeURIComponent('{ span.http.response.status_code = 503 && .zip = "01234" }')}`,
    );
    expect(status).toBe(200);
    expect(body.traces).toMatchObject([
      { traceID: ID, spanSets: [{ matched: 1, spans: [{ spanID: spanIdOf(5), name: "SELECT" }] }] },
    ]);
  });

  it("keeps a number and its digits as text apart", async () => {
    const [, body] = await search(`q=${encodeURIComponent('{ span.http.response.status_code = "503" }')}`);
    expect(body.traces).toEqual([]);
  });

  it("refuses what it does not understand with 400", async () => {
    const [status, body] = await search(`q=${encodeURIComponent("{ .a =~ `x` }")}`);
    expect([status, body.error]).toEqual([400, "INVALID"]);
  });
});

describe("tags", () => {
  it("lists keys by scope and values with their types", async () => {
    const [, tags] = await bodyOf(await answerTempoTags(store, ask(`?${WINDOW}`), 2, NOON_MS));
    const tagsOf = (name: string) => tags.scopes.find((scope: { name: string }) => scope.name === name).tags;
    expect(tagsOf("resource")).toContain("service.name");
    expect(tagsOf("span")).toContain("zip");
    const [, values] = await bodyOf(
      await answerTempoTagValues(store, ask(`?${WINDOW}`), "span.http.response.status_code", 2, NOON_MS),
    );
    expect(values.tagValues).toEqual([{ type: "int", value: "503" }]);
  });

  it("answers every service there is, by whichever of its names it is asked for", async () => {
    for (const tag of ["resource.service.name", "service.name", ".service.name"]) {
      const asked = answerTempoTagValues(store, ask(`?${WINDOW}`), tag, 1, NOON_MS);
      expect(await bodyOf(await asked)).toEqual([200, { tagValues: ["db", "shop"], metrics: {} }]);
    }
  });

  it("says in JSON that a path is none of its own", async () => {
    const answered = answerUnknownPath(
      new Request("http://localhost/api/tempo/api/nope"),
      "This API",
      "ask otherwise.",
    );
    const message = "This API answers nothing at /api/tempo/api/nope; ask otherwise.";
    expect(await bodyOf(answered)).toEqual([404, { error: "NOT_FOUND", message }]);
  });

  it("takes names that every object has for names like others", async () => {
    for (const tag of ["__proto__", "constructor", "toString"]) {
      const asked = answerTempoTagValues(store, ask(`?${WINDOW}`), tag, 2, NOON_MS);
      expect(await bodyOf(await asked)).toEqual([200, { tagValues: [], metrics: {} }]);
    }
  });

  it("refuses a window that no telemetry can reach", async () => {
    const asked = answerTempoTags(store, ask("?start=1&end=99999999999"), 2, NOON_MS);
    expect((await asked).status).toBe(400);
  });
});
