/**
 * Duration cells: one count per span from which both histograms of derived.ts follow exactly.
 *
 * The bounds of the exponential histogram (scale 3) and of the explicit one are laid over each other; a cell is the stretch
 * between two neighbouring bounds, its upper bound included, so each cell lies in one bucket of either:
 *
 *   exponential  ──┬────────┬────────┬──      cell 0 counts spans of no length; cells ascend with duration.
 *   explicit     ──────┬─────────────────
 *   cells        ──┼───┼────┼────────┼──
 *
 * Units: whole nanoseconds. Every duration of 64 bits has a cell.
 * Cells are kept in databases: bounds and DURATION_SCALE can change only with a new version of increments.ts.
 */
import { DURATION_SCALE, type DurationHistogram, EXPLICIT_BOUNDS_SECONDS } from "./derived.ts";

/** Sparse counts per cell; `index` ascends and each count is positive. */
export interface Cells {
  readonly index: readonly number[];
  readonly count: readonly number[];
}
export const NO_CELLS: Cells = { index: [], count: [] };

const PER_OCTAVE = 2 ** DURATION_SCALE;
/** The exponential buckets of 1 ns and of 2^64 ns. */
const LOWEST_BUCKET = -240;
const HIGHEST_BUCKET = 273;

interface CellTable {
  /** Upper bound of each cell in nanoseconds, included. */
  readonly upperNano: Float64Array;
  readonly exponential: Int16Array;
  readonly explicit: Uint8Array;
  /** First cell to try by exponent and the top four bits of the mantissa of the duration. */
  readonly first: Uint16Array;
}

function buildCellTable(): CellTable {
  const bounds = new Set<number>();
  for (let i = LOWEST_BUCKET; i <= HIGHEST_BUCKET; i++) bounds.add(exponentialUpperNano(i));
  const explicitNano = EXPLICIT_BOUNDS_SECONDS.map((bound) => Math.round(bound * 1e9));
  for (const bound of explicitNano) bounds.add(bound);
  const upperNano = Float64Array.from([0, ...[...bounds].sort((a, b) => a - b)]);
  const exponential = new Int16Array(upperNano.length);
  const explicit = new Uint8Array(upperNano.length);
  let bucket = LOWEST_BUCKET;
  for (let cell = 1; cell < upperNano.length; cell++) {
    const upper = upperNano[cell] ?? 0;
    while (bucket < HIGHEST_BUCKET && upper > exponentialUpperNano(bucket)) bucket++;
    exponential[cell] = bucket;
    const within = explicitNano.findIndex((bound) => upper <= bound);
    explicit[cell] = within < 0 ? explicitNano.length : within;
  }
  const first = new Uint16Array(65 * 16);
  for (let key = 0, cell = 1; key < first.length; key++) {
    const lower = 2 ** (key >>> 4) * (1 + (key & 15) / 16);
    while (cell < upperNano.length - 1 && lower > (upperNano[cell] ?? 0)) cell++;
    first[key] = cell;
  }
  return { upperNano, exponential, explicit, first };
}

function exponentialUpperNano(bucket: number): number {
  return 1e9 * 2 ** ((bucket + 1) / PER_OCTAVE);
}

const TABLE = buildCellTable();
export const CELL_COUNT = TABLE.upperNano.length;
const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The cell of a duration in whole nanoseconds; 0 for none or less. */
export function cellOf(durationNano: number): number {
  if (durationNano < 1) return 0;
  asDouble[0] = durationNano;
  const { first, upperNano } = TABLE;
  let cell = first[((asWords[HIGH_WORD] as number) >>> 16) - (1023 << 4)] ?? upperNano.length - 1;
  while (durationNano > (upperNano[cell] as number)) cell++;
  return cell;
}

/** Bounds of a cell in nanoseconds: (lower, upper]. */
export function cellBoundsNano(cell: number): { lower: number; upper: number } {
  return { lower: TABLE.upperNano[cell - 1] ?? 0, upper: TABLE.upperNano[cell] ?? 0 };
}

/** The exponential histogram of these cells. */
export function durationHistogram(cells: Cells): DurationHistogram {
  const index: number[] = [];
  const count: number[] = [];
  let zero = 0;
  for (let i = 0; i < cells.index.length; i++) {
    const cell = cells.index[i] as number;
    const seen = cells.count[i] as number;
    if (cell === 0) {
      zero += seen;
      continue;
    }
    const bucket = TABLE.exponential[cell] as number;
    const last = index.length - 1;
    if (index[last] === bucket) count[last] = (count[last] as number) + seen;
    else {
      index.push(bucket);
      count.push(seen);
    }
  }
  return { zero, index, count };
}

/** Counts per explicit bucket, one more than EXPLICIT_BOUNDS_SECONDS, not cumulative. */
export function explicitCounts(cells: Cells): number[] {
  const counts = new Array<number>(EXPLICIT_BOUNDS_SECONDS.length + 1).fill(0);
  for (let i = 0; i < cells.index.length; i++) {
    const bucket = TABLE.explicit[cells.index[i] as number] as number;
    counts[bucket] = (counts[bucket] as number) + (cells.count[i] as number);
  }
  return counts;
}

/** How many spans these cells counted. */
export function cellTotal(cells: Cells): number {
  let total = 0;
  for (const seen of cells.count) total += seen;
  return total;
}
