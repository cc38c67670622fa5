/**
 * Reads derived series from the store as rows of increments: one row for each label set, one number for each bucket of a grid.
 * Errors: the store's; PromQlError (limit) when the rows would not fit into the samples allowed.
 */
import type { Cells } from "../model/durationCells.ts";
import { BUCKET_MS } from "../model/increments.ts";
import type { TimeWindow } from "../model/time.ts";
import { Labels } from "../promql/labels.ts";
import { PromQlError } from "../promql/promQlError.ts";
import type { Grid } from "../store/derivedReader.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import type { DerivedOf } from "./derivedMetrics.ts";

/** Durations counted per bucket; arrays have an entry for each bucket. */
export interface DurationRow {
  readonly sumSeconds: Float64Array;
  readonly cells: readonly (Cells | null)[];
}
export interface DerivedRow {
  /** Without the metric's name. */
  readonly labels: Labels;
  readonly calls: Float64Array;
  readonly errors: Float64Array | null;
  readonly duration: DurationRow | null;
  readonly otherDuration: DurationRow | null;
}

export interface RowsQuery {
  readonly reader: TelemetryReader;
  readonly tenant: number;
  readonly of: DerivedOf;
  readonly window: TimeWindow;
  readonly stepMs: number;
  readonly service: string | null;
  /** Whether distributions of durations are wanted. */
  readonly withDurations: boolean;
  /** Whether a label set is wanted; asked once for each. */
  readonly accepts: (labels: Labels) => boolean;
  /** Most numbers that all rows together may have. */
  readonly maxNumbers: number;
  readonly signal?: AbortSignal | null;
}
export interface DerivedRows {
  readonly grid: Grid;
  /** By `Labels.key`. */
  readonly rows: ReadonlyMap<string, DerivedRow>;
}

/** Steps of one answer at most: beyond them a coarser tier is read. */
export const MOST_STEPS = 11_000;
export const SPAN_KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
export const STATUS_CODES = ["UNSET", "OK", "ERROR"];

export function readDerivedRows(query: RowsQuery): Promise<DerivedRows> {
  if (query.of === "operations") return readOperationRows(query);
  return query.of === "edges" ? readEdgeRows(query) : readLogRows(query);
}

class RowBudget {
  private used = 0;
  constructor(private readonly most: number) {}
  take(numbers: number): void {
    this.used += numbers;
    if (this.used <= this.most) return;
    throw new PromQlError("limit", "query processing would load too many samples into memory in query execution");
  }
}

export function operationLabels(
  service: string,
  name: string,
  kind: number,
  status: number,
  overflow: boolean,
): Labels {
  return Labels.of([
    ["service_name", service],
    ["job", service],
    ["span_name", name],
    ["span_kind", `SPAN_KIND_${SPAN_KINDS[kind] ?? kind}`],
    ["status_code", `STATUS_CODE_${STATUS_CODES[status] ?? status}`],
    ["otel_metric_overflow", overflow ? "true" : ""],
  ]);
}

async function readOperationRows(query: RowsQuery): Promise<DerivedRows> {
  const { reader, tenant, window, stepMs, withDurations } = query;
  const found = new FoundRows();
  const wanted: OperationRow[] = [];
  const budget = new RowBudget(query.maxNumbers);
  const scan = { tenant, window, stepMs, mostSteps: MOST_STEPS, withCells: withDurations };
  const asked = {
    ...scan,
    ...(query.service === null ? {} : { service: query.service }),
    ...(query.signal ? { signal: query.signal } : {}),
  };
  const grid = await reader.scanOperations(asked, (of) => {
    const rowOf = (labels: Labels) => {
      if (!query.accepts(labels)) return null;
      budget.take(of.bucketCount * (withDurations ? 12 : 2));
      const row = new OperationRow(labels, of.bucketCount, withDurations);
      wanted.push(row);
      return row;
    };
    return (at, service, name, kind, status, overflow, sumNano, calls, cells) => {
      const variant = kind | (status << 3) | (overflow ? 32 : 0);
      const entry = found.entry(service, name, variant);
      if (entry.row === undefined) entry.row = rowOf(operationLabels(service, name, kind, status, overflow));
      entry.row?.add(Math.floor((at * BUCKET_MS - of.startMs) / of.stepMs), calls, sumNano, cells);
    };
  });
  const rows = new Map<string, DerivedRow>();
  for (const row of wanted) rows.set(row.labels.key, row.finished());
  return { grid, rows };
}

interface FoundRow {
  readonly service: string;
  readonly name: string;
  readonly variant: number;
  /** Undefined until it was asked whether it is wanted. */
  row: OperationRow | null | undefined;
  /** What came after it the last time: buckets list the same operations in the same order. */
  next: FoundRow | null;
}

