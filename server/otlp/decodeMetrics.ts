/**
 * A metric request (ExportMetricsServiceRequest, MetricsData) -> PointColumns, in one walk without an object per data point.
 * Refused point by point: a time outside the accepted window, a value nested too deep (in the metadata: all points of the metric).
 * A metric whose data is of no kind known here is an `empty_metric` issue that refuses nothing: it holds no point we could name.
 * A known kind without points is an empty envelope and passes in silence. Of a metric with several kinds the last one counts.
 * Lost: fields unknown to us between Metric and its points, which have no column.
 * Next: server/ingest (batches the columns), server/store (copies the runs into blocks).
 */
import type { MetricRange, PointColumns } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "./decoded.ts";
import type { RequestScan } from "./requestScan.ts";
import { capacityOf, growColumns, runScan } from "./runScan.ts";
import { scanPoint } from "./scanPoint.ts";
import { type FieldType, messageType } from "./schema.ts";

const METRIC = messageType("Metric");
const METADATA_TAG = 0x62;
const POINT_BYTES_GUESS = 80;

/** Decodes a request. Never throws for any bytes: malformed protobuf answers `ok: false` with the byte and what was expected. */
export function decodeMetrics(bytes: Uint8Array, options: DecodeOptions): Decoded<PointColumns> {
  return runScan("metrics", bytes, options, emptyColumns, (scan) => {
    scan.walk((at, end) => scanMetric(scan, at, end));
    scan.attributeRuns.close(scan.columns.count);
    scan.columns.firstAttributeRun = scan.attributeRuns.first;
    scan.columns.attributeRuns = scan.attributeRuns.runs;
  });
}

function emptyColumns(bytes: Uint8Array): PointColumns {
  const capacity = capacityOf(bytes, POINT_BYTES_GUESS);
  const column = () => new Uint32Array(capacity);
  return {
    signal: "metrics",
    bytes,
    count: 0,
    resources: [],
    scopes: [],
    scope: column(),
    firstRun: new Uint32Array(0),
    runs: new Uint32Array(0),
    metrics: [],
    metric: column(),
    firstAttributeRun: new Uint32Array(0),
    attributeRuns: new Uint32Array(0),
    startHi: column(),
    startLo: column(),
    timeHi: column(),
    timeLo: column(),
    valueType: new Uint8Array(capacity),
    value: new Float64Array(capacity),
    intHi: column(),
    intLo: column(),
  };
}

/** One slot per record each. */
const COLUMNS = [
  "scope",
  "metric",
  "startHi",
  "startLo",
  "timeHi",
  "timeLo",
  "valueType",
  "value",
  "intHi",
  "intLo",
] as const;

/** One Metric message: first where its parts lie, in any order, then its points, then its head. */
function scanMetric(scan: RequestScan<PointColumns>, from: number, end: number): void {
  const { columns, reader } = scan;
  const headRuns: number[] = [];
  const data: { readonly field: FieldType; readonly from: number; readonly end: number }[] = [];
  let name = "";
  for (let at = from; at < end; ) {
    const fieldAt = at;
    at = reader.field(at, end);
    const field = METRIC.byTag[reader.tag];
    if (field?.type === "message" && reader.tag !== METADATA_TAG) {
      data.push({ field, from: reader.payload, end: at });
      continue;
    }
    if (reader.tag === 0x0a) name = reader.text(reader.payload, at);
    if (headRuns.at(-1) === fieldAt) headRuns[headRuns.length - 1] = at;
    else headRuns.push(fieldAt, at);
  }
  const kept = data.at(-1)?.field;
  if (!kept) {
    scan.pathTail = () => "";
    scan.tally.add("empty_metric", () => scan.path());
    return;
  }
  const mark = scan.mark();
  let head = { temporality: 0, isMonotonic: false };
  let index = 0;
  for (const part of data) {
    if (part.field !== kept) {
      if (part.field.message) scan.check.message(part.field.message, part.from, part.end, 0);
      scan.check.clear();
      continue;
    }
    const found = scanData(scan, kept, part.from, part.end, index);
    head = { temporality: found.temporality ?? head.temporality, isMonotonic: found.isMonotonic ?? head.isMonotonic };
    index = found.index;
  }
  scan.pathTail = () => "";
  checkHead(scan, headRuns);
  scan.judgeEnvelope(() => scan.path(), mark);
  const metric: MetricRange = { scope: scan.scopeIndex, name, headRuns, kind: kept.number, ...head };
  if (columns.count > mark.count) columns.metrics.push(metric);
}

/** Gauge, Sum, Histogram, ExponentialHistogram or Summary: the same numbers in all (data_points, temporality, is_monotonic). */
function scanData(
  scan: RequestScan<PointColumns>,
  kind: FieldType,
  from: number,
  end: number,
  firstIndex: number,
): { temporality: number | null; isMonotonic: boolean | null; index: number } {
  const { columns, reader } = scan;
  const pointType = kind.message?.byTag[0x0a]?.message ?? METRIC;
  const found: ReturnType<typeof scanData> = { temporality: null, isMonotonic: null, index: firstIndex };
  scan.pathTail = () => `.${kind.name}.dataPoints[${found.index}]`;
  for (let at = from; at < end; ) {
    at = reader.field(at, end);
    if (reader.tag === 0x0a) {
      if (columns.count >= columns.scope.length) growColumns(columns, COLUMNS);
      scanPoint(scan, pointType, reader.payload, at);
      found.index++;
    } else if (reader.tag === 0x10) {
      found.temporality = reader.int32(reader.payload);
    } else if (reader.tag === 0x18) {
      found.isMonotonic = reader.bool(reader.payload);
    }
  }
  return found;
}

function checkHead(scan: RequestScan<PointColumns>, headRuns: readonly number[]): void {
  const { reader, check } = scan;
  let metadata = 0;
  for (let i = 0; i < headRuns.length; i += 2) {
    const end = headRuns[i + 1] ?? 0;
    for (let at = headRuns[i] ?? 0; at < end; ) {
      at = reader.field(at, end);
      const field = METRIC.byTag[reader.tag];
      if (reader.tag === METADATA_TAG) {
        metadata++;
        check.attribute(reader.payload, at);
      } else if (field) {
        check.field(field, reader.tag, reader.payload, at);
      }
    }
  }
  check.attributes(metadata);
}
