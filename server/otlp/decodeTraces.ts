/**
 * A trace request (ExportTraceServiceRequest, TracesData) -> SpanColumns, in one walk without an object per span.
 * Refused span by span: a trace or span id of wrong length or all zero, a parent id of wrong length, a start outside the accepted
 * window, a value nested too deep. Kept: an end before the start, unknown fields and enum numbers, invalid UTF-8, repeated keys.
 * A parent id that is empty or all zero is a root. Beyond the limits on attributes and strings the request is rewritten once.
 * Next: server/ingest (batches the columns), server/store (copies the runs into blocks).
 */
import { NONE, type SpanColumns } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "./decoded.ts";
import type { ProtobufReader } from "./protobufReader.ts";
import type { RequestScan } from "./requestScan.ts";
import { capacityOf, growColumns, runScan } from "./runScan.ts";
import { messageType } from "./schema.ts";

const EVENT = messageType("SpanEvent");
const LINK = messageType("SpanLink");
const STATUS = messageType("Status");
const SPAN_BYTES_GUESS = 160;

/** Decodes a request. Never throws for any bytes: malformed protobuf answers `ok: false` with the byte and what was expected. */
export function decodeTraces(bytes: Uint8Array, options: DecodeOptions): Decoded<SpanColumns> {
  return runScan("traces", bytes, options, emptyColumns, (scan) => {
    scan.walk((at, end) => scanSpan(scan, at, end));
  });
}

function emptyColumns(bytes: Uint8Array): SpanColumns {
  const capacity = capacityOf(bytes, SPAN_BYTES_GUESS);
  const column = () => new Uint32Array(capacity);
  return {
    signal: "traces",
    bytes,
    count: 0,
    resources: [],
    scopes: [],
    scope: column(),
    firstRun: new Uint32Array(0),
    runs: new Uint32Array(0),
    traceIdAt: column(),
    spanIdAt: column(),
    parentSpanIdAt: column(),
    nameAt: column(),
    nameEnd: column(),
    startHi: column(),
    startLo: column(),
    endHi: column(),
    endLo: column(),
    kind: new Int32Array(capacity),
    statusCode: new Int32Array(capacity),
    eventAt: column(),
  };
}

/** One slot per record each. */
const COLUMNS = [
  "scope",
  "traceIdAt",
  "spanIdAt",
  "parentSpanIdAt",
  "nameAt",
  "nameEnd",
  "startHi",
  "startLo",
  "endHi",
  "endLo",
  "kind",
  "statusCode",
  "eventAt",
] as const;

/** Makes room for span `columns.count` and puts the defaults of absent fields into its slot. */
function openSlot(scan: RequestScan<SpanColumns>): void {
  const { columns } = scan;
  const n = columns.count;
  if (n >= columns.scope.length) growColumns(columns, COLUMNS);
  scan.runs.open(n);
  columns.scope[n] = scan.scopeIndex;
  columns.traceIdAt[n] = NONE;
  columns.spanIdAt[n] = NONE;
  columns.parentSpanIdAt[n] = NONE;
  columns.nameAt[n] = 0;
  columns.nameEnd[n] = 0;
  columns.startHi[n] = 0;
  columns.startLo[n] = 0;
  columns.endHi[n] = 0;
  columns.endLo[n] = 0;
  columns.kind[n] = 0;
  columns.statusCode[n] = 0;
  columns.eventAt[n] = NONE;
}