/** Rows by service, operation and variant. Two comparisons find one where it comes after the same one as before. */
class FoundRows {
  private readonly found = new Map<string, Map<string, FoundRow[]>>();
  private last: FoundRow = { service: "", name: "", variant: -1, row: null, next: null };

  entry(service: string, name: string, variant: number): FoundRow {
    const { next } = this.last;
    if (next !== null && next.variant === variant && next.name === name && next.service === service) {
      this.last = next;
      return next;
    }
    const names = entryOf(this.found, service, () => new Map<string, FoundRow[]>());
    const variants = entryOf(names, name, () => []);
    const entry = variants[variant] ?? { service, name, variant, row: undefined, next: null };
    variants[variant] = entry;
    this.last.next = entry;
    this.last = entry;
    return entry;
  }
}

/** Increments of one label set, added up per bucket as they come. */
class OperationRow {
  private readonly calls: Float64Array;
  private readonly sumSeconds: Float64Array | null;
  private readonly cells = new Map<number, Cells[]>();

  constructor(
    readonly labels: Labels,
    private readonly buckets: number,
    withDurations: boolean,
  ) {
    this.calls = new Float64Array(buckets);
    this.sumSeconds = withDurations ? new Float64Array(buckets) : null;
  }

  add(place: number, calls: number, sumNano: number, cells: Cells | null): void {
    if (!(place >= 0 && place < this.buckets)) return;
    this.calls[place] = (this.calls[place] as number) + calls;
    if (this.sumSeconds === null) return;
    this.sumSeconds[place] = (this.sumSeconds[place] as number) + sumNano / 1e9;
    if (cells) entryOf(this.cells, place, () => []).push(cells);
  }

  finished(): DerivedRow {
    const { labels, calls, sumSeconds } = this;
    const duration = sumSeconds && durationRow(sumSeconds, this.cells, this.buckets);
    return { labels, calls, errors: null, duration, otherDuration: null };
  }
}

function durationRow(sumSeconds: Float64Array, cells: ReadonlyMap<number, Cells[]>, buckets: number): DurationRow {
  const merged = new Array<Cells | null>(buckets).fill(null);
  for (const [place, parts] of cells) merged[place] = parts.length === 1 && parts[0] ? parts[0] : mergeAll(parts);
  return { sumSeconds, cells: merged };
}

function mergeAll(parts: readonly Cells[]): Cells {
  const sums = new Map<number, number>();
  for (const { index, count } of parts) {
    for (let i = 0; i < index.length; i++) {
      const cell = index[i] ?? 0;
      sums.set(cell, (sums.get(cell) ?? 0) + (count[i] ?? 0));
    }
  }
  const index = [...sums.keys()].sort((a, b) => a - b);
  return { index, count: index.map((cell) => sums.get(cell) ?? 0) };
}

async function readEdgeRows(query: RowsQuery): Promise<DerivedRows> {
  const { reader, tenant, window, stepMs, withDurations } = query;
  const { series, ...grid } = await reader.readEdges({ tenant, window, stepMs, mostSteps: MOST_STEPS });
  const budget = new RowBudget(query.maxNumbers);
  const rows = new Map<string, DerivedRow>();
  for (const edge of series) {
    const labels = Labels.of([
      ["client", edge.client],
      ["server", edge.server],
      ["connection_type", edge.type],
      ["job", edge.client],
    ]);
    if (!query.accepts(labels)) continue;
    budget.take(grid.bucketCount * (withDurations ? 12 : 4));
    const durations = (sums: readonly number[], cells: readonly Cells[]): DurationRow => ({
      sumSeconds: Float64Array.from(sums),
      cells,
    });
    rows.set(labels.key, {
      labels,
      calls: Float64Array.from(edge.calls),
      errors: Float64Array.from(edge.errors),
      duration: withDurations ? durations(edge.clientSumSeconds, edge.clientCells) : null,
      otherDuration: withDurations ? durations(edge.serverSumSeconds, edge.serverCells) : null,
    });
  }
  return { grid, rows };
}

async function readLogRows({ reader, tenant, window, stepMs, accepts, maxNumbers }: RowsQuery): Promise<DerivedRows> {
  const { series, ...grid } = await reader.readLogCounts({ tenant, window, stepMs, mostSteps: MOST_STEPS });
  const budget = new RowBudget(maxNumbers);
  const rows = new Map<string, DerivedRow>();
  for (const { service, severity, records } of series) {
    const labels = Labels.of([
      ["service_name", service],
      ["severity", severity],
    ]);
    if (!accepts(labels)) continue;
    budget.take(2 * grid.bucketCount);
    rows.set(labels.key, {
      labels,
      calls: Float64Array.from(records),
      errors: null,
      duration: null,
      otherDuration: null,
    });
  }
  return { grid, rows };
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
