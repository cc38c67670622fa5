/**
 * When a delivery that failed is tried again, for three days. Receivers that were away together come back to tries that are spread a little.
 * A receiver that says itself how long to wait is asked as often as it says, so attempts do not tell how long it was tried: its age does.
 * Units: milliseconds. Source: Standard Webhooks specification, "Retries".
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const MOST_AGE_MS = 72 * HOUR;
/** After so many attempts a receiver that says "in a second" each time is asked once a minute. */
const PATIENT_ATTEMPTS = 10;
const SPREAD = 0.1;

export interface FailedAttempt {
  /** Made until now. */
  readonly attempts: number;
  /** What the receiver asked for, which is waited for in full; null: nothing. */
  readonly afterMs: number | null;
  /** Since the message was written. */
  readonly ageMs: number;
  /** From 0 to 1. */
  readonly chance: number;
}

/** Null: it was tried often enough. */
export function nextTryMs({ attempts, afterMs, ageMs, chance }: FailedAttempt): number | null {
  if (afterMs !== null) {
    if (ageMs >= MOST_AGE_MS) return null;
    const least = attempts < PATIENT_ATTEMPTS ? SECOND : MINUTE;
    return Math.ceil(Math.max(afterMs, least) * (1 + SPREAD * chance));
  }
  const wait = WAITS_MS[attempts - 1] ?? (ageMs < MOST_AGE_MS ? WAITS_MS.at(-1) : undefined);
  return wait === undefined ? null : Math.round(wait * (1 + SPREAD * (2 * chance - 1)));
}
