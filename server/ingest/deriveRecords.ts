/** Counts log records by severity and by exception, and sees which resources sent logs and points. */
import type { LogColumns, PointColumns } from "../model/columns.ts";
import { BUCKET_MS } from "../model/increments.ts";
import { SEVERITY_NAMES, severityName } from "../model/log.ts";
import { LogExceptions } from "./deriveExceptions.ts";
import type { DerivedNames } from "./deriveNames.ts";
import type { KnownResource } from "./deriveResource.ts";
import { bucketOf } from "./deriveSpans.ts";
import type { FlushTotals } from "./deriveTotals.ts";

const SEVERITY_BY_NUMBER = Array.from({ length: 25 }, (_, number) => SEVERITY_NAMES.indexOf(severityName(number)));
const AHEAD_MS = 3_600_000;
/** A data point that is older than this when it comes is late; younger ones no history has been told of. */
const LATE_POINT_MS = 120_000;

export interface RecordTotals {
  readonly totals: FlushTotals;
  readonly names: DerivedNames;
}

export function deriveRecords(
  { totals, names }: RecordTotals,
  columns: LogColumns | PointColumns,
  resources: readonly KnownResource[],
  nowMs: number,
): void {
  const latest = Math.floor((nowMs + AHEAD_MS) / BUCKET_MS);
  const late = Math.floor((nowMs - LATE_POINT_MS) / BUCKET_MS);
  const exceptions = columns.signal === "logs" ? new LogExceptions(columns) : null;
  let instance = -1;
  let instanceBucket = -1;
  let scope = -1;
  let resource = resources[0] as KnownResource;
  for (let i = 0; i < columns.count; i++) {
    if (columns.scope[i] !== scope) {
      scope = columns.scope[i] as number;
      resource = resources[columns.scopes[scope]?.resource ?? 0] as KnownResource;
      instanceBucket = -1;
    }
    let hi = columns.timeHi[i] as number;
    let lo = columns.timeLo[i] as number;
    if (columns.signal === "logs" && hi === 0 && lo === 0) {
      hi = columns.observedHi[i] as number;
      lo = columns.observedLo[i] as number;
    }
    const dated = hi === 0 && lo === 0 ? latest + 1 : bucketOf(hi, lo);
    const isDated = dated <= latest;
    const bucket = isDated ? dated : Math.floor(nowMs / BUCKET_MS);
    if (columns.signal === "logs") {
      totals.addLog(bucket, resource.service, SEVERITY_BY_NUMBER[columns.severity[i] as number] ?? 0);
      if (exceptions?.isAt(i)) {
        const type = names.exceptionOf(resource.service, columns.bytes, exceptions.from, exceptions.to);
        totals.placed.addException(bucket, resource.service, type);
      }
    } else if (bucket < late) totals.addLatePoint(bucket);
    if (bucket !== instanceBucket) {
      instance = totals.instanceRow(bucket, resource);
      instanceBucket = bucket;
    }
    totals.seeInstance(instance, isDated ? Math.floor((hi * 4_294_967_296 + lo) / 1e6) : nowMs);
  }
}