/** Scans one Span message into the next slot of the columns; the slot counts only when the span is accepted. */
function scanSpan(scan: RequestScan<SpanColumns>, from: number, end: number): void {
  const { columns, reader, check } = scan;
  const n = columns.count;
  openSlot(scan);
  let attributes = 0;
  let parentLength = 0;
  let idsFit = 0;
  let runFrom = from; // fields that stay and touch each other, not yet kept
  let runEnd = from;
  for (let at = from; at < end; ) {
    const fieldAt = at;
    at = reader.field(at, end);
    const payload = reader.payload;
    switch (reader.tag) {
      case 0x4a: // attributes
        attributes++;
        check.attribute(payload, at);
        break;
      case 0x0a: // trace_id
        columns.traceIdAt[n] = payload;
        idsFit = at - payload === 16 ? idsFit | 1 : idsFit & ~1;
        continue;
      case 0x12: // span_id
        columns.spanIdAt[n] = payload;
        idsFit = at - payload === 8 ? idsFit | 2 : idsFit & ~2;
        continue;
      case 0x22: // parent_span_id
        columns.parentSpanIdAt[n] = payload;
        parentLength = at - payload;
        continue;
      case 0x2a: // name
        columns.nameAt[n] = payload;
        columns.nameEnd[n] = at;
        continue;
      case 0x39: // start_time_unix_nano
        columns.startLo[n] = reader.fixed32(payload);
        columns.startHi[n] = reader.fixed32(payload + 4);
        continue;
      case 0x41: // end_time_unix_nano
        columns.endLo[n] = reader.fixed32(payload);
        columns.endHi[n] = reader.fixed32(payload + 4);
        continue;
      default:
        scanRareField(scan, fieldAt, payload, at);
    }
    if (fieldAt !== runEnd) {
      if (runEnd > runFrom) scan.runs.keep(runFrom, runEnd);
      runFrom = fieldAt;
    }
    runEnd = at;
  }
  if (runEnd > runFrom) scan.runs.keep(runFrom, runEnd);
  check.attributes(attributes);
  judge(scan, idsFit, parentLength);
}

function scanRareField(scan: RequestScan<SpanColumns>, fieldAt: number, payload: number, end: number): void {
  const { columns, reader, check } = scan;
  switch (reader.tag) {
    case 0x30: // kind
      columns.kind[columns.count] = reader.int32(payload);
      break;
    case 0x7a: // status
      columns.statusCode[columns.count] = statusCode(reader, payload, end);
      check.message(STATUS, payload, end, 0);
      break;
    case 0x5a: // events
      if (columns.eventAt[columns.count] === NONE) columns.eventAt[columns.count] = fieldAt;
      check.message(EVENT, payload, end, 0);
      break;
    case 0x6a: // links
      check.message(LINK, payload, end, 0);
      break;
    case 0x1a: // trace_state
      check.text(payload, end);
      break;
  }
}

function statusCode(reader: ProtobufReader, from: number, end: number): number {
  let code = 0;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x18) code = reader.int32(reader.payload);
  }
  return code;
}

/** Accepts or refuses the span that was scanned into the open slot. */
function judge(scan: RequestScan<SpanColumns>, idsFit: number, parentLength: number): void {
  const { columns, reader, check } = scan;
  const n = columns.count;
  check.text(columns.nameAt[n] ?? 0, columns.nameEnd[n] ?? 0);
  const parentAt = columns.parentSpanIdAt[n] ?? NONE;
  if (parentAt !== NONE && (parentLength === 0 || (parentLength === 8 && reader.isZero(parentAt, 8)))) {
    columns.parentSpanIdAt[n] = NONE;
    parentLength = 0;
  }
  if ((idsFit & 1) === 0 || reader.isZero(columns.traceIdAt[n] ?? 0, 16)) scan.refuse("invalid_trace_id");
  else if ((idsFit & 2) === 0 || reader.isZero(columns.spanIdAt[n] ?? 0, 8)) scan.refuse("invalid_span_id");
  else if (parentLength !== 0 && parentLength !== 8) scan.refuse("invalid_span_id");
  else if (check.deep) scan.refuse("nested_too_deep");
  else {
    const issue = scan.timeIssue(columns.startHi[n] ?? 0, columns.startLo[n] ?? 0);
    if (issue) scan.refuse(issue);
    else scan.accept();
  }
  if (check.deep || check.long || check.many) check.clear();
}
