/**
 * A log request (ExportLogsServiceRequest, LogsData) -> LogColumns, in one walk without an object per record.
 * Refused record by record: a time outside the accepted window (the record's own, else the observed one), a value nested too
 * deep, a trace or span id of wrong length. A record with neither time is observed at `nowUnixNano`.
 * An id that is empty or all zero leaves a log record without a trace instead of refusing it: logs.proto asks receivers to, and
 * several SDKs send zeros outside of spans. Of what was kept before, one of wrong length stays in the runs as it came.
 * Next: server/ingest (batches the columns), server/store (copies the runs into blocks).
 */
import { type LogColumns, NONE, type RecordIssueCode } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "./decoded.ts";
import type { RequestScan } from "./requestScan.ts";
import { capacityOf, growColumns, runScan } from "./runScan.ts";
import { messageType } from "./schema.ts";

const ANY_VALUE = messageType("AnyValue");
const RECORD_BYTES_GUESS = 128;

/** Decodes a request. Never throws for any bytes: malformed protobuf answers `ok: false` with the byte and what was expected. */
export function decodeLogs(bytes: Uint8Array, options: DecodeOptions): Decoded<LogColumns> {
  return runScan("logs", bytes, options, emptyColumns, (scan) => {
    scan.walk((at, end) => scanRecord(scan, at, end, options));
  });
}

function emptyColumns(bytes: Uint8Array): LogColumns {
  const capacity = capacityOf(bytes, RECORD_BYTES_GUESS);
  const column = () => new Uint32Array(capacity);
  return {
    signal: "logs",
    bytes,
    count: 0,
    resources: [],
    scopes: [],
    scope: column(),
    firstRun: new Uint32Array(0),
    runs: new Uint32Array(0),
    timeHi: column(),
    timeLo: column(),
    observedHi: column(),
    observedLo: column(),
    severity: new Int32Array(capacity),
    traceIdAt: column(),
    spanIdAt: column(),
    bodyAt: column(),
    bodyEnd: column(),
  };
}

/** One slot per record each. */
const COLUMNS = [
  "scope",
  "timeHi",
  "timeLo",
  "observedHi",
  "observedLo",
  "severity",
  "traceIdAt",
  "spanIdAt",
  "bodyAt",
  "bodyEnd",
] as const;

/** Makes room for record `columns.count` and puts the defaults of absent fields into its slot. */
function openSlot(scan: RequestScan<LogColumns>): void {
  const { columns } = scan;
  const n = columns.count;
  if (n >= columns.scope.length) growColumns(columns, COLUMNS);
  scan.runs.open(n);
  columns.scope[n] = scan.scopeIndex;
  columns.timeHi[n] = 0;
  columns.timeLo[n] = 0;
  columns.observedHi[n] = 0;
  columns.observedLo[n] = 0;
  columns.severity[n] = 0;
  columns.traceIdAt[n] = NONE;
  columns.spanIdAt[n] = NONE;
  columns.bodyAt[n] = NONE;
  columns.bodyEnd[n] = NONE;
}

/** Scans one LogRecord message into the next slot of the columns; the slot counts only when the record is accepted. */
function scanRecord(scan: RequestScan<LogColumns>, from: number, end: number, options: DecodeOptions): void {
  const { columns, reader, check } = scan;
  const n = columns.count;
  openSlot(scan);
  let attributes = 0;
  let wrong: RecordIssueCode | null = null;
  for (let at = from; at < end; ) {
    const fieldAt = at;
    at = reader.field(at, end);
    const payload = reader.payload;
    switch (reader.tag) {
      case 0x32: // attributes
        attributes++;
        check.attribute(payload, at);
        break;
      case 0x09: // time_unix_nano
        columns.timeLo[n] = reader.fixed32(payload);
        columns.timeHi[n] = reader.fixed32(payload + 4);
        continue;
      case 0x59: // observed_time_unix_nano
        columns.observedLo[n] = reader.fixed32(payload);
        columns.observedHi[n] = reader.fixed32(payload + 4);
        continue;
      case 0x10: // severity_number
        columns.severity[n] = reader.int32(payload);
        continue;
      case 0x2a: // body
        columns.bodyAt[n] = payload;
        columns.bodyEnd[n] = at;
        check.message(ANY_VALUE, payload, at, 0);
        break;
      case 0x4a: // trace_id
        if (at - payload === 16 || at === payload) {
          columns.traceIdAt[n] = at > payload && !reader.isZero(payload, 16) ? payload : NONE;
          continue;
        }
        wrong ??= "invalid_trace_id";
        break;
      case 0x52: // span_id
        if (at - payload === 8 || at === payload) {
          columns.spanIdAt[n] = at > payload && !reader.isZero(payload, 8) ? payload : NONE;
          continue;
        }
        wrong ??= "invalid_span_id";
        break;
      case 0x1a: // severity_text
      case 0x62: // event_name
        check.text(payload, at);
        break;
    }
    scan.runs.keep(fieldAt, at);
  }
  check.attributes(attributes);
  judge(scan, options, options.keepsWrongIds ? null : wrong);
}

/** Accepts or refuses the record that was scanned into the open slot. */
function judge(scan: RequestScan<LogColumns>, options: DecodeOptions, wrong: RecordIssueCode | null): void {
  const { columns, check } = scan;
  const n = columns.count;
  const dated = ((columns.timeHi[n] ?? 0) | (columns.timeLo[n] ?? 0)) !== 0;
  if (!dated && ((columns.observedHi[n] ?? 0) | (columns.observedLo[n] ?? 0)) === 0 && options.nowUnixNano) {
    columns.observedHi[n] = Number(options.nowUnixNano >> 32n);
    columns.observedLo[n] = Number(options.nowUnixNano & 0xffffffffn);
  }
  const hi = dated ? columns.timeHi[n] : columns.observedHi[n];
  const lo = dated ? columns.timeLo[n] : columns.observedLo[n];
  const issue = wrong ?? (check.deep ? "nested_too_deep" : scan.timeIssue(hi ?? 0, lo ?? 0));
  if (issue) scan.refuse(issue);
  else scan.accept();
  if (check.deep || check.long || check.many) check.clear();
}
