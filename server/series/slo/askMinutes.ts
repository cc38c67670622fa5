/**
 * Asks PromQL for a number of every minute, in pieces that keep to the limit on points.
 *
 * A minute's number is the answer at its end over the minute before. Where only tiers of 5 min (or coarser) are kept, the answer names the tier
 * it read; the piece is then asked again in steps of that tier, each spread evenly over its minutes (`events`) or said of each (`value`).
 * Errors: PromQlError.
 */
import { SLO_STEP_MS } from "../../model/slo.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { MatrixSeries } from "../../promql/queryValue.ts";
import type { PromQl } from "../ask.ts";

export interface MinutesQuestion {
  /** The query over windows of so many milliseconds. */
  readonly text: (windowMs: number) => string;
  readonly of: "events" | "value";
  /** Whole minutes. */
  readonly window: TimeWindow;
  /** Names a series of the answer: values of those with the same name are joined. */
  readonly keyOf: (series: Pick<MatrixSeries, "labels">) => string;
  readonly join: (a: number, b: number) => number;
  readonly signal: AbortSignal | null;
  /** Asks at each minute for windows so much longer and takes the mean: for series whose samples are not anchored. */
  readonly smoothMs?: number;
}

export interface MinuteSeries {
  /** By key; one entry per minute of the window, NaN where there is no value. */
  readonly byKey: ReadonlyMap<string, Float64Array>;
  /** It reads series that are counted here from spans or logs. */
  readonly isDerived: boolean;
}

/** Points of one question: a week of minutes. */
const PIECE_STEPS = 7 * 1440;

export async function askMinutes(promQl: Pick<PromQl, "ask">, question: MinutesQuestion): Promise<MinuteSeries> {
  const { window } = question;
  const byKey = new Map<string, Float64Array>();
  let isDerived = false;
  const length = Math.round((window.endMs - window.startMs) / SLO_STEP_MS);
  let stepMs = SLO_STEP_MS;
  for (let atMs = window.startMs; atMs < window.endMs; ) {
    const piece = { startMs: atMs, endMs: Math.min(window.endMs, atMs + PIECE_STEPS * stepMs) };
    const { series, tierMs } = await askPiece(promQl, question, piece, stepMs);
    isDerived ||= tierMs > 0;
    if (tierMs > stepMs) {
      stepMs = tierMs;
      continue;
    }
    for (const one of series) {
      const key = question.keyOf(one);
      const values = byKey.get(key) ?? new Float64Array(length).fill(Number.NaN);
      byKey.set(key, values);
      place(one, values, question, piece, stepMs);
    }
    atMs = piece.endMs;
    // Coarse tiers are older: what comes next may be there minute by minute.
    stepMs = SLO_STEP_MS;
  }
  return { byKey, isDerived };
}

async function askPiece(
  promQl: Pick<PromQl, "ask">,
  { text, signal, smoothMs }: MinutesQuestion,
  piece: TimeWindow,
  stepMs: number,
): Promise<{ series: readonly MatrixSeries[]; tierMs: number }> {
  const firstEnd = Math.floor(piece.startMs / stepMs) * stepMs + stepMs;
  const endMs = Math.max(firstEnd, Math.ceil(piece.endMs / stepMs) * stepMs);
  const windowMs = Math.max(stepMs, smoothMs ?? 0);
  const asked = await promQl.ask({ query: text(windowMs), startMs: firstEnd, endMs, stepMs, signal });
  const tierMs = Math.max(0, ...asked.stats.selectors.map((selector) => selector.tierMs ?? 0));
  return { series: asked.value.type === "matrix" ? asked.value.series : [], tierMs };
}

function place(
  { timesMs, values: answers }: MatrixSeries,
  values: Float64Array,
  { window, of, join, smoothMs = 0 }: MinutesQuestion,
  piece: TimeWindow,
  stepMs: number,
): void {
  const minutes = of === "events" ? Math.max(stepMs, smoothMs) / SLO_STEP_MS : 1;
  for (let i = 0; i < timesMs.length; i++) {
    const endMs = timesMs[i] ?? 0;
    const value = (answers[i] ?? Number.NaN) / minutes;
    if (Number.isNaN(value)) continue;
    const fromMs = Math.max(endMs - stepMs, piece.startMs);
    for (let atMs = fromMs; atMs < Math.min(endMs, piece.endMs); atMs += SLO_STEP_MS) {
      const minute = (atMs - window.startMs) / SLO_STEP_MS;
      const before = values[minute] ?? Number.NaN;
      values[minute] = Number.isNaN(before) ? value : join(before, value);
    }
  }
}
