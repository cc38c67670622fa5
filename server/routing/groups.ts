/**
 * Groups: alerts of one route with the same values of its labels are told together. The key is written as Alertmanager writes it,
 * since receivers take it for the name of the trouble.
 * Source: Alertmanager dispatch/dispatch.go (getGroupLabels, GroupKey), prometheus/common model.LabelSet.String.
 */
import type { LabelPairs } from "../model/alert.ts";
import { quote } from "./goText.ts";

/** In `groupBy`: by all labels, so every alert is told alone. */
export const GROUP_BY_ALL = "...";

/** Those of the labels that it is grouped by and that the alert has. */
export function groupLabelsOf(groupBy: readonly string[], labels: LabelPairs): LabelPairs {
  if (groupBy.includes(GROUP_BY_ALL)) return labels;
  return Object.fromEntries(
    groupBy.filter((name) => Object.hasOwn(labels, name)).map((name) => [name, labels[name] ?? ""]),
  );
}

/** As `{alertname="Down", job="web"}`. */
export function formatLabels(labels: LabelPairs): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${quote(labels[name] ?? "")}`).join(", ")}}`;
}

export const groupKeyOf = (routeKey: string, groupLabels: LabelPairs): string =>
  `${routeKey}:${formatLabels(groupLabels)}`;
