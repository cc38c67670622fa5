/**
 * One alert from one evaluation to the next.
 *
 *   (none) --holds--> pending --for--> firing --gone--> keep firing --keep_firing_for--> resolved --15 min--> (none)
 *                     pending --gone--> (none)          keep firing --holds--> firing
 *
 * Errors: never throws. Times may go backwards; then nothing is due earlier than it was.
 * Source: Prometheus rules/alerting.go (AlertingRule.Eval).
 */
import {
  type Alert,
  type AlertRuleBody,
  ENDED_WITH_RULE,
  type LabelPairs,
  RESOLVED_RETENTION_MS,
} from "../model/alert.ts";

export type AlertTiming = Pick<AlertRuleBody, "forMs" | "keepFiringForMs">;

/** One label set of a rule's answer, with everything filled in: what would be an alert. */
export interface AlertCandidate {
  /** Of `labels`. */
  readonly fingerprint: string;
  /** With `alertname`, without the metric's name. */
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
  readonly value: number;
}

/** For a condition that holds. `before`: the alert as it stood, null for none. */
export function heldAlert(
  before: Alert | null,
  candidate: AlertCandidate,
  rule: AlertTiming & { readonly key: string },
  atMs: number,
): Alert {
  const continues = before !== null && before.state !== "inactive";
  const { fingerprint, labels, annotations, value } = candidate;
  const alert: Alert = {
    fingerprint,
    ruleKey: rule.key,
    labels,
    annotations,
    state: continues ? before.state : "pending",
    value,
    activeMs: continues ? before.activeMs : atMs,
    firedMs: continues ? before.firedMs : null,
    keepFiringSinceMs: null,
    resolvedMs: null,
    evaluatedMs: atMs,
  };
  return timed(alert, rule, atMs);
}

/** For a condition that does not hold any more. Null: nothing is left to say of it. */
export function endedAlert(before: Alert, rule: AlertTiming, atMs: number): Alert | null {
  if (before.state === "pending") return null;
  if (before.state === "inactive") {
    const isOver = before.resolvedMs === null || atMs - before.resolvedMs > RESOLVED_RETENTION_MS;
    return isOver ? null : { ...before, evaluatedMs: atMs };
  }
  if (rule.keepFiringForMs > 0) {
    const keepFiringSinceMs = before.keepFiringSinceMs ?? atMs;
    if (atMs - keepFiringSinceMs < rule.keepFiringForMs) {
      return timed({ ...before, keepFiringSinceMs, evaluatedMs: atMs }, rule, atMs);
    }
  }
  return resolvedAlert(before, atMs);
}

export function resolvedAlert(before: Alert, atMs: number): Alert {
  return { ...before, state: "inactive", resolvedMs: atMs, evaluatedMs: atMs };
}

const ITS_RULE_IS_GONE =
  "Its rule was changed, switched off or removed while it fired: whether the condition still holds is not known.";

/**
 * For an alert whose rule is no more. Prometheus sends it no more, and Alertmanager then tells it as resolved; told so here too, with the
 * reason, since nobody saw it end.
 */
export function alertWithoutRule(before: Alert, atMs: number): Alert {
  return resolvedAlert(
    { ...before, annotations: { ...before.annotations, [ENDED_WITH_RULE]: ITS_RULE_IS_GONE } },
    atMs,
  );
}

/** Fires when `for` is over, and waits again when `for` was raised beyond what has passed. */
function timed(alert: Alert, rule: AlertTiming, atMs: number): Alert {
  const isDue = atMs - alert.activeMs >= rule.forMs;
  if (alert.state === "pending" && isDue) return { ...alert, state: "firing", firedMs: atMs };
  if (alert.state === "firing" && !isDue) return { ...alert, state: "pending", firedMs: null, keepFiringSinceMs: null };
  return alert;
}

/** Whether people are to be told, and the history is to know: not of another value or text alone. */
export function hasChanged(before: Alert | null, after: Alert): boolean {
  return (
    before === null ||
    before.state !== after.state ||
    before.activeMs !== after.activeMs ||
    (before.keepFiringSinceMs === null) !== (after.keepFiringSinceMs === null)
  );
}
