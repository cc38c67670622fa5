/**
 * Every OTLP file that others wrote (../shared/data, beside the checkout): it decodes whole, and written as JSON again it says
 * what the file said. The files differ from our form only in ways that proto3 JSON allows, which `normal` evens out.
 */
import { describe, expect, it } from "vitest";
import { CAPTURES } from "../testing/captures.ts";
import { decodeLogs } from "./decodeLogs.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import { decodeTraces } from "./decodeTraces.ts";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { MESSAGES } from "./schema.ts";
import { logsToJson, metricsToJson, tracesToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";
import { writeLogs } from "./writeLogs.ts";
import { writeMetrics } from "./writeMetrics.ts";
import { writeTraces } from "./writeTraces.ts";

const OPTIONS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 1n << 64n,
  maxAttributes: 500,
  maxStringBytes: 65_536,
  maxDepth: 64,
};
const DECODE = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };
const TO_JSON = { traces: tracesToJson, logs: logsToJson, metrics: metricsToJson };
const REWRITE = {
  traces: (bytes: Uint8Array) => writeTraces(readTraces(bytes)),
  logs: (bytes: Uint8Array) => writeLogs(readLogs(bytes)),
  metrics: (bytes: Uint8Array) => writeMetrics(readMetrics(bytes)),
};
const ENUMS = new Map(
  [...MESSAGES.values()].flatMap(({ fields }) =>
    fields.flatMap(({ names }) => names.map((name, i) => [name, String(i)] as const)),
  ),
);

/**
 * Numbers as text, enum names as numbers, ids in lower case, defaults left out; so are snake_case keys, which the
 * specification does not admit and two of the files use.
 */
function normal(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => normal(item, name));
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return /Id$/.test(name) ? value.toLowerCase() : (ENUMS.get(value) ?? value);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normal(inner, key)] as const);
  return Object.fromEntries(
    entries.filter(([key, inner]) => !key.includes("_") && (/Value$|^as/.test(key) || !isDefault(inner))),
  );
}
function isDefault(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || value === "0" || value === false;
}

describe.skipIf(CAPTURES.length === 0)("real captures (skipped: no reference data beside the checkout)", () => {
  it.each(CAPTURES)("$name decodes whole and reads back equal", ({ signal, text }) => {
    const document = JSON.parse(text);
    const transcoded = transcodeJson(signal, new TextEncoder().encode(text));
    if (!transcoded.ok) throw new Error(transcoded.message);
    expect(transcoded.leftOut.length).toBe(0);
    const decoded = DECODE[signal](transcoded.bytes, { ...OPTIONS, nowUnixNano: 1n });
    expect(decoded).toMatchObject({ ok: true, issues: [] });
    expect(decoded.ok && decoded.columns.count).toBeGreaterThan(0);
    expect(normal(TO_JSON[signal](transcoded.bytes))).toEqual(normal(document));
    expect(normal(TO_JSON[signal](REWRITE[signal](transcoded.bytes)))).toEqual(normal(document));
  });
});
