/**
 * How well services, and services in a region, are by the history of the system, for the pages that list them: the same judgement that the
 * map and the time bar show. Where history does not cover the instant, or does not judge one, the window judges as ever
 * (server/analysis/callHealth.ts).
 */
import type { CallHealth } from "../analysis/callHealth.ts";
import { type Health, healthOf, isPresent, type ThingState, thingId } from "../model/state.ts";
import type { StateReader } from "../store/stateStore.ts";
import { momentAt } from "./stateMoment.ts";
import { reasonOf } from "./stateViews.ts";

/** The stretch that a state is judged by. */
export const STATE_STRETCH_MS = 60_000;

/** A service's health as a row tells it, in one region when that is given; null where the history says nothing of it. */
export type HealthOfService = (service: string, region?: string) => CallHealth | null;

/** Null where history does not cover the instant. */
export async function healthByState(
  store: StateReader,
  asked: { readonly tenant: number; readonly atMs: number; readonly nowMs: number },
): Promise<HealthOfService | null> {
  const { at, frame, gap } = await momentAt(store, asked);
  if (gap || at.state.size === 0) return null;
  return (service, region) => {
    const thing = region === undefined ? thingId("service", service) : thingId("placement", service, region);
    const state = at.state.get(thing);
    return state && isPresent(state) && state.health !== undefined
      ? rowHealth(state, reasonOf(state, frame.numbers(thing)))
      : null;
  };
}

const KINDS: Readonly<Record<Health, CallHealth["kind"]>> = {
  healthy: "ok",
  degraded: "warn",
  failed: "fail",
  unknown: "unknown",
};

function rowHealth(state: ThingState, words: string | null): CallHealth {
  const kind = KINDS[healthOf(state)];
  const signal = typeof state.judgement === "object" && "signal" in state.judgement ? state.judgement.signal : null;
  const slow = (kind === "warn" || kind === "fail") && (signal === "p95Seconds" || (words?.includes("p95 ") ?? false));
  const reason =
    kind === "ok"
      ? null
      : kind === "unknown"
        ? "quiet"
        : signal === "p95Seconds"
          ? "slow"
          : REASONS[signal ?? "errorRatio"];
  return { kind, reason, slow, words: kind === "ok" ? null : words };
}
const REASONS = { errorRatio: "errors", requestsPerSecond: "quiet", saturation: "full" } as const;
