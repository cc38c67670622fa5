/**
 * Whole OTLP bytes of one partition -> blocks in the order in which they are best read: spans trace by trace (traces by their first
 * span), log records by time. Points: mergePoints.ts.
 */
import { DomainError } from "../../errors.ts";
import type { SignalColumns } from "../../model/columns.ts";
import { type Decoded, NO_LIMITS } from "../../otlp/decoded.ts";
import { decodeLogs } from "../../otlp/decodeLogs.ts";
import { decodeTraces } from "../../otlp/decodeTraces.ts";
import { latin1 } from "./assembleGroups.ts";
import { type BlockSlice, sourceOf, type TimeOf } from "./blockSlice.ts";
import { encodeLogs, LogTime } from "./encodeLogs.ts";
import { encodeSpans, SpanTime } from "./encodeSpans.ts";
import type { RawBlock } from "./rawBlock.ts";

const TWO_32 = 4_294_967_296;
const MOST_RECORDS = 16_384;

export function encodeSorted(signal: "traces" | "logs", step: number, bytes: Uint8Array): RawBlock[] {
  if (signal === "traces") {
    const columns = columnsFrom(decodeTraces(bytes, NO_LIMITS));
    const ids = Array.from({ length: columns.count }, (_, i) => {
      const at = columns.traceIdAt[i] ?? 0;
      return latin1(columns.bytes.subarray(at, at + 16));
    });
    const times = timesOf(columns, new SpanTime());
    const first = new Map<string, number>();
    ids.forEach((id, i) => {
      first.set(id, Math.min(first.get(id) ?? Number.POSITIVE_INFINITY, times[i] ?? 0));
    });
    const order = orderBy(columns.count, (a, b) => {
      const [x = "", y = ""] = [ids[a], ids[b]];
      if (x === y) return (times[a] ?? 0) - (times[b] ?? 0);
      return (first.get(x) ?? 0) - (first.get(y) ?? 0) || (x < y ? -1 : 1);
    });
    return slicesOf(step, columns, order).map((slice) => encodeSpans(slice));
  }
  const columns = columnsFrom(decodeLogs(bytes, NO_LIMITS));
  const times = timesOf(columns, new LogTime());
  const order = orderBy(columns.count, (a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return slicesOf(step, columns, order).map((slice) => encodeLogs(slice));
}

function columnsFrom<C extends SignalColumns>(answer: Decoded<C>): C {
  if (answer.ok && answer.issues.length === 0) return answer.columns;
  const problem = answer.ok ? answer.issues[0]?.message : answer.message;
  throw new DomainError("INTERNAL", `A stored block could not be read back: ${problem}`);
}

/** Times as numbers: to 256 ns, enough to sort by. */
function timesOf<C extends SignalColumns>(columns: C, of: TimeOf<C>): Float64Array {
  return Float64Array.from({ length: columns.count }, (_, i) => {
    of.read(columns, i);
    return of.hi * TWO_32 + of.lo;
  });
}

function orderBy(count: number, compare: (a: number, b: number) => number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i).sort(compare);
}

function slicesOf<C extends SignalColumns>(step: number, columns: C, order: Uint32Array): BlockSlice<C>[] {
  const sources = [sourceOf(columns)];
  return Array.from({ length: Math.ceil(columns.count / MOST_RECORDS) }, (_, i) => {
    const record = order.slice(i * MOST_RECORDS, (i + 1) * MOST_RECORDS);
    return { step, sources, source: new Uint32Array(record.length), record, count: record.length };
  });
}
