/**
 * Which requests are the bad ones of an alert: whose, when they count as bad, and since when what its rule looked at began. Pure.
 * Units: seconds for thresholds, Unix milliseconds for instants.
 */
import type { AlertCondition } from "../../../server/model/alert.ts";
import type { Indicator, SloSubject } from "../../../server/model/slo.ts";
import { conditionUnit } from "../alertWords.ts";

const MINUTE_MS = 60_000;
/** What a rule's query looks at lies behind it; how far is in its ranges, which are rarely longer. */
const LEAD_MS = 5 * MINUTE_MS;

export interface BadRequests {
  /** Null: the alert is about no requests. */
  readonly subject: SloSubject | null;
  /** A request is bad when it takes longer; null: when it fails. */
  readonly thresholdSeconds: number | null;
  /** With a threshold: what failed is bad too. */
  readonly countsErrors: boolean;
}

/** Of an SLO's rule those that the SLO counts as bad; of a rule on durations what is slower than its limit; else what fails. */
export function badRequestsOf(
  subject: SloSubject | null,
  condition: AlertCondition | null,
  known: { readonly limit: number | null; readonly indicator: Indicator | null },
): BadRequests {
  const { limit, indicator } = known;
  if (indicator?.kind === "latency") {
    const { thresholdSeconds, countsErrors } = indicator;
    return { subject: indicator.subject, thresholdSeconds, countsErrors };
  }
  if (indicator?.kind === "availability")
    return { subject: indicator.subject, thresholdSeconds: null, countsErrors: false };
  const isTime = conditionUnit(condition) === "seconds";
  return { subject, thresholdSeconds: isTime && limit !== null && limit > 0 ? limit : null, countsErrors: false };
}

/** How long before its condition held the requests were answered that made it hold. */
export function leadMs(condition: AlertCondition | null): number {
  if (condition?.kind === "slo")
    return condition.condition.kind === "burn" ? Math.max(LEAD_MS, condition.condition.shortMs) : 60 * MINUTE_MS;
  return condition === null || condition.kind === "promql" ? LEAD_MS : Math.max(LEAD_MS, condition.windowMs);
}
