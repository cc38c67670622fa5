/**
 * rate and increase of a series whose histograms share one layout, as a table: what histogramRate.ts and rateOfHistograms.ts do for
 * one window, done in one sweep over all of them without an object for each. Null when the series is not of that kind (schemas or
 * zero thresholds change, gauges, floats in between, start times that contradict themselves); the answer is the same
 * either way, but that the rate of a lone sample whose start is known keeps that sample's hint there and is a gauge here, as all rates are.
 * Source: Prometheus promql/functions.go (extrapolatedRate, histogramRate).
 */
import type { FloatHistogram } from "../floatHistogram.ts";
import { type DenseTable, denseLayout, writeRow } from "../histogram/denseRows.ts";
import { StepKind } from "../stepSeries.ts";
import { startOverlaps, startsAnew } from "./counterStart.ts";
import { extrapolationFactor, secondsOf } from "./extrapolation.ts";
import type { RangeCall, RangeSeries } from "./rangeFunction.ts";

/** A table for each sample of a series, and where the counter began anew: 1 at a sample that is the first after a reset. */
interface Samples {
  readonly table: DenseTable;
  readonly resets: Uint8Array;
}

/** Two tables used again for each series of a call: fresh ones, half a megabyte each, would keep the garbage collector busy. */
class Scratch {
  private samples = new Float64Array();
  private answers = new Float64Array();

  forSamples(length: number): Float64Array {
    if (this.samples.length < length) this.samples = new Float64Array(length);
    return this.samples.subarray(0, length).fill(0);
  }

  forAnswers(length: number): Float64Array {
    if (this.answers.length < length) this.answers = new Float64Array(length);
    return this.answers.subarray(0, length).fill(0);
  }
}
const scratchOf = new WeakMap<RangeCall, Scratch>();

/** The steps that have an answer become HISTOGRAM in `kinds`. Unless it is kept, the table is lent until the call's next series. */
export function denseRate(series: RangeSeries, call: RangeCall, isRate: boolean, kinds: Uint8Array): DenseTable | null {
  const scratch = scratchOf.get(call) ?? new Scratch();
  scratchOf.set(call, scratch);
  const samples = denseSamples(series, scratch);
  if (samples === null) return null;
  const { layout } = samples.table;
  const size = call.frame.stepCount * layout.width;
  const answerRows = call.keepsDense ? new Float64Array(size) : scratch.forAnswers(size);
  const answer: DenseTable = { layout, rows: answerRows };
  const times = series.histogramTimesMs;
  const divisor = isRate ? secondsOf(call.rangeMs) : 1;
  let from = 0;
  let to = 0;
  for (let step = 0; step < call.frame.stepCount; step++) {
    const endMs = call.firstEndMs + step * call.endStepMs;
    const startMs = endMs - call.rangeMs;
    while (from < times.length && (times[from] as number) <= startMs) from++;
    if (to < from) to = from;
    while (to < times.length && (times[to] as number) <= endMs) to++;
    if (to === from) continue;
    const firstMs = times[from] as number;
    const began = series.histogramStartTimesMs?.[from] ?? 0;
    const beganMs = began > startMs && began < firstMs && began !== 0 ? began : 0;
    if (to - from === 1 && beganMs === 0) continue;
    const grown = increaseInto(answer, step, samples, from, to, beganMs !== 0);
    const firstCount = samples.table.rows[from * layout.width] as number;
    const lastMs = times[to - 1] as number;
    const factor = extrapolationFactor(firstMs, lastMs, to - from - 1, startMs, endMs, beganMs, firstCount, grown);
    scaleRow(answer, step, factor / divisor);
    kinds[step] = StepKind.HISTOGRAM;
  }
  return answer;
}

function denseSamples(series: RangeSeries, scratch: Scratch): Samples | null {
  const { histograms } = series;
  if (series.timesMs.length > 0 || histograms.some(({ counterReset }) => counterReset === "gauge")) return null;
  const layout = denseLayout(histograms);
  if (layout === null || hasOverlaps(series)) return null;
  const table: DenseTable = { layout, rows: scratch.forSamples(histograms.length * layout.width) };
  histograms.forEach((histogram, place) => {
    writeRow(table, place, histogram);
  });
  return { table, resets: resetsOf(series, table) };
}

function hasOverlaps({ histogramStartTimesMs: starts, histogramTimesMs: times }: RangeSeries): boolean {
  if (starts === null) return false;
  for (let i = 1; i < starts.length; i++)
    if (startOverlaps(starts[i - 1] as number, times[i - 1] as number, starts[i] as number)) return true;
  return false;
}

function resetsOf(series: RangeSeries, { layout, rows }: DenseTable): Uint8Array {
  const { histograms, histogramTimesMs: times, histogramStartTimesMs: starts } = series;
  const resets = new Uint8Array(histograms.length);
  for (let i = 1; i < histograms.length; i++) {
    const isNew =
      starts !== null &&
      startsAnew(starts[i - 1] as number, times[i - 1] as number, starts[i] as number, times[i] as number);
    const { counterReset } = histograms[i] as FloatHistogram;
    if (isNew || counterReset === "reset" || (counterReset !== "notReset" && fell(rows, i, layout.width)))
      resets[i] = 1;
  }
  return resets;
}

/** Some number of a row but the sum is less than in the row before. */
function fell(rows: Float64Array, place: number, width: number): boolean {
  const start = place * width;
  const before = start - width;
  if ((rows[start] as number) < (rows[before] as number)) return true;
  for (let i = 2; i < width; i++) if ((rows[start + i] as number) < (rows[before + i] as number)) return true;
  return false;
}

/** Writes the increase over samples from..to-1 into a row; answers by how much the count grew without the first sample. */
function increaseInto(
  answer: DenseTable,
  step: number,
  { table, resets }: Samples,
  from: number,
  to: number,
  withFirst: boolean,
): number {
  const { width } = answer.layout;
  const { rows } = table;
  const at = step * width;
  const first = from * width;
  const last = (to - 1) * width;
  const isAlone = to - from === 1;
  // A first sample before a reset does not count.
  const skipsFirst = !isAlone && resets[from + 1] === 1;
  if (!isAlone)
    for (let i = 0; i < width; i++)
      answer.rows[at + i] = (rows[last + i] as number) - (skipsFirst ? 0 : (rows[first + i] as number));
  for (let place = from + (skipsFirst ? 2 : 1); place < to; place++)
    if (resets[place] === 1) addRow(answer.rows, at, rows, (place - 1) * width, width);
  const grown = answer.rows[at] as number;
  if (withFirst) addRow(answer.rows, at, rows, first, width);
  return isAlone ? 0 : grown;
}

function addRow(to: Float64Array, at: number, from: Float64Array, start: number, width: number): void {
  for (let i = 0; i < width; i++) to[at + i] = (to[at + i] as number) + (from[start + i] as number);
}

function scaleRow({ layout, rows }: DenseTable, step: number, factor: number): void {
  const start = step * layout.width;
  for (let i = 0; i < layout.width; i++) rows[start + i] = (rows[start + i] as number) * factor;
}
