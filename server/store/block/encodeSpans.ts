/**
 * Spans -> a block. Several short walks over the same rows, each filling a column or two.
 * Columns of the hot part, in order, each with its length in front: start (change from the row before), duration, name, scope,
 * kind, status code, length of the rest, trace code, parent code. All 64-bit differences are exact modulo 2^64.
 * Next: decodeSpans.ts reads it; ../postgres/flush.ts compresses and stores it.
 */
import type { BufferPool } from "../../bufferPool.ts";
import type { SpanColumns } from "../../model/columns.ts";
import { NONE } from "../../model/columns.ts";
import { StatusCode } from "../../model/span.ts";
import { TokenPlace, textToken } from "./attributeTokens.ts";
import type { BlockSlice, TimeOf } from "./blockSlice.ts";
import { ByteDictionary } from "./byteDictionary.ts";
import { ByteWriter } from "./byteWriter.ts";
import { SpanIdTable, TraceTable } from "./idColumns.ts";
import { OriginBuilder } from "./originTable.ts";
import { join64, type RawBlock, writeSummary } from "./rawBlock.ts";
import { addSpanTokens } from "./recordTokens.ts";
import { columnsOf, copyRest, lengthColumn } from "./restChunks.ts";
import { TokenFilter } from "./tokens.ts";

export class SpanTime implements TimeOf<SpanColumns> {
  hi = 0;
  lo = 0;
  read(columns: SpanColumns, record: number): void {
    this.hi = columns.startHi[record] ?? 0;
    this.lo = columns.startLo[record] ?? 0;
  }
}

const TWO_32 = 4_294_967_296;

type Slice = BlockSlice<SpanColumns>;

export function encodeSpans(slice: Slice, buffers?: BufferPool): RawBlock {
  const rest = copyRest(slice, buffers);
  const tokens = new TokenFilter();
  const origins = new OriginBuilder(tokens);
  const names = new ByteDictionary(512);
  const times = timeColumns(slice);
  const named = nameColumns(slice, origins, names);
  const marked = markColumns(slice, named, times.durations, origins, names, tokens);
  const ids = idColumns(slice);
  addSpanTokens(rest, slice.count, tokens);
  const hot = new ByteWriter(slice.count * 16 + 4096);
  origins.write(hot);
  hot.varint(names.count);
  for (let i = 0; i < names.count; i++) hot.sized(names.entry(i));
  const columns = [times.start, times.duration, named.name, named.scope, marked.kind, marked.status];
  for (const column of columns) hot.sized(column.finish());
  hot.sized(lengthColumn(rest));
  hot.sized(ids.traceCodes);
  hot.sized(ids.parentCodes);
  return {
    signal: "traces",
    step: slice.step,
    count: slice.count,
    tMin: times.tMin,
    tMax: times.tMax,
    maxDurationNano: times.longest,
    errorCount: marked.errorCount,
    summary: marked.summary,
    tokens: tokens.finish(),
    hot: hot.finish(),
    ids: ids.bytes,
    rest: rest.chunks,
    traces: ids.traces,
  };
}

function timeColumns(slice: Slice) {
  const start = new ByteWriter(slice.count * 6);
  const duration = new ByteWriter(slice.count * 5);
  const durations = new Float64Array(slice.count);
  let beforeHi = 0;
  let beforeLo = 0;
  let [minHi, minLo, maxHi, maxLo] = [NONE, NONE, 0, 0];
  let longest = 0;
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    const hi = columns.startHi[record] ?? 0;
    const lo = columns.startLo[record] ?? 0;
    start.signed64((hi - beforeHi - (lo < beforeLo ? 1 : 0)) | 0, (lo - beforeLo) | 0);
    beforeHi = hi;
    beforeLo = lo;
    if (hi < minHi || (hi === minHi && lo < minLo)) [minHi, minLo] = [hi, lo];
    if (hi > maxHi || (hi === maxHi && lo > maxLo)) [maxHi, maxLo] = [hi, lo];
    const endHi = columns.endHi[record] ?? 0;
    const endLo = columns.endLo[record] ?? 0;
    duration.signed64((endHi - hi - (endLo < lo ? 1 : 0)) | 0, (endLo - lo) | 0);
    const length = Math.max(0, (endHi - hi) * TWO_32 + (endLo - lo));
    durations[i] = length;
    if (length > longest) longest = length;
  }
  return { start, duration, durations, longest, tMin: join64(minHi, minLo), tMax: join64(maxHi, maxLo) };
}

interface Named {
  readonly name: ByteWriter;
  readonly scope: ByteWriter;
  /** Service and name of each row, by index. */
  readonly service: Uint32Array;
  readonly nameIndex: Uint32Array;
}

