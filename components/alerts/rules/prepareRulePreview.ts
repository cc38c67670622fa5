/** A preview as it is answered -> the lines and stretches that are drawn. Pure. */

import type { TimeWindow } from "../../../server/model/time.ts";
import type { PreviewAnswer } from "../../../server/routers/alertAnswer.ts";
import { slotsApart } from "../../charts/palette.ts";
import type { ChartSeries } from "../../charts/prepareTimeSeries.ts";
import type { TimeBand } from "../../charts/TimeBands.tsx";
import { legendNames } from "../../panels/legendName.ts";
import { numberOf, type RangeAnswer } from "../../panels/preparePanel.ts";
import type { Gravity } from "../alertWords.ts";

export interface PreviewLines {
  readonly series: readonly ChartSeries[];
  readonly startMs: number;
  readonly stepMs: number;
}

/** What the rule compares, over all of the window; of a search, which has no such line, what was counted where it held. */
export function linesOf(range: RangeAnswer | undefined, preview: PreviewAnswer): PreviewLines {
  const rows = range?.answers[0]?.series ?? [];
  if (range && rows.length > 0) return { series: namedLines(rows), startMs: range.startMs, stepMs: range.stepMs };
  const { window, stepMs, series } = preview;
  const count = Math.max(1, ...series.map(({ values }) => values.length));
  // A long window is answered with every n-th step.
  const all = Math.floor((window.endMs - window.startMs) / stepMs) + 1;
  const every = Math.max(1, Math.round(all / count));
  const startMs = Math.ceil(window.startMs / stepMs) * stepMs;
  return { series: namedLines(series), startMs, stepMs: stepMs * every };
}

function namedLines(
  rows: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly values: readonly (number | string | null)[];
  }[],
): ChartSeries[] {
  const names = legendNames(rows.map(({ labels }) => ({ ref: "value", labels, legend: "" })));
  const slots = slotsApart([names]);
  return rows.map(({ values }, i) => {
    const name = names[i] ?? "value";
    const color = rows.length === 1 ? "var(--svc-5)" : `var(--svc-${slots.get(name) ?? 5})`;
    return { name, color, values: values.map(numberOf), area: rows.length === 1 };
  });
}

/** Without so much of it nothing is known: a picture of the rest says more. */
const MOST_UNKNOWN = 0.3;

/** The part of a preview's window from which there is something to see: all of it, unless it begins much later. */
export function knownWindow(range: RangeAnswer | undefined, { window, episodes }: PreviewAnswer): TimeWindow {
  const rows = range?.answers[0]?.series ?? [];
  if (!range || rows.length === 0) return window;
  const first = rows.reduce((least, { values }) => {
    const at = values.findIndex((value) => numberOf(value) !== null);
    return at < 0 ? least : Math.min(least, at);
  }, range.count);
  const sinceMs = Math.min(range.startMs + first * range.stepMs, ...episodes.map(({ activeMs }) => activeMs));
  const marginMs = (window.endMs - sinceMs) * 0.05;
  const startMs = Math.floor(Math.max(window.startMs, sinceMs - marginMs) / 60_000) * 60_000;
  const unknown = (startMs - window.startMs) / (window.endMs - window.startMs);
  return unknown > MOST_UNKNOWN && startMs < window.endMs ? { startMs, endMs: window.endMs } : window;
}

/** Stretches of several alerts at once are drawn as one. */
export function previewBands({ episodes, window }: PreviewAnswer, gravity: Gravity): TimeBand[] {
  const level = gravity === "page" ? ("fail" as const) : ("warn" as const);
  const firing = joined(episodes.map(({ firedMs, resolvedMs }) => [firedMs, resolvedMs ?? window.endMs]));
  const pending = joined(
    episodes.filter(({ activeMs, firedMs }) => firedMs > activeMs).map(({ activeMs, firedMs }) => [activeMs, firedMs]),
  );
  return [
    ...pending.map(([startMs, endMs]) => ({ startMs, endMs, kind: "pending" as const, level })),
    ...firing.map(([startMs, endMs]) => ({ startMs, endMs, kind: "firing" as const, level })),
  ];
}

type Stretch = readonly [startMs: number, endMs: number];

function joined(stretches: readonly Stretch[]): Stretch[] {
  const sorted = [...stretches].sort((a, b) => a[0] - b[0]);
  const all: Stretch[] = [];
  for (const [from, to] of sorted) {
    const last = all.at(-1);
    if (last && from <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], to)];
    else all.push([from, to]);
  }
  return all;
}
