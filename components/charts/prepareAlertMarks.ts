/**
 * Alerts that fired -> marks on a chart's time axis: a flag where one began, the stretches in which any fired. Flags that would lie on each
 * other are one with a count, and there are never more than a few, however many alerts there are. What began before the axis has its flag
 * at the axis's start.
 * Units: Unix ms in, pixels from the plot's left edge out. Alerts come oldest first.
 */
import type { AlertLevel, ChartAlert } from "./chartAlerts.ts";

export interface AlertFlag {
  /** Where the first of them began. */
  readonly x: number;
  /** It began before the axis does. */
  readonly isBefore: boolean;
  /** The gravest of them. */
  readonly level: AlertLevel;
  readonly alerts: readonly ChartAlert[];
}

export interface AlertStretch {
  readonly fromX: number;
  readonly toX: number;
  readonly level: AlertLevel;
}

export interface AlertMarksModel {
  readonly flags: readonly AlertFlag[];
  /** Apart from each other: where a page fires, tickets are not drawn. */
  readonly stretches: readonly AlertStretch[];
}

interface Axis {
  readonly xMin: number;
  readonly xMax: number;
  readonly widthPx: number;
}

export const MOST_FLAGS = 8;
/** A flag and the two digits of a count beside it; the first flag is moved by half of itself into the plot. */
const FLAG_PX = 34;

export function prepareAlertMarks(alerts: readonly ChartAlert[], { xMin, xMax, widthPx }: Axis): AlertMarksModel {
  const pxPerMs = widthPx / (xMax - xMin);
  const x = (timeMs: number) => (Math.min(xMax, Math.max(xMin, timeMs)) - xMin) * pxPerMs;
  const seen = alerts
    .filter(({ firedMs, endedMs }) => firedMs <= xMax && (endedMs ?? xMax) >= xMin)
    .sort((a, b) => a.firedMs - b.firedMs);
  const single = seen.map((alert): AlertFlag => {
    const { firedMs, level } = alert;
    return { x: x(firedMs), isBefore: firedMs < xMin, level, alerts: [alert] };
  });
  const spans = (level: AlertLevel) =>
    joinedSpans(seen.filter((one) => one.level === level).map((one) => [x(one.firedMs), x(one.endedMs ?? xMax)]));
  const pages = spans("fail");
  return {
    flags: fewFlags(single),
    stretches: [
      ...pages.map(([fromX, toX]) => ({ fromX, toX, level: "fail" as const })),
      ...without(spans("warn"), pages).map(([fromX, toX]) => ({ fromX, toX, level: "warn" as const })),
    ],
  };
}

function fewFlags(single: readonly AlertFlag[]): AlertFlag[] {
  let flags = apart(single, FLAG_PX);
  for (let roomPx = FLAG_PX * 2; flags.length > MOST_FLAGS; roomPx *= 2) flags = apart(single, roomPx);
  return flags;
}

/** Each at least so far from the one before as the room says; what is nearer joins it. */
function apart(single: readonly AlertFlag[], roomPx: number): AlertFlag[] {
  const flags: AlertFlag[] = [];
  for (const flag of single) {
    const last = flags.at(-1);
    if (!last || flag.x - last.x >= roomPx) flags.push(flag);
    else flags[flags.length - 1] = joined(last, flag);
  }
  return flags;
}

const joined = (first: AlertFlag, next: AlertFlag): AlertFlag => ({
  ...first,
  level: first.level === "fail" ? "fail" : next.level,
  alerts: [...first.alerts, ...next.alerts],
});

type Span = readonly [fromX: number, toX: number];

/** Spans come by their starts. */
function joinedSpans(spans: readonly Span[]): Span[] {
  const joinedOnes: Span[] = [];
  for (const [fromX, toX] of spans) {
    const last = joinedOnes.at(-1);
    if (last && fromX <= last[1]) joinedOnes[joinedOnes.length - 1] = [last[0], Math.max(last[1], toX)];
    else joinedOnes.push([fromX, toX]);
  }
  return joinedOnes;
}

/** What of the spans none of the others covers. */
function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return others.reduce<Span[]>(
    (rest, [from, to]) =>
      rest.flatMap(([fromX, toX]) => {
        if (to <= fromX || from >= toX) return [[fromX, toX] as const];
        const left: Span = [fromX, from];
        const right: Span = [to, toX];
        return [left, right].filter(([start, end]) => end > start);
      }),
    [...spans],
  );
}