function nameColumns(slice: Slice, origins: OriginBuilder, names: ByteDictionary): Named {
  const name = new ByteWriter(slice.count * 2);
  const scope = new ByteWriter(slice.count * 2);
  const service = new Uint32Array(slice.count);
  const nameIndex = new Uint32Array(slice.count);
  const scopes: (Uint32Array | undefined)[] = [];
  for (let i = 0; i < slice.count; i++) {
    const s = slice.source[i] ?? 0;
    const record = slice.record[i] ?? 0;
    const source = slice.sources[s];
    if (source === undefined) continue;
    const { columns, reader } = source;
    let map = scopes[s];
    map ??= origins.scopesOf(columns, reader);
    scopes[s] = map;
    const scopeIndex = map[columns.scope[record] ?? 0] ?? 0;
    scope.varint(scopeIndex);
    service[i] = origins.serviceOfScope(scopeIndex);
    const index = names.intern(reader.bytes, reader.view, columns.nameAt[record] ?? 0, columns.nameEnd[record] ?? 0);
    nameIndex[i] = index;
    name.varint(index);
  }
  return { name, scope, service, nameIndex };
}

/** Kind and status, the summary per service, and the tokens of services and names. */
function markColumns(
  slice: Slice,
  named: Named,
  durations: Float64Array,
  origins: OriginBuilder,
  names: ByteDictionary,
  tokens: TokenFilter,
) {
  const kind = new ByteWriter(slice.count + 16);
  const status = new ByteWriter(slice.count + 16);
  const services = origins.services.map((service) => ({ service, count: 0, errorCount: 0, maxDurationNano: 0 }));
  const pairs = new Set<number>();
  let errorCount = 0;
  for (let i = 0; i < slice.count; i++) {
    const columns = columnsOf(slice, i);
    const record = slice.record[i] ?? 0;
    const code = columns.statusCode[record] ?? 0;
    kind.signed(columns.kind[record] ?? 0);
    status.signed(code);
    const entry = services[named.service[i] ?? 0];
    if (entry === undefined) continue;
    entry.count++;
    if ((durations[i] ?? 0) > entry.maxDurationNano) entry.maxDurationNano = durations[i] ?? 0;
    if (code === StatusCode.ERROR) {
      entry.errorCount++;
      errorCount++;
    }
    pairs.add((named.service[i] ?? 0) * TWO_32 + (named.nameIndex[i] ?? 0));
  }
  for (let i = 0; i < names.count; i++) tokens.add(textToken(TokenPlace.NAME, names.entry(i)));
  const serviceTokens = services.map(({ service }) => textToken(TokenPlace.SERVICE, service));
  for (const token of serviceTokens) tokens.add(token);
  for (const pair of pairs) {
    const service = serviceTokens[Math.floor(pair / TWO_32)] ?? 0;
    tokens.add(textToken(TokenPlace.SERVICE_NAME, names.entry(pair % TWO_32), service));
  }
  for (const { service, errorCount: errors } of services) {
    if (errors > 0) tokens.add(textToken(TokenPlace.SERVICE_ERROR, service));
  }
  return { kind, status, errorCount, summary: writeSummary(services) };
}

function idColumns(slice: Slice) {
  const traces = new TraceTable(slice.count);
  const spans = new SpanIdTable(slice.count, traces.index);
  for (let i = 0; i < slice.count; i++) {
    const source = slice.sources[slice.source[i] ?? 0];
    if (source === undefined) continue;
    const record = slice.record[i] ?? 0;
    traces.add(i, source.reader.bytes, source.reader.view, source.columns.traceIdAt[record] ?? NONE);
    spans.set(i, source.reader.view, source.columns.spanIdAt[record] ?? 0);
  }
  const parents = new ByteWriter(1024);
  const codes = new ByteWriter(slice.count * 2);
  for (let i = 0; i < slice.count; i++) {
    const source = slice.sources[slice.source[i] ?? 0];
    if (source === undefined) continue;
    const at = source.columns.parentSpanIdAt[slice.record[i] ?? 0] ?? NONE;
    const row = at === NONE ? -1 : spans.find(traces.index[i] ?? 0, source.reader.view, at);
    if (at === NONE) codes.varint(0);
    else if (row >= 0) codes.varint(2 + (row >= i ? 2 * (row - i) : 2 * (i - row) - 1));
    else {
      codes.varint(1);
      parents.raw(source.reader.bytes, at, at + 8);
    }
  }
  const table = traces.table();
  const ids = new ByteWriter(table.length + spans.bytes.length + parents.length);
  ids.raw(table);
  ids.raw(spans.bytes);
  ids.raw(parents.finish());
  return { traceCodes: traces.codes.finish(), parentCodes: codes.finish(), bytes: ids.finish(), traces: table };
}
