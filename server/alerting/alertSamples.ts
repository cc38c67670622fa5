/**
 * What a rule's alerts are as series: ALERTS (1 while pending or firing) and ALERTS_FOR_STATE (since when, Unix seconds).
 * Source: Prometheus rules/alerting.go (sample, forStateSample).
 */
import { ALERT_NAME, type Alert, type AlertRuleBody, type LabelPairs } from "../model/alert.ts";

export interface AlertSeriesSample {
  /** With `__name__`. */
  readonly labels: LabelPairs;
  readonly value: number;
}

export const ALERTS_METRIC = "ALERTS";
export const ALERTS_FOR_STATE_METRIC = "ALERTS_FOR_STATE";

/** Of those that are pending or firing. */
export function alertSamples(rule: Pick<AlertRuleBody, "name">, alerts: readonly Alert[]): AlertSeriesSample[] {
  const active = alerts.filter(({ state }) => state !== "inactive");
  return active.flatMap(({ labels, state, activeMs }) => {
    const own = { ...labels, [ALERT_NAME]: rule.name };
    return [
      { labels: { ...own, __name__: ALERTS_METRIC, alertstate: state }, value: 1 },
      { labels: { ...own, __name__: ALERTS_FOR_STATE_METRIC }, value: Math.floor(activeMs / 1_000) },
    ];
  });
}
