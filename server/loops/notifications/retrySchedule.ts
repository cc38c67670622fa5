/**
 * When a delivery that failed is tried again. Receivers that were away together come back to tries that are spread a little.
 * Source: Standard Webhooks specification, "Retries".
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
const SPREAD = 0.1;

/**
 * Null: it was tried often enough. `attempts` made until now, `afterMs` what the receiver asked for, which is waited for in full;
 * `chance` from 0 to 1.
 */
export function nextTryMs(attempts: number, afterMs: number | null, chance: number): number | null {
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined) return null;
  if (afterMs !== null) return Math.ceil(Math.max(afterMs, SECOND) * (1 + SPREAD * chance));
  return Math.round(wait * (1 + SPREAD * (2 * chance - 1)));
}
