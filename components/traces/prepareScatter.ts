/**
 * Found traces -> a scatter of duration over start time: dots (failed ones are squares), a logarithmic axis with round durations.
 * Shape: x in Unix ms, y the base-10 logarithm of nanoseconds; `at` is the trace's place in the list.
 */
export interface ScatterHit {
  readonly startUnixNano: string;
  readonly durationNano: number;
  readonly errorCount: number;
}
export interface ScatterDot {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly failed: boolean;
}
export interface ScatterModel {
  readonly dots: readonly ScatterDot[];
  readonly yMin: number;
  readonly yMax: number;
  /** Nanoseconds at round places inside the axis. */
  readonly yTicks: readonly number[];
}

const LEAST_NANO = 1_000;
const MARGIN = 0.12;
const MOST_TICKS = 4;

export function prepareScatter(hits: readonly ScatterHit[]): ScatterModel {
  const dots = hits.map((hit, at) => ({
    at,
    x: startMsOf(hit),
    y: Math.log10(Math.max(hit.durationNano, LEAST_NANO)),
    failed: hit.errorCount > 0,
  }));
  const low = Math.min(...dots.map((dot) => dot.y));
  const high = Math.max(...dots.map((dot) => dot.y));
  if (dots.length === 0) return { dots, yMin: 6, yMax: 9, yTicks: [1e6, 1e7, 1e8, 1e9] };
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2 + MARGIN, 0.35);
  return { dots, yMin: middle - half, yMax: middle + half, yTicks: roundNanos(middle - half, middle + half) };
}

function roundNanos(low: number, high: number): number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(low); power <= high; power++) {
      for (const step of steps) {
        const log = power + Math.log10(step);
        if (log >= low && log <= high) ticks.push(step * 10 ** power);
      }
    }
    if (ticks.length <= MOST_TICKS || steps.length === 1) return thinned(ticks);
  }
  return [];
}

function thinned(ticks: number[]): number[] {
  const every = Math.ceil(ticks.length / MOST_TICKS);
  return ticks.filter((_, at) => at % every === 0);
}

const startMsOf = (hit: Pick<ScatterHit, "startUnixNano">) => Number(BigInt(hit.startUnixNano) / 1_000n) / 1_000;

/** How far back a cut list of the newest goes, in Unix ms: to its last trace, which may have begun before the window. */
export function newestSince(hits: readonly Pick<ScatterHit, "startUnixNano">[], startMs: number): number {
  const last = hits.at(-1);
  return last ? Math.max(startMsOf(last), startMs) : startMs;
}

/** The dot nearest to a point within `reachPx`, given where dots lie; the last drawn (failed ones) wins ties. */
export function nearestDot(
  dots: readonly ScatterDot[],
  place: (dot: ScatterDot) => readonly [number, number],
  [x, y]: readonly [number, number],
  reachPx: number,
): ScatterDot | null {
  let [best, bestSquare]: [ScatterDot | null, number] = [null, reachPx * reachPx];
  for (const dot of dots) {
    const [dotX, dotY] = place(dot);
    const square = (dotX - x) ** 2 + (dotY - y) ** 2;
    if (square <= bestSquare) [best, bestSquare] = [dot, square];
  }
  return best;
}
