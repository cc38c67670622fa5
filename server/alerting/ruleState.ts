/**
 * One rule and its alerts, from one instant to the next: Prometheus's state machine, without a clock and without questions of its own.
 * A rule's answer at an instant goes in as candidates (expandAlerts.ts makes them of samples); how its alerts stand comes out.
 * Errors: none is thrown; what is wrong with an answer is in the step, and the state before it is kept.
 * Source: Prometheus rules/alerting.go. Beside it: of a rule that exceeds its limit Prometheus drops all alerts, which time out downstream
 * and are told there as resolved though nobody knows so. Here pending ones are dropped and none begins, but what fires stays as last known.
 * Next: nextAlert.ts, restoreAlerts.ts.
 */
import type { Alert, AlertRule } from "../model/alert.ts";
import { type AlertCandidate, alertWithoutRule, endedAlert, hasChanged, heldAlert } from "./nextAlert.ts";
import { type KeptAlerts, type RestoreOptions, restoredAlerts } from "./restoreAlerts.ts";

/** What an evaluation came to. */
export interface RuleStep {
  /** All of the rule: pending, firing, and resolved within the last 15 minutes. */
  readonly alerts: readonly Alert[];
  /** Those that began, fired, went back to pending, stopped to hold, came back, or resolved. */
  readonly changed: readonly Alert[];
  /** Fingerprints of alerts that are no more: pending ones that ended, resolved ones whose time is over. */
  readonly forgotten: readonly string[];
  /** Those of the forgotten that were pending and never fired, as they were last. */
  readonly lapsed: readonly Alert[];
  /** Why the rule is unhealthy; null when it is well. */
  readonly error: string | null;
  /** Whether its condition was judged: not when alerts were only taken over, or kept without an answer. */
  readonly isJudged: boolean;
}

/** The part of a rule that its alerts depend on. */
export type WatchingRule = Pick<AlertRule, "key" | "forMs" | "keepFiringForMs"> & {
  /** Most alerts; 0 for any number. */
  readonly limit: number;
};

export const DUPLICATE_ALERTS = "vector contains metrics with the same labelset after applying alert labels";

export class RuleState {
  private known: ReadonlyMap<string, Alert> = new Map();

  constructor(private rule: WatchingRule) {}

  get alerts(): readonly Alert[] {
    return [...this.known.values()];
  }

  /** Goes on with another `for`, `keep_firing_for` or limit; what they change shows at the next evaluation. */
  redefine(rule: WatchingRule): void {
    this.rule = rule;
  }

  /** Goes on where another process stopped; before the first evaluation. */
  restore(kept: KeptAlerts, options: RestoreOptions): RuleStep {
    const restored = restoredAlerts(kept, this.rule, options);
    this.known = new Map(restored.alerts.map((alert) => [alert.fingerprint, alert]));
    return { ...restored, error: null, isJudged: false };
  }

  /** The rule could not be evaluated: everything stays as it was. */
  fail(error: string): RuleStep {
    return { ...NOTHING, alerts: this.alerts, error };
  }

  /** There were too many: which of them are alerts is not known. What fires stays as it was, nothing waits any more, nothing begins. */
  exceed(error: string): RuleStep {
    const lapsed = this.alerts.filter(isPending);
    const forgotten = lapsed.map(({ fingerprint }) => fingerprint);
    this.known = new Map([...this.known].filter(([, alert]) => !isPending(alert)));
    return { ...NOTHING, alerts: this.alerts, forgotten, lapsed, error };
  }

  /** The rule is no more, or switched off: firing alerts are told as over, with the reason; the others are forgotten. */
  end(atMs: number): RuleStep {
    const firing = this.alerts.filter(({ state }) => state === "firing");
    const lapsed = this.alerts.filter(isPending);
    const forgotten = [...this.known.keys()];
    this.known = new Map();
    return { ...NOTHING, changed: firing.map((alert) => alertWithoutRule(alert, atMs)), forgotten, lapsed };
  }

  /** Alerts that are over are forgotten at once: nobody is to be told of them. */
  forgetOver(): RuleStep {
    const over = this.alerts.filter(({ state }) => state === "inactive");
    this.known = new Map([...this.known].filter(([, { state }]) => state !== "inactive"));
    return { ...NOTHING, alerts: this.alerts, forgotten: over.map(({ fingerprint }) => fingerprint) };
  }

  /** Answers of an instant, in any order. */
  take(candidates: readonly AlertCandidate[], atMs: number): RuleStep {
    if (candidates.length === 0 && this.known.size === 0) return NOTHING;
    const held = new Map(candidates.map((candidate) => [candidate.fingerprint, candidate]));
    if (held.size < candidates.length) return this.fail(DUPLICATE_ALERTS);
    const next = new Map<string, Alert>();
    const forgotten: string[] = [];
    for (const [fingerprint, before] of this.known) {
      const candidate = held.get(fingerprint);
      const alert = candidate ? heldAlert(before, candidate, this.rule, atMs) : endedAlert(before, this.rule, atMs);
      if (alert) next.set(fingerprint, alert);
      else forgotten.push(fingerprint);
    }
    for (const [fingerprint, candidate] of held) {
      if (!next.has(fingerprint)) next.set(fingerprint, heldAlert(null, candidate, this.rule, atMs));
    }
    const tooMany = this.beyondLimit(next);
    if (tooMany !== null) return this.exceed(tooMany);
    const before = this.known;
    const lapsed = forgotten.flatMap((fingerprint) => before.get(fingerprint) ?? []).filter(isPending);
    this.known = next;
    const alerts = this.alerts;
    const changed = alerts.filter((alert) => hasChanged(before.get(alert.fingerprint) ?? null, alert));
    return { alerts, changed, forgotten, lapsed, error: null, isJudged: true };
  }

  private beyondLimit(alerts: ReadonlyMap<string, Alert>): string | null {
    const { limit } = this.rule;
    if (limit <= 0 || alerts.size <= limit) return null;
    const active = [...alerts.values()].filter(({ state }) => state !== "inactive").length;
    return active > limit ? `exceeded limit of ${limit} with ${active} alerts` : null;
  }
}

const NOTHING: RuleStep = { alerts: [], changed: [], forgotten: [], lapsed: [], error: null, isJudged: false };
const isPending = ({ state }: Alert) => state === "pending";
