/**
 * Silences: matchers and a stretch of time in which what they match is not told. The start belongs to it, the end does not.
 * Source: Alertmanager silence/silence.go.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { Silence, SilenceBody } from "../model/notification.ts";
import { matchersHold } from "./matchers.ts";

export type SilenceState = "pending" | "active" | "expired";

export function silenceState({ startsMs, endsMs }: SilenceBody, atMs: number): SilenceState {
  if (atMs < startsMs) return "pending";
  return atMs < endsMs ? "active" : "expired";
}

/** A silence without matchers would silence everything, and silences nothing. */
export const silenceMatches = ({ matchers }: SilenceBody, labels: LabelPairs): boolean =>
  matchers.length > 0 && matchersHold(matchers, labels);

/** Ids of the silences that hold an alert of these labels back at this instant. */
export function silencedBy(silences: readonly Silence[], labels: LabelPairs, atMs: number): string[] {
  return silences
    .filter((silence) => silenceState(silence, atMs) === "active" && silenceMatches(silence, labels))
    .map(({ id }) => id);
}

export const isSilenced = (silences: readonly Silence[], labels: LabelPairs, atMs: number): boolean =>
  silencedBy(silences, labels, atMs).length > 0;
