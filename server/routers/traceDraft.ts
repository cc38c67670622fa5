/**
 * Spans of a trace while they are read: growing columns in order of arrival, with times as two unsigned halves (hi * 2^32 + lo), and
 * what makes the sorted columns of server/analysis/traceSpans.ts from them.
 */
import { dictionary, type TraceSpans } from "../analysis/traceSpans.ts";
import type { SpanEventTick, SpanPlace } from "./traceReading.ts";

const TWO_32 = 2 ** 32;

/** Spans as they come, column by column: an object or a bigint per span costs more than the walk itself. */
export function draft() {
  return {
    ...{ services: dictionary(), names: dictionary(), hosts: dictionary() },
    ...{ spanId: [] as string[], parentSpanId: [] as string[], service: [] as number[], name: [] as number[] },
    ...{ host: [] as number[], kind: [] as number[], statusCode: [] as number[], places: [] as SpanPlace[] },
    ...{ startHi: [] as number[], startLo: [] as number[], endHi: [] as number[], endLo: [] as number[] },
    events: new Map<number, SpanEventTick[]>(),
  };
}
export type Draft = ReturnType<typeof draft>;

/** The order of spans by start, the longer first; as they came when they came so, as from the store. */
export function byStart({ startHi, startLo, endHi, endLo, spanId }: Draft): Uint32Array {
  const order = Uint32Array.from(spanId, (_, span) => span);
  const difference = (hi: number[], lo: number[], a: number, b: number) =>
    ((hi[a] ?? 0) - (hi[b] ?? 0)) * TWO_32 + ((lo[a] ?? 0) - (lo[b] ?? 0));
  const compare = (a: number, b: number) =>
    difference(startHi, startLo, a, b) || difference(endHi, endLo, b, a) || a - b;
  return order.every((span) => span === 0 || compare(span - 1, span) <= 0) ? order : order.sort(compare);
}

/** The columns that analyses take, in this order of spans. */
export function columnsOf(read: Draft, order: Uint32Array): TraceSpans {
  const { startHi, startLo, endHi, endLo } = read;
  const first = order[0] ?? 0;
  const [firstHi, firstLo] = [startHi[first] ?? 0, startLo[first] ?? 0];
  const small = (column: readonly number[]) => Int32Array.from(order, (span) => column[span] ?? 0);
  const index = (column: readonly number[]) => Uint32Array.from(order, (span) => column[span] ?? 0);
  return {
    count: order.length,
    startUnixNano: (BigInt(firstHi) << 32n) | BigInt(firstLo),
    ...{ services: read.services.words, names: read.names.words, hosts: read.hosts.words },
    spanId: Array.from(order, (span) => read.spanId[span] ?? ""),
    parentSpanId: Array.from(order, (span) => read.parentSpanId[span] ?? ""),
    ...{ service: index(read.service), name: index(read.name), host: index(read.host) },
    ...{ kind: small(read.kind), statusCode: small(read.statusCode) },
    offsetNano: Float64Array.from(
      order,
      (span) => ((startHi[span] ?? 0) - firstHi) * TWO_32 + ((startLo[span] ?? 0) - firstLo),
    ),
    lengthNano: Float64Array.from(
      order,
      (span) => ((endHi[span] ?? 0) - (startHi[span] ?? 0)) * TWO_32 + ((endLo[span] ?? 0) - (startLo[span] ?? 0)),
    ),
  };
}
