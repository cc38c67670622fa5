/**
 * What a rule's alerts are after nobody evaluated it for a while: as Prometheus restores `for` from ALERTS_FOR_STATE.
 *
 * What fired goes on firing, however long nobody looked, and ends at the first evaluation when the condition does not hold any more: nobody
 * is told that it is over before that is known. What was pending waits for what was left of its `for`, at least ten minutes, with an
 * outage of up to an hour not counted; after a longer one, and with a `for` shorter than those ten minutes, it begins anew.
 * Units: Unix milliseconds.
 * Source: Prometheus rules/group.go (RestoreForState); its --rules.alert.for-outage-tolerance and for-grace-period. Ours knows the whole
 * state, so what fired keeps the instant it fired at, also after more than an hour, when Prometheus would have it wait again.
 */
import { type Alert, RESOLVED_RETENTION_MS } from "../model/alert.ts";
import type { AlertTiming } from "./nextAlert.ts";

export const OUTAGE_TOLERANCE_MS = 3_600_000;
export const GRACE_MS = 600_000;

/** The alerts of one rule as they were last written. */
export type KeptAlerts = readonly Alert[];

export interface RestoreOptions {
  /** When the rule was last evaluated. */
  readonly downMs: number;
  readonly nowMs: number;
  readonly outageToleranceMs?: number;
  readonly graceMs?: number;
}

export interface RestoredAlerts {
  readonly alerts: readonly Alert[];
  readonly changed: readonly Alert[];
  readonly forgotten: readonly string[];
  /** Those of the forgotten that were pending. */
  readonly lapsed: readonly Alert[];
}

export function restoredAlerts(kept: KeptAlerts, rule: AlertTiming, options: RestoreOptions): RestoredAlerts {
  const alerts: Alert[] = [];
  const changed: Alert[] = [];
  const forgotten: string[] = [];
  const lapsed: Alert[] = [];
  for (const before of kept) {
    const alert = restoredAlert(before, rule, options);
    if (alert === null) {
      forgotten.push(before.fingerprint);
      if (before.state === "pending") lapsed.push(before);
      continue;
    }
    alerts.push(alert);
    if (alert !== before) changed.push(alert);
  }
  return { alerts, changed, forgotten, lapsed };
}

/**
 * How an alert stood at an instant of the past, from which on its rule is judged again; null: it was not there. What was over by then says
 * nothing any more.
 */
export function alertAsOf(alert: Alert, atMs: number): Alert | null {
  if (alert.activeMs > atMs || (alert.resolvedMs !== null && alert.resolvedMs <= atMs)) return null;
  const hasFired = alert.firedMs !== null && alert.firedMs <= atMs;
  const keepFiringSinceMs = (alert.keepFiringSinceMs ?? atMs) < atMs ? alert.keepFiringSinceMs : null;
  return {
    ...alert,
    state: hasFired ? "firing" : "pending",
    firedMs: hasFired ? alert.firedMs : null,
    keepFiringSinceMs: hasFired ? keepFiringSinceMs : null,
    resolvedMs: null,
    evaluatedMs: Math.min(alert.evaluatedMs, atMs),
  };
}

function restoredAlert(before: Alert, rule: AlertTiming, options: RestoreOptions): Alert | null {
  const { downMs, nowMs, outageToleranceMs = OUTAGE_TOLERANCE_MS, graceMs = GRACE_MS } = options;
  if (before.state === "inactive") {
    return before.resolvedMs === null || nowMs - before.resolvedMs > RESOLVED_RETENTION_MS ? null : before;
  }
  if (before.state === "firing") return before;
  const outageMs = nowMs - downMs;
  if (outageMs > outageToleranceMs) return null;
  const leftMs = rule.forMs - (downMs - before.activeMs);
  if (leftMs <= 0) return before;
  if (rule.forMs < graceMs) return null;
  const activeMs = leftMs < graceMs ? nowMs + graceMs - rule.forMs : before.activeMs + outageMs;
  return { ...before, activeMs };
}
