/**
 * Bytes that nobody should send: cut short at every byte, changed at random, random altogether. A decoder always answers, and what
 * it accepts the full readers can read. Seeded, so that a failure comes again. For longer: OTLP_FUZZ_SECONDS.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Signal } from "../model/columns.ts";
import { decodeLogs } from "./decodeLogs.ts";
import { decodeMetrics } from "./decodeMetrics.ts";
import { decodeTraces } from "./decodeTraces.ts";
import { readLogs } from "./readLogs.ts";
import { readMetrics } from "./readMetrics.ts";
import { readTraces } from "./readTraces.ts";
import { logsToJson, metricsToJson, tracesToJson } from "./toJson.ts";
import { transcodeJson } from "./transcodeJson.ts";

const SECONDS = Number(process.env.OTLP_FUZZ_SECONDS ?? 1);
const LIMITS = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 1n << 64n,
  maxAttributes: 6,
  maxStringBytes: 40,
  maxDepth: 64,
};
const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", name)));
const DECODE = { traces: decodeTraces, logs: decodeLogs, metrics: decodeMetrics };
const READ = { traces: readTraces, logs: readLogs, metrics: readMetrics };
const TO_JSON = { traces: tracesToJson, logs: logsToJson, metrics: metricsToJson };

/** Decodes, and if that succeeded reads; says whether it did. Throws only if something is wrong with us. */
function tries(signal: Signal, bytes: Uint8Array): boolean {
  const decoded = DECODE[signal](bytes, LIMITS);
  if (!decoded.ok) {
    expect(decoded.message).toMatch(/^The body is not an OTLP \w+ request in protobuf\. Byte \d+: .+\.$/);
    return false;
  }
  const { columns } = decoded;
  expect(columns.firstRun[columns.count]).toBeLessThanOrEqual(columns.runs.length / 2);
  if (decoded.issues.some((issue) => issue.code === "nested_too_deep" || issue.code === "empty_metric")) return true;
  READ[signal](columns.bytes);
  TO_JSON[signal](columns.bytes);
  return true;
}

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Runs until the time is up, then tells how often. */
function forSeconds(seconds: number, run: () => void): number {
  const stop = performance.now() + seconds * 1000;
  let runs = 0;
  for (; performance.now() < stop; runs++) run();
  return runs;
}

describe.each(["traces", "logs", "metrics"] as const)("hostile %s", (signal) => {
  const bytes = fixture(`${signal}.pb`);
  const json = fixture(`${signal}.json`);

  it("cut short at any byte are refused with the byte", () => {
    for (let length = 1; length < bytes.length; length++) expect(tries(signal, bytes.slice(0, length))).toBe(false);
    expect(tries(signal, bytes.slice(0, 0))).toBe(true);
    expect(tries(signal, bytes)).toBe(true);
  });

  it("as JSON cut short at any byte are refused", () => {
    for (let length = 0; length < json.length - 2; length++) {
      expect(transcodeJson(signal, json.subarray(0, length)).ok).toBe(false);
    }
    expect(transcodeJson(signal, json).ok).toBe(true);
  });

  it("changed at random get an answer", () => {
    const next = numbers(42);
    let accepted = 0;
    const runs = forSeconds(SECONDS, () => {
      const changed = bytes.slice();
      for (let i = next(4); i >= 0; i--) changed[next(changed.length)] = next(256);
      if (tries(signal, changed)) accepted++;
    });
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(runs);
  });

  it("as JSON changed at random get an answer", () => {
    const next = numbers(43);
    forSeconds(SECONDS, () => {
      const changed = json.slice();
      for (let i = next(3); i >= 0; i--)
        changed[next(changed.length)] = next(3) === 0 ? next(256) : (json[next(json.length)] ?? 0);
      const transcoded = transcodeJson(signal, changed);
      if (transcoded.ok) expect(tries(signal, transcoded.bytes)).toBe(true);
      else expect(transcoded.message).toMatch(/^The body is not an OTLP \w+ request in JSON\. .+ at byte \d+\.$/s);
    });
  });

  it("made of random bytes get an answer", () => {
    const next = numbers(44);
    forSeconds(SECONDS / 2, () => {
      tries(
        signal,
        Uint8Array.from({ length: next(200) }, () =>
          next(3) === 0 ? next(256) : ([0x0a, 0x12, 2, 8, 1][next(5)] ?? 0),
        ),
      );
    });
  });
});

describe("hostile sizes", () => {
  it("a length of nearly 2^64 is past the end", () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
    expect(tries("traces", new Uint8Array([0x0a, ...huge, 1, 2]))).toBe(false);
    expect(tries("traces", new Uint8Array([0x0a, 0xff, ...huge]))).toBe(false);
  });

  it("a million attributes on one log record are cut in well under a second", () => {
    const attribute = [0x32, 5, 0x0a, 1, 0x61, 0x12, 0];
    const record = new Uint8Array(attribute.length * 1_000_000);
    for (let i = 0; i < record.length; i++) record[i] = attribute[i % attribute.length] ?? 0;
    const wrap = (tag: number, inner: Uint8Array) => {
      const length: number[] = [];
      for (let rest = inner.length; ; rest = rest >>> 7) {
        length.push(rest >= 0x80 ? (rest & 0x7f) | 0x80 : rest);
        if (rest < 0x80) break;
      }
      const out = new Uint8Array(1 + length.length + inner.length);
      out.set([tag, ...length]);
      out.set(inner, 1 + length.length);
      return out;
    };
    const decoded = decodeLogs(wrap(0x0a, wrap(0x12, wrap(0x12, record))), LIMITS);
    if (!decoded.ok) throw new Error(decoded.message);
    expect(readLogs(decoded.columns.bytes)[0]?.scopeLogs[0]?.logRecords[0]).toMatchObject({
      attributes: { length: 6 },
      droppedAttributesCount: 999_994,
    });
  });
});
