/** A silence while it is made: which alerts, from when, for how long, why. Pure. Units: Unix milliseconds. */
import type { Matcher, SilenceBody } from "../../../server/model/notification.ts";
import type { AlertView } from "../alertView.ts";
import { isTooWide, matchersOf } from "./matcherText.ts";

export interface SilenceDraft {
  readonly matchers: readonly Matcher[];
  /** Null: as soon as it is saved. */
  readonly startsMs: number | null;
  readonly lengthMs: number;
  readonly comment: string;
}

const HOUR_MS = 3_600_000;
export const LENGTHS_MS = [HOUR_MS / 2, HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS, 168 * HOUR_MS] as const;

export const EMPTY_SILENCE: SilenceDraft = {
  matchers: [{ name: "", operator: "=", value: "" }],
  startsMs: null,
  lengthMs: 2 * HOUR_MS,
  comment: "",
};

/** How far a silence of an alert reaches. */
export const REACHES = ["alert", "rule", "service"] as const;
export type Reach = (typeof REACHES)[number];

export function matchersFor({ labels, service }: Pick<AlertView, "labels" | "service">, reach: Reach): Matcher[] {
  const all = matchersOf(labels);
  if (reach === "alert") return all;
  if (reach === "rule") return all.filter(({ name }) => name === "alertname");
  return all.filter(({ name, value }) => (name === "service_name" || name === "service") && value === service);
}

/** From an existing one, to be made anew with changes: it goes on until when that one would have ended. */
export function draftOf({ matchers, startsMs, endsMs, comment }: SilenceBody, nowMs: number): SilenceDraft {
  const ahead = startsMs > nowMs;
  const from = ahead ? startsMs : nowMs;
  return {
    matchers,
    comment,
    startsMs: ahead ? startsMs : null,
    lengthMs: endsMs > from ? endsMs - from : 2 * HOUR_MS,
  };
}

/** Empty lines are those that nobody filled in. */
export const filledIn = (matchers: readonly Matcher[]): Matcher[] =>
  matchers.map((one) => ({ ...one, name: one.name.trim() })).filter(({ name, value }) => name !== "" || value !== "");

/** Why it cannot be saved, as a sentence; null when it can. */
export function troubleOf({ matchers, startsMs, lengthMs }: SilenceDraft, nowMs: number): string | null {
  const filled = filledIn(matchers);
  if (filled.some(({ name }) => name === "")) return "A matcher lacks its label.";
  if (isTooWide(filled)) return "This would silence every alert. Name at least one label with a value.";
  if (lengthMs <= 0) return "It would be over before it begins.";
  if ((startsMs ?? nowMs) + lengthMs <= nowMs) return "It would be over already.";
  return null;
}

export function bodyOf({ matchers, startsMs, lengthMs, comment }: SilenceDraft, nowMs: number) {
  const from = startsMs ?? nowMs;
  return { matchers: filledIn(matchers), startsMs: from, endsMs: from + lengthMs, comment: comment.trim() };
}
