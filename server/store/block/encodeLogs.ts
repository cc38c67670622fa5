/**
 * Log records -> a block.
 * Columns of the hot part, in order, each with its length in front: time (change from the row before), presence (1 time was
 * sent, 2 observed time was sent), observed time (difference from the row's time), severity, scope, length of the rest, trace
 * code, span code. A row's time is when it happened, else when it was seen.
 * Next: decodeLogs.ts reads it.
 */
import type { BufferPool } from "../../bufferPool.ts";
import { type LogColumns, NONE } from "../../model/columns.ts";
import { TokenPlace, textToken } from "./attributeTokens.ts";
import type { BlockSlice, TimeOf } from "./blockSlice.ts";
import { ByteWriter } from "./byteWriter.ts";
import { TraceTable } from "./idColumns.ts";
import { OriginBuilder } from "./originTable.ts";
import { join64, type RawBlock, writeSummary } from "./rawBlock.ts";
import { addLogTokens } from "./recordTokens.ts";
import { columnsOf, copyRest, lengthColumn } from "./restChunks.ts";
import { TokenFilter } from "./tokens.ts";

export class LogTime implements TimeOf<LogColumns> {
  hi = 0;
  lo = 0;
  read(columns: LogColumns, record: number): void {
    this.hi = columns.timeHi[record] ?? 0;
    this.lo = columns.timeLo[record] ?? 0;
    if (this.hi !== 0 || this.lo !== 0) return;
    this.hi = columns.observedHi[record] ?? 0;
    this.lo = columns.observedLo[record] ?? 0;
  }
}

/** Severity numbers from here on count as errors in summaries. */
const ERROR_SEVERITY = 17;

type Slice = BlockSlice<LogColumns>;

export function encodeLogs(slice: Slice, buffers?: BufferPool): RawBlock {
  const rest = copyRest(slice, buffers);
  const tokens = new TokenFilter();
  const origins = new OriginBuilder(tokens);
  const times = timeColumns(slice);
  const marked = markColumns(slice, origins, tokens);
  const ids = idColumns(slice, tokens);
  addLogTokens(rest, slice.count, tokens);
  const hot = new ByteWriter(slice.count * 12 + 4096);
  origins.write(hot);
  const columns = [times.time, times.presence, times.observed, marked.severity, marked.scope];
  for (const column of columns) hot.sized(column.finish());
  hot.sized(lengthColumn(rest));
  hot.sized(ids.traceCodes);
  hot.sized(ids.spanCodes);
  return {
    signal: "logs",
    step: slice.step,
    count: slice.count,
    tMin: times.tMin,
    tMax: times.tMax,
    maxDurationNano: 0,
    errorCount: marked.errorCount,
    summary: marked.summary,
    tokens: tokens.finish(),
    hot: hot.finish(),
    ids: ids.bytes,
    rest: rest.chunks,
    traces: new Uint8Array(0),
  };
}

function timeColumns(slice: Slice) {
  const time = new ByteWriter(slice.count * 6);
  const presence = new ByteWriter(slice.count + 16);
  const observed = new ByteWriter(slice.count * 4);
  const of = new LogTime();
  let beforeHi = 0;
  let beforeLo = 0;
  let [minHi, minLo, maxHi, maxLo] = [NONE, NONE, 0, 0];
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    of.read(columns, record);
    const { hi, lo } = of;
    time.signed64((hi - beforeHi - (lo < beforeLo ? 1 : 0)) | 0, (lo - beforeLo) | 0);
    beforeHi = hi;
    beforeLo = lo;
    if (hi < minHi || (hi === minHi && lo < minLo)) [minHi, minLo] = [hi, lo];
    if (hi > maxHi || (hi === maxHi && lo > maxLo)) [maxHi, maxLo] = [hi, lo];
    const seenHi = columns.observedHi[record] ?? 0;
    const seenLo = columns.observedLo[record] ?? 0;
    const isSent = columns.timeHi[record] !== 0 || columns.timeLo[record] !== 0;
    const isSeen = seenHi !== 0 || seenLo !== 0;
    presence.varint((isSent ? 1 : 0) + (isSeen ? 2 : 0));
    if (isSeen) observed.signed64((seenHi - hi - (seenLo < lo ? 1 : 0)) | 0, (seenLo - lo) | 0);
    else observed.varint(0);
  }
  return { time, presence, observed, tMin: join64(minHi, minLo), tMax: join64(maxHi, maxLo) };
}

function markColumns(slice: Slice, origins: OriginBuilder, tokens: TokenFilter) {
  const severity = new ByteWriter(slice.count + 16);
  const scope = new ByteWriter(slice.count + 16);
  const counts: number[] = [];
  const errors: number[] = [];
  const scopes: (Uint32Array | undefined)[] = [];
  let errorCount = 0;
  for (let i = 0; i < slice.count; i++) {
    const s = slice.source[i] ?? 0;
    const source = slice.sources[s];
    if (source === undefined) continue;
    const record = slice.record[i] ?? 0;
    const map = scopes[s] ?? origins.scopesOf(source.columns, source.reader);
    scopes[s] = map;
    const scopeIndex = map[source.columns.scope[record] ?? 0] ?? 0;
    const number = source.columns.severity[record] ?? 0;
    scope.varint(scopeIndex);
    severity.signed(number);
    const service = origins.serviceOfScope(scopeIndex);
    counts[service] = (counts[service] ?? 0) + 1;
    if (number < ERROR_SEVERITY) continue;
    errors[service] = (errors[service] ?? 0) + 1;
    errorCount++;
  }
  const services = origins.services.map((service, i) => ({
    service,
    count: counts[i] ?? 0,
    errorCount: errors[i] ?? 0,
    maxDurationNano: 0,
  }));
  for (const { service, errorCount: failed } of services) {
    tokens.add(textToken(TokenPlace.SERVICE, service));
    if (failed > 0) tokens.add(textToken(TokenPlace.SERVICE_ERROR, service));
  }
  return { severity, scope, errorCount, summary: writeSummary(services) };
}

function idColumns(slice: Slice, tokens: TokenFilter) {
  const traces = new TraceTable(slice.count);
  const spans = new ByteWriter(slice.count * 8);
  const spanCodes = new ByteWriter(slice.count + 16);
  for (let i = 0; i < slice.count; i++) {
    const source = slice.sources[slice.source[i] ?? 0];
    if (source === undefined) continue;
    const { columns, reader } = source;
    const record = slice.record[i] ?? 0;
    const traceAt = columns.traceIdAt[record] ?? NONE;
    if (traces.add(i, reader.bytes, reader.view, traceAt)) {
      tokens.add(textToken(TokenPlace.TRACE, reader.bytes.subarray(traceAt, traceAt + 16)));
    }
    const spanAt = columns.spanIdAt[record] ?? NONE;
    spanCodes.varint(spanAt === NONE ? 0 : 1);
    if (spanAt !== NONE) spans.raw(reader.bytes, spanAt, spanAt + 8);
  }
  const ids = new ByteWriter(slice.count * 10);
  ids.raw(traces.table());
  ids.raw(spans.finish());
  return { traceCodes: traces.codes.finish(), spanCodes: spanCodes.finish(), bytes: ids.finish() };
}
