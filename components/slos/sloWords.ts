/**
 * An SLO in words: its status, its objective with every nine that it has, its window, what it is about, how long the budget lasts.
 * Units: ratios 0..1, lengths in milliseconds. `null` is no data, which is unknown and never well.
 */
import type { Indicator, SloBody, SloSeverity, SloStatus, SloSubject, SloWindow } from "../../server/model/slo.ts";
import type { StatusKind } from "../charts/Status.tsx";
import { formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { grouped, NO_DATA, UNIT_SPACE } from "../format/significant.ts";

export const DAY_MS = 86_400_000;

export { formatBudget, formatLasts } from "../format/formatBudget.ts";

export interface SloLook {
  readonly kind: StatusKind;
  readonly word: string;
}

const LOOKS: Readonly<Record<SloStatus, SloLook>> = {
  unknown: { kind: "unknown", word: "unknown" },
  healthy: { kind: "ok", word: "healthy" },
  burning: { kind: "warn", word: "burning" },
  exhausted: { kind: "fail", word: "exhausted" },
};

/** Shape and word of a status; what burns so fast that somebody is paged has the shape of failure. */
export function sloLook(status: SloStatus, severity: SloSeverity | null = null): SloLook {
  const look = LOOKS[status];
  return status === "burning" && severity === "page" ? { ...look, kind: "fail" } : look;
}

/** 0.9995 -> "99.95 %": all nines that were promised, none that were not. */
export function formatObjective(objective: number): string {
  return `${Number((objective * 100).toPrecision(12))}${UNIT_SPACE}%`;
}

/** What was good, two digits finer than the objective, never rounded up to a whole that it is not: "99.941 %". */
export function formatGood(ratio: number | null, objective: number): string {
  if (ratio === null || !Number.isFinite(ratio)) return NO_DATA;
  if (ratio >= 1) return `100${UNIT_SPACE}%`;
  const digits = Math.min(8, decimals(objective * 100) + 2);
  const floor = Math.floor(ratio * 100 * 10 ** digits + 1e-6) / 10 ** digits;
  return `${floor.toFixed(digits)}${UNIT_SPACE}%`;
}

const decimals = (value: number) => (Number(value.toPrecision(12)).toString().split(".")[1] ?? "").length;

/** "23.1 ×": how fast it is spent, beside even spending. */
export function formatBurn(burn: number | null): string {
  if (burn === null || !Number.isFinite(burn)) return NO_DATA;
  const digits = burn < 10 ? 2 : burn < 100 ? 1 : 0;
  return `${digits === 0 ? grouped(burn) : Number(burn.toFixed(digits))}${UNIT_SPACE}×`;
}

const UNITS = { week: "week", month: "month", quarter: "quarter" } as const;

/** "30 days"; "this month, Europe/Berlin". */
export function windowWords(window: SloWindow): string {
  if (window.kind === "rolling") return window.days === 1 ? "1 day" : `${window.days} days`;
  return `a calendar ${UNITS[window.unit]}, ${window.timeZone}`;
}

/** After a number: "Good, 30 days", "Good, this month". */
export function shortWindow(window: SloWindow): string {
  return window.kind === "rolling" ? windowWords(window) : `this ${UNITS[window.unit]}`;
}

/** Roughly how long the window is; a calendar's by its usual length. */
export function windowMs(window: SloWindow): number {
  if (window.kind === "rolling") return window.days * DAY_MS;
  return { week: 7, month: 30, quarter: 91 }[window.unit] * DAY_MS;
}

/** Whose requests: "checkout", "POST /cart of checkout", "cart calls orders", "all calls of cart". */
export function subjectWords(subject: SloSubject): string {
  if (subject.kind === "service") return subject.service;
  if (subject.kind === "operation") return `${subject.spanName} of ${subject.service}`;
  if (subject.kind === "edge") return `calls of ${subject.client} to ${subject.server}`;
  return `all calls of ${subject.client}`;
}

/** The promise as a sentence: "99.9 % of requests of checkout succeed in 30 days." */
export function promiseWords(body: Pick<SloBody, "indicator" | "objective" | "window" | "slices">): string {
  const share = formatObjective(body.objective);
  const over = `${body.window.kind === "rolling" ? "in" : "within"} ${windowWords(body.window)}`;
  if (body.slices !== null) {
    const slice = `${body.slices.minutes}-minute slice${body.slices.minutes === 1 ? "" : "s"}`;
    return `In ${share} of ${slice} ${formatObjective(body.slices.targetRatio)} ${goodWords(body.indicator)}, ${over}.`;
  }
  return `${share} ${goodWords(body.indicator)} ${over}.`;
}

function goodWords(indicator: Indicator): string {
  if (indicator.kind === "threshold") return `of minutes have a value ${indicator.operator} ${indicator.value}`;
  if (indicator.kind === "ratio") return "of events are good";
  const { subject } = indicator;
  const of =
    subject.kind === "service" || subject.kind === "operation"
      ? `requests of ${subjectWords(subject)}`
      : subjectWords(subject);
  if (indicator.kind === "availability") return `of ${of} succeed`;
  const within = `take at most ${formatSeconds(indicator.thresholdSeconds)}`;
  return `of ${of} ${indicator.countsErrors ? `succeed and ${within}` : within}`;
}

/** What is counted, in the plural: minutes where an indicator or slices make it so. */
export function eventNoun(body: Pick<SloBody, "indicator" | "slices">): string {
  if (body.slices !== null) return body.slices.minutes === 1 ? "minute" : `${body.slices.minutes}-minute slice`;
  if (body.indicator.kind === "threshold") return "minute";
  if (body.indicator.kind === "ratio") return body.indicator.isRatio ? "minute" : "event";
  const { kind } = body.indicator.subject;
  return kind === "service" || kind === "operation" ? "request" : "call";
}

/** What the budget is as time without any success: "43 min 12 s in 30 days". */
export function downtimeWords(objective: number, window: SloWindow): string {
  return `${formatSpanOfTime((1 - objective) * windowMs(window))} in ${window.kind === "rolling" ? windowWords(window) : `a ${UNITS[window.unit]}`}`;
}
