/**
 * The tiers: tables of the derived series in steps of 10 s, 1 min, 5 min and 1 h (migrations 0002 and 0005), and the rows in them.
 * A row is (tenant, slot, kind, bucket, subject); its body is packed increments of that subject alone.
 */
import { CELL_COUNT, type Cells, cellTotal } from "../../../model/durationCells.ts";
import { BUCKET_MS, type Increments } from "../../../model/increments.ts";
import { readCells, writeCells } from "../../../model/incrementsCells.ts";
import type { PlacementIncrement } from "../../../model/incrementsPlaced.ts";
import { type PackedReader, PackedWriter } from "../../../model/packed.ts";
import { SpanKind, StatusCode } from "../../../model/span.ts";

export interface Tier {
  readonly table: string;
  readonly stepMs: number;
  /** Buckets of 10 s in one step. */
  readonly buckets: number;
  /** Buckets of 10 s in one partition. */
  readonly partition: number;
  /** Which retention covers it. */
  readonly kept: "raw" | "series";
}

const DAY_BUCKETS = 86_400_000 / BUCKET_MS;
const tier = (table: string, stepMs: number, days: number, kept: Tier["kept"]): Tier => ({
  table,
  stepMs,
  buckets: stepMs / BUCKET_MS,
  partition: days * DAY_BUCKETS,
  kept,
});
export const TIER_10S = tier("tier_10s", 10_000, 1, "raw");
export const TIER_1M = tier("tier_1m", 60_000, 1, "raw");
export const TIER_5M = tier("tier_5m", 300_000, 30, "series");
export const TIER_1H = tier("tier_1h", 3_600_000, 30, "series");
/** Finest first. */
export const TIERS: readonly Tier[] = [TIER_10S, TIER_1M, TIER_5M, TIER_1H];

export const Kind = {
  SERVICE: 1,
  EDGES: 2,
  LOGS: 3,
  INSTANCES: 4,
  PLACEMENTS: 5,
  PLACED_EDGES: 6,
  EXCEPTIONS: 7,
} as const;

/** What a name is as a key: Postgres text holds no NUL, and an index no very long text. */
export function subjectOf(name: string): string {
  return name.replaceAll("\0", "\uFFFD").slice(0, 800);
}

/** A service's requests in one bucket. `entry`: of its SERVER and CONSUMER spans, else of all its spans. */
export interface ServiceHead {
  readonly bucket: number;
  readonly entry: boolean;
  readonly errors: number;
  readonly sumNano: number;
  readonly cells: Cells;
}

export const isEntryKind = (kind: number) => kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;

/** Sums operations to a head: of the entry kinds when there are any. */
export function headOf(bucket: number, { operations }: Increments): ServiceHead {
  const entry = operations.some((it) => isEntryKind(it.kind) && it.cells.index.length > 0);
  let errors = 0;
  let sumNano = 0;
  const dense = new Float64Array(CELL_COUNT);
  for (const it of operations) {
    if (entry && !isEntryKind(it.kind)) continue;
    if (it.status === StatusCode.ERROR) errors += cellTotal(it.cells);
    sumNano += it.sumNano;
    for (let i = 0; i < it.cells.index.length; i++) {
      const cell = it.cells.index[i] as number;
      dense[cell] = (dense[cell] as number) + (it.cells.count[i] as number);
    }
  }
  return { bucket, entry, errors, sumNano, cells: sparse(dense) };
}

/** Of a service's placements in one step those that count: its entry spans when there are any, as in a head. */
export function countedPlacements(placements: readonly PlacementIncrement[]): readonly PlacementIncrement[] {
  const entries = placements.filter(({ entry }) => entry);
  return entries.length > 0 ? entries : placements;
}

function sparse(dense: Float64Array): Cells {
  const index: number[] = [];
  const count: number[] = [];
  for (let cell = 0; cell < dense.length; cell++) {
    if (dense[cell] === 0) continue;
    index.push(cell);
    count.push(dense[cell] as number);
  }
  return { index, count };
}

export function encodeHead(head: ServiceHead): Uint8Array {
  const out = new PackedWriter(256);
  out.uint(head.bucket);
  out.byte(head.entry ? 1 : 0);
  out.uint(head.errors);
  out.uint(head.sumNano);
  writeCells(out, head.cells.index, head.cells.count, head.cells.index.length);
  return out.written();
}

/** Reads the next of several heads, one after the other without anything between. */
export function readHead(reader: PackedReader): ServiceHead {
  return {
    bucket: reader.uint(),
    entry: reader.byte() === 1,
    errors: reader.uint(),
    sumNano: reader.uint(),
    cells: readCells(reader),
  };
}
