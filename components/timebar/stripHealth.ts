/**
 * The health of the whole over the strip, in the one form that is drawn: from the state's history, or, while there is none yet, from
 * the services' calls. Units: counts of services per bar; `known` false where nothing was told.
 */
import type { StripAnswer } from "../../server/routers/stateAnswer.ts";
import type { Answers } from "../trpc/client.tsx";

export interface StripHealth {
  readonly startMs: number;
  readonly stepMs: number;
  readonly failed: readonly number[];
  readonly degraded: readonly number[];
  /** How many services the bar is a share of. */
  readonly all: readonly number[];
  readonly known: readonly boolean[];
  readonly worst: readonly (string | null)[];
}

/** Null when history tells nothing of the stretch. */
export function ofHistory(strip: StripAnswer | undefined): StripHealth | null {
  if (!strip?.known.some(Boolean)) return null;
  const { startMs, stepMs, failed, degraded, healthy, known, worst } = strip;
  const all = healthy.map((count, i) => count + (failed[i] ?? 0) + (degraded[i] ?? 0));
  return { startMs, stepMs, failed, degraded, known, worst, all };
}

/** Calls do not say how many services are well; a bar is then a share of some. */
const SOME_SERVICES = 8;

export function ofCalls(strip: Answers["services"]["healthStrip"] | undefined): StripHealth | null {
  if (!strip) return null;
  const { startMs, stepMs, failing, degraded, calls, worst } = strip;
  const most = failing.reduce((top, count, i) => Math.max(top, count + (degraded[i] ?? 0)), SOME_SERVICES);
  return {
    startMs,
    stepMs,
    failed: failing,
    degraded,
    worst,
    all: failing.map(() => most),
    known: calls.map((n) => n > 0),
  };
}

/** Stretches in which nothing was told, of the past that the strip shows; the newest minutes are still on their way. */
export function gapsOf(health: StripHealth, nowMs: number): { readonly fromMs: number; readonly toMs: number }[] {
  const gaps: { fromMs: number; toMs: number }[] = [];
  health.known.forEach((isKnown, i) => {
    const fromMs = health.startMs + i * health.stepMs;
    if (isKnown || fromMs >= nowMs) return;
    const last = gaps.at(-1);
    if (last?.toMs === fromMs) last.toMs = fromMs + health.stepMs;
    else gaps.push({ fromMs, toMs: fromMs + health.stepMs });
  });
  const onTheWayMs = Math.max(3 * health.stepMs, 120_000);
  return gaps
    .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, nowMs) }))
    .filter(({ fromMs, toMs }) => toMs < nowMs || toMs - fromMs > onTheWayMs);
}

/** Gaps cut at an instant; those after it are none. */
export function gapsUntil(gaps: ReturnType<typeof gapsOf>, untilMs: number): ReturnType<typeof gapsOf> {
  return gaps.filter(({ fromMs }) => fromMs < untilMs).map((gap) => ({ ...gap, toMs: Math.min(gap.toMs, untilMs) }));
}

/** Why nothing can be seen at an instant that lies in a gap, in one sentence; null where something was told, or may be on its way. */
export function gapWords(
  health: StripHealth,
  atMs: number,
  nowMs: number,
  say: (timeMs: number) => string,
): string | null {
  const gap = gapsOf(health, nowMs).find(({ fromMs, toMs }) => atMs > fromMs && atMs <= toMs);
  if (!gap) return null;
  if (!health.known.some(Boolean)) return "Nothing is known of this time.";
  if (gap.toMs >= nowMs) return `Nothing has arrived since ${say(gap.fromMs)}.`;
  if (gap.fromMs <= health.startMs) return `Nothing is known before ${say(gap.toMs)}.`;
  return `Nothing arrived from ${say(gap.fromMs)} to ${say(gap.toMs)}.`;
}
