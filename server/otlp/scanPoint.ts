/**
 * One data point of any of the five kinds into the next slot of PointColumns.
 * Start and time have the same numbers in all kinds; attributes do not; only number points have a value of their own.
 */
import type { PointColumns } from "../model/columns.ts";
import type { RequestScan } from "./requestScan.ts";
import { type MessageType, messageType } from "./schema.ts";

const NUMBER_POINT = messageType("NumberDataPoint");
const VALUE_TYPE = { none: 0, double: 1, int: 2, notNumber: 3 } as const;

function attributesTag(type: MessageType): number {
  return type.fields.find((field) => field.name === "attributes")?.tag ?? 0;
}
const ATTRIBUTES_TAGS = new Map(
  ["NumberDataPoint", "HistogramDataPoint", "ExponentialHistogramDataPoint", "SummaryDataPoint"]
    .map(messageType)
    .map((type) => [type, attributesTag(type)] as const),
);

function clearSlot(scan: RequestScan<PointColumns>, isNumber: boolean): void {
  const { columns } = scan;
  const n = columns.count;
  scan.runs.open(n);
  scan.attributeRuns.open(n);
  columns.scope[n] = scan.scopeIndex;
  columns.metric[n] = columns.metrics.length;
  columns.startHi[n] = 0;
  columns.startLo[n] = 0;
  columns.timeHi[n] = 0;
  columns.timeLo[n] = 0;
  columns.valueType[n] = isNumber ? VALUE_TYPE.none : VALUE_TYPE.notNumber;
  columns.value[n] = 0;
  columns.intHi[n] = 0;
  columns.intLo[n] = 0;
}

/** Scans one data point; its slot counts only when the point is accepted. The columns have room for it. */
export function scanPoint(scan: RequestScan<PointColumns>, type: MessageType, from: number, end: number): void {
  const { columns, reader, check } = scan;
  const n = columns.count;
  const isNumber = type === NUMBER_POINT;
  const attributesAre = ATTRIBUTES_TAGS.get(type) ?? 0;
  clearSlot(scan, isNumber);
  let attributes = 0;
  for (let at = from; at < end; ) {
    const fieldAt = at;
    at = reader.field(at, end);
    const { tag, payload } = reader;
    if (tag === attributesAre) {
      attributes++;
      check.attribute(payload, at);
      scan.attributeRuns.keep(fieldAt, at);
    } else if (tag === 0x11) {
      columns.startLo[n] = reader.fixed32(payload);
      columns.startHi[n] = reader.fixed32(payload + 4);
    } else if (tag === 0x19) {
      columns.timeLo[n] = reader.fixed32(payload);
      columns.timeHi[n] = reader.fixed32(payload + 4);
    } else if (isNumber && tag === 0x21) {
      columns.valueType[n] = VALUE_TYPE.double;
      columns.value[n] = reader.double(payload);
    } else if (isNumber && tag === 0x31) {
      columns.valueType[n] = VALUE_TYPE.int;
      columns.intLo[n] = reader.fixed32(payload);
      columns.intHi[n] = reader.fixed32(payload + 4);
    } else {
      const field = type.byTag[tag];
      if (field) check.field(field, tag, payload, at);
      scan.runs.keep(fieldAt, at);
    }
  }
  check.attributes(attributes);
  const issue = check.deep ? "nested_too_deep" : scan.timeIssue(columns.timeHi[n] ?? 0, columns.timeLo[n] ?? 0);
  if (issue) scan.refuse(issue);
  else scan.accept();
  if (check.deep || check.long || check.many) check.clear();
}
