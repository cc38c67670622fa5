/**
 * Real OTLP/JSON with one or two of its values exchanged for others: always an answer, and every record of a body that is taken is
 * either kept or counted as refused. Seeded, so that a failure comes again. The captures of others join where they lie beside the
 * checkout, the official examples always. For longer: OTLP_FUZZ_SECONDS.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CAPTURES } from "../testing/captures.ts";
import { decodeLogs } from "./decodeLogs.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import { decodeTraces } from "./decodeTraces.ts";
import { transcodeJson } from "./transcodeJson.ts";

const SECONDS = Number(process.env.OTLP_FUZZ_SECONDS ?? 1);
/** On a busy machine too: enough to meet every kind of answer. */
const FEWEST_RUNS = 300;
const LIMITS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 1n << 64n,
  maxAttributes: 6,
  maxStringBytes: 40,
  maxDepth: 64,
};
const DECODE = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };
/** Lists and messages between the body and its records. */
const SKELETON =
  /^(resourceSpans|scopeSpans|spans|resourceLogs|scopeLogs|logRecords|resourceMetrics|scopeMetrics|metrics|gauge|sum|histogram|exponentialHistogram|summary|dataPoints)$/;
const RECORDS = /^(spans|logRecords|dataPoints)$/;
/** JSON text that may stand anywhere, and should not. */
const STRANGE = [
  ...["7", "-1", "1.5", "1e400", "18446744073709551616", '"-9223372036854775809"', '"NaN"', '"x"', '""', '"\\ud800"'],
  ...["null", "true", "[]", "{}", "[7]", "[[]]", '[{"x":1}]', '{"__proto__":7}', '{"key":{"value":[]}}'],
  `${'{"arrayValue":{"values":['.repeat(120)}{}${"]}}".repeat(120)}`,
];

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

interface Spot {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly isSkeleton: boolean;
}

/** Every value of a document. Lists are records of their indexes; elements of the skeleton's lists of groups belong to it. */
function spotsOf(value: unknown, name = "", isInside = false): Spot[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => {
    const ownName = Array.isArray(value) ? name : key;
    const isRecord = Array.isArray(value) && RECORDS.test(name);
    const isSkeleton = !isInside && !isRecord && SKELETON.test(ownName);
    return [{ holder, key, isSkeleton }, ...spotsOf(holder[key], ownName, isInside || !isSkeleton)];
  });
}

const MARK = "\u0001";
/** The document's text with this spot's value exchanged. */
function exchanged(document: unknown, { holder, key }: Spot, strange: string): string {
  const before = holder[key];
  holder[key] = MARK;
  const text = JSON.stringify(document).replace('"\\u0001"', () => strange);
  holder[key] = before;
  return text;
}

function countRecords(value: unknown, name = ""): number {
  if (Array.isArray(value) && RECORDS.test(name)) return value.length;
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countRecords(item, name), 0);
  const lists = Object.entries(value).filter(([key]) => SKELETON.test(key));
  return lists.reduce((sum, [key, inner]) => sum + countRecords(inner, key), 0);
}

const example = (signal: "traces" | "logs" | "metrics") => ({
  name: `the official example of ${signal}`,
  signal,
  text: readFileSync(join(import.meta.dirname, "fixtures", `${signal}.json`), "utf8"),
});
const SMALL = CAPTURES.filter(({ text }) => text.length < 20_000);

describe.each(["traces", "logs", "metrics"] as const)("%s in JSON", (signal) => {
  const sources = [example(signal), ...SMALL.filter((capture) => capture.signal === signal)];
  const documents = sources.map(({ text }) => JSON.parse(text) as unknown);
  const spots = documents.map((document) => spotsOf(document));

  it("with a value exchanged is answered, and no other record is lost", () => {
    const next = numbers(45);
    const seen = { whole: 0, left: 0, refused: 0 };
    const stop = performance.now() + SECONDS * 1000;
    for (let runs = 0; runs < FEWEST_RUNS || performance.now() < stop; runs++) {
      const which = next(documents.length);
      const spot = spots[which]?.[next(spots[which]?.length ?? 1)];
      const strange = STRANGE[next(STRANGE.length)] ?? "7";
      if (!spot) throw new Error("a document without values");
      const text = exchanged(documents[which], spot, strange);
      const transcoded = transcodeJson(signal, new TextEncoder().encode(text));
      if (!transcoded.ok) {
        seen.refused++;
        expect([text, spot.isSkeleton]).toEqual([text, true]);
        continue;
      }
      const decoded = DECODE[signal](transcoded.bytes, LIMITS);
      if (!decoded.ok) throw new Error(`${decoded.message}\n${text}`);
      const issues = transcoded.leftOut.join(decoded.issues);
      const refused = issues.filter(({ rejected }) => rejected).reduce((sum, { count }) => sum + count, 0);
      expect([text, decoded.columns.count + refused]).toEqual([text, countRecords(JSON.parse(text))]);
      if (transcoded.leftOut.length > 0) seen.left++;
      else seen.whole++;
    }
    for (const [kind, count] of Object.entries(seen)) expect([kind, count > 0]).toEqual([kind, true]);
  });
});
