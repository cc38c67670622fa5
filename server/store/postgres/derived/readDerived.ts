/**
 * Reads the derived series: tiers plus what is not folded yet. Answers as server/store/telemetryStore.ts promises, on the steps
 * that readPlan.ts chooses; series by service, operation, edge or severity in order of name.
 * Errors: the driver's; the store turns passing ones into UNAVAILABLE.
 */
import type pg from "pg";
import type { LogCountSeries, OperationSeries, ServiceSeries } from "../../../model/derived.ts";
import { cellTotal } from "../../../model/durationCells.ts";
import { decodeIncrements, type LogIncrement, type OperationIncrement } from "../../../model/increments.ts";
import { SEVERITY_NAMES } from "../../../model/log.ts";
import { PackedReader } from "../../../model/packed.ts";
import { StatusCode } from "../../../model/span.ts";
import type { Derived, DerivedQuery } from "../../derivedReader.ts";
import { CallSums, entryOf, placeOf, zeros } from "./callSums.ts";
import { planRead, type ReadPlan } from "./readPlan.ts";
import { readBodies, readHeads } from "./snapshot.ts";
import { isEntryKind, Kind, readHead, subjectOf } from "./tiers.ts";

/** What reading needs beside the question. */
export interface DerivedSource {
  readonly pool: pg.Pool;
  /** How far back the tiers of 10 s and 1 min go; without it nothing expires. */
  readonly retentionMs?: number;
  readonly now?: () => number;
}

export function planOf({ retentionMs, now }: DerivedSource, { window, stepMs, mostSteps }: DerivedQuery): ReadPlan {
  return planRead(window, stepMs, retentionMs === undefined ? 0 : (now ?? Date.now)() - retentionMs, mostSteps);
}

export function answer<T>({ stepMs, startMs, bucketCount }: ReadPlan, series: readonly T[]): Derived<T> {
  return { stepMs, startMs, bucketCount, series };
}

export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

interface ServiceSums {
  readonly entry: CallSums;
  readonly all: CallSums;
  hasEntry: boolean;
}

export async function readServices(
  source: DerivedSource,
  query: DerivedQuery & { service?: string },
): Promise<Derived<ServiceSeries>> {
  const plan = planOf(source, query);
  const subject = query.service === undefined ? undefined : subjectOf(query.service);
  const { stored, pending } = await readHeads(source.pool, {
    tenant: query.tenant,
    parts: plan.parts,
    kind: Kind.SERVICE,
    subject,
  });
  const services = new Map<string, ServiceSums>();
  const sumsOf = (service: string) =>
    entryOf(services, service, () => ({
      entry: new CallSums(plan.bucketCount),
      all: new CallSums(plan.bucketCount),
      hasEntry: false,
    }));
  for (const { subject: service, bytes } of stored) {
    const sums = sumsOf(service);
    for (const reader = new PackedReader(bytes); !reader.done; ) {
      const head = readHead(reader);
      if (head.entry) sums.hasEntry = true;
      (head.entry ? sums.entry : sums.all).add(placeOf(plan, head.bucket), head.errors, head.sumNano, head.cells);
    }
  }
  for (const { operations } of pending) {
    for (const it of operations) {
      const place = placeOf(plan, it.bucket);
      const service = subjectOf(it.service);
      if (place < 0 || (subject !== undefined && service !== subject)) continue;
      const sums = sumsOf(service);
      sums.all.add(place, errorsOf(it), it.sumNano, it.cells);
      if (!isEntryKind(it.kind)) continue;
      sums.hasEntry = true;
      sums.entry.add(place, errorsOf(it), it.sumNano, it.cells);
    }
  }
  const series = [...services].map(([service, { entry, all, hasEntry }]) => ({
    service,
    entry: hasEntry,
    ...(hasEntry ? entry : all).series(),
  }));
  return answer(
    plan,
    series.sort((a, b) => byText(a.service, b.service)),
  );
}

function errorsOf(it: OperationIncrement): number {
  return it.status === StatusCode.ERROR ? cellTotal(it.cells) : 0;
}

export async function readOperations(
  source: DerivedSource,
  query: DerivedQuery & { service: string },
): Promise<Derived<OperationSeries>> {
  const plan = planOf(source, query);
  const subject = subjectOf(query.service);
  const { stored, pending } = await readBodies(source.pool, {
    tenant: query.tenant,
    parts: plan.parts,
    kind: Kind.SERVICE,
    subject,
  });
  const operations = new Map<string, { first: OperationIncrement; sums: CallSums }>();
  const add = (it: OperationIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0) return;
    const key = `${it.overflow ? 1 : 0}${it.kind}${it.name}`;
    const operation = entryOf(operations, key, () => ({ first: it, sums: new CallSums(plan.bucketCount) }));
    operation.sums.add(place, errorsOf(it), it.sumNano, it.cells);
  };
  for (const { bytes } of stored) decodeIncrements(bytes).operations.forEach(add);
  for (const { operations: added } of pending) for (const it of added) if (subjectOf(it.service) === subject) add(it);
  const series = [...operations.values()].map(({ first, sums }) => ({
    service: query.service,
    name: first.name,
    kind: first.kind,
    overflow: first.overflow,
    ...sums.series(),
  }));
  return answer(
    plan,
    series.sort((a, b) => byText(a.name, b.name) || a.kind - b.kind),
  );
}

export async function readLogCounts(
  source: DerivedSource,
  query: DerivedQuery & { service?: string },
): Promise<Derived<LogCountSeries>> {
  const plan = planOf(source, query);
  const subject = query.service === undefined ? undefined : subjectOf(query.service);
  const { stored, pending } = await readBodies(source.pool, {
    tenant: query.tenant,
    parts: plan.parts,
    kind: Kind.LOGS,
    subject,
  });
  const counts = new Map<string, { first: LogIncrement; records: number[] }>();
  const add = (it: LogIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0 || (subject !== undefined && subjectOf(it.service) !== subject)) return;
    const { records } = entryOf(counts, `${it.severity}${it.service}`, () => ({
      first: it,
      records: zeros(plan.bucketCount),
    }));
    records[place] = (records[place] as number) + it.records;
  };
  for (const { bytes } of stored) decodeIncrements(bytes).logs.forEach(add);
  for (const { logs } of pending) logs.forEach(add);
  const series = [...counts.values()]
    .sort((a, b) => byText(a.first.service, b.first.service) || a.first.severity - b.first.severity)
    .map(({ first, records }) => ({
      service: first.service,
      severity: SEVERITY_NAMES[first.severity] ?? "UNSPECIFIED",
      records,
    }));
  return answer(plan, series);
}
