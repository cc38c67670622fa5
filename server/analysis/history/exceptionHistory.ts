/**
 * Exceptions: a type that a service records for the first time (not in the seven days before, and not while history itself is new), and
 * bursts, minutes with far more than there usually are (of a type that is new, the first is told already). A function of counts per minute of six hours before and of which types were seen
 * in the week before. Units: Unix milliseconds, exceptions per minute.
 */
import { type Happening, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import { MINUTE_MS, USUAL_MS } from "./callTrack.ts";
import { quantile } from "./quantileBand.ts";
import { sayDigits, sayName } from "./sayNumbers.ts";

export interface ExceptionCounts {
  readonly service: string;
  readonly type: string;
  /** Per minute from `startMs` of the grid on. */
  readonly count: readonly number[];
}
export interface ExceptionFacts {
  /** Whole minutes from `EXCEPTIONS_BACK_MS` before the stretch to its end. */
  readonly minutes: { readonly startMs: number; readonly series: readonly ExceptionCounts[] };
  /** Types that were recorded in the week before the minutes, as `exceptionKey` has them. */
  readonly known: ReadonlySet<string>;
  /** When history begins. */
  readonly beganMs: number;
}

export const FIRST_WITHIN_MS = 7 * 86_400_000;
/** After a burst so long a minute is no new one; as far back is looked before the minutes of what is usual. */
const SAME_BURST_MINUTES = 10;
export const EXCEPTIONS_BACK_MS = USUAL_MS + (SAME_BURST_MINUTES + 1) * MINUTE_MS;
const NEW_HISTORY_MS = 600_000;
const LEAST_BURST = 10;
const TIMES_USUAL = 3;
const USUAL_MINUTES = USUAL_MS / MINUTE_MS;
const NOT_LATELY_MINUTES = 5;
const LEAST_MINUTES = 10;
/** An outage of half an hour within six hours does not make its exceptions usual. */
const USUAL_MOST = 0.9;

export const exceptionKey = (service: string, type: string) => JSON.stringify([service, type]);

/** The minutes that begin in the stretch; both its ends are whole minutes. Minutes are judged when they are over. */
export function tellExceptions({ minutes, known, beganMs }: ExceptionFacts, window: TimeWindow): Happening[] {
  const happenings: Happening[] = [];
  for (const { service, type, count } of minutes.series) {
    const placeOf = (atMs: number) => Math.round((atMs - minutes.startMs) / MINUTE_MS);
    const first = count.findIndex((value) => value > 0);
    for (let atMs = window.startMs; atMs < window.endMs; atMs += MINUTE_MS) {
      const place = placeOf(atMs);
      const value = count[place] ?? 0;
      if (value === 0) continue;
      const isFirst = place === first && !known.has(exceptionKey(service, type));
      if (isFirst && atMs >= beganMs + NEW_HISTORY_MS) happenings.push(firstOne(service, type, atMs));
      const usual = burstUsual(count, place, placeOf(beganMs));
      const isNew = first > place - SAME_BURST_MINUTES && !known.has(exceptionKey(service, type));
      if (usual !== null && !isNew && !wasBurst(count, place, placeOf(beganMs))) {
        happenings.push(burst(service, type, atMs, value, usual));
      }
    }
  }
  return happenings.sort((a, b) => a.atMs - b.atMs || (a.thing < b.thing ? -1 : 1));
}

/** What is usual at most, when this minute is far above it; else null. */
function burstUsual(count: readonly number[], place: number, began: number): number | null {
  const value = count[place] ?? 0;
  if (value < LEAST_BURST) return null;
  const until = place - NOT_LATELY_MINUTES;
  const from = Math.max(0, place - USUAL_MINUTES, began);
  if (until - from < LEAST_MINUTES) return null;
  const usual = quantile(Float64Array.from(count.slice(from, until)).sort(), USUAL_MOST);
  return value >= TIMES_USUAL * (usual + 1) ? usual : null;
}

function wasBurst(count: readonly number[], place: number, began: number): boolean {
  for (let i = Math.max(0, place - SAME_BURST_MINUTES); i < place; i++) {
    if (burstUsual(count, i, began) !== null) return true;
  }
  return false;
}

const nameOf = (type: string) => (type === "" ? "an exception without a type" : sayName(type));

function firstOne(service: string, type: string, atMs: number): Happening {
  return {
    atMs,
    kind: "firstException",
    thing: thingId("service", service),
    patch: {},
    prev: {},
    title: `${sayName(service)} records ${nameOf(type)} for the first time`,
    problem: true,
    detail: { type },
  };
}

function burst(service: string, type: string, atMs: number, value: number, usual: number): Happening {
  const usually = usual < 0.5 ? "usually none" : `usually ${sayDigits(Math.round(usual))} at most`;
  return {
    atMs,
    kind: "exceptionBurst",
    thing: thingId("service", service),
    patch: {},
    prev: {},
    title: `${sayName(service)} records ${nameOf(type)} ${sayDigits(value)} times a minute, ${usually}`,
    problem: true,
    detail: { type, perMinute: value, usual: Math.round(usual) },
  };
}
