/**
 * Found traces -> a scatter of duration over start time: dots (failed ones are squares), a logarithmic axis with round durations.
 * Shape: x in Unix ms, y the base-10 logarithm of nanoseconds; `at` is the trace's place among those drawn.
 * A list that was cut is a poor picture of its window, since the newest are its last seconds: then a sample spread over the window is
 * drawn, with what is listed as slowest or failing most, and with what came since the sample was taken.
 */
export interface ScatterHit {
  readonly traceId: string;
  readonly startUnixNano: string;
  readonly durationNano: number;
  readonly errorCount: number;
}
type Drawn = Omit<ScatterHit, "traceId">;
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

/** As many as a slice of the sample has: more would look like a crowd at the end. */
const NEWER = 5;
/** Slices of the window that the sample is taken by (server/store/postgres/spreadTraces.ts). */
const SLICES = 48;

/** The window to ask a sample for: whole slices, so that a live page asks anew only when one has passed. */
export function sampleWindow(startMs: number, endMs: number): { readonly startMs: number; readonly endMs: number } {
  const stepMs = Math.max(1_000, Math.ceil((endMs - startMs) / SLICES / 1_000) * 1_000);
  const end = Math.ceil(endMs / stepMs) * stepMs;
  return { startMs: Math.max(0, end - Math.ceil((endMs - startMs) / stepMs) * stepMs - stepMs), endMs: end };
}

/** What is drawn of a list that was cut: the sample, and of the list what a sample would miss. Each trace once, within the window. */
export function scatterHits<Hit extends ScatterHit>(
  list: readonly Hit[],
  sample: readonly Hit[],
  { startMs, endMs, order }: { readonly startMs: number; readonly endMs: number; readonly order: string },
): Hit[] {
  const last = sample.reduce((latest, hit) => Math.max(latest, startMsOf(hit)), Number.NEGATIVE_INFINITY);
  const newer = list.filter((hit) => startMsOf(hit) > last);
  const listed = order === "newest" ? newer.slice(0, NEWER) : list;
  const byId = new Map([...sample, ...listed].map((hit) => [hit.traceId, hit]));
  return [...byId.values()].filter((hit) => startMsOf(hit) >= startMs && startMsOf(hit) < endMs);
}

export function dotOf(hit: Drawn, at: number): ScatterDot {
  const y = Math.log10(Math.max(hit.durationNano, LEAST_NANO));
  return { at, x: startMsOf(hit), y, failed: hit.errorCount > 0 };
}

export function prepareScatter(hits: readonly Drawn[]): ScatterModel {
  const dots = hits.map(dotOf);
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

function startMsOf(hit: Pick<ScatterHit, "startUnixNano">): number {
  return Number(BigInt(hit.startUnixNano) / 1_000n) / 1_000;
}

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
