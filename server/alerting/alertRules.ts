/** Alerting rules of a rule file -> rules that watch. */
import type { AlertRule } from "../model/alert.ts";
import type { RuleGroup } from "../promql/rules.ts";
import { fileRuleKey } from "./ruleKeys.ts";

/** In the group's order, each with its place among the group's rules. */
export function alertRulesOf(group: RuleGroup): { readonly place: number; readonly rule: AlertRule }[] {
  return group.rules.flatMap((rule, place) => {
    if (rule.kind !== "alerting") return [];
    const { name, query, labels, annotations, forMs, keepFiringForMs } = rule;
    const { queryOffsetMs, limit, intervalMs } = group;
    const alert: AlertRule = {
      key: fileRuleKey(group.file, group.name, name, place),
      source: "file",
      isEnabled: true,
      name,
      group: group.name,
      intervalMs,
      condition: { kind: "promql", query, queryOffsetMs, limit },
      forMs,
      keepFiringForMs,
      noData: "ok",
      labels,
      annotations,
    };
    return [{ place, rule: alert }];
  });
}

/** Whether alerts of one definition of a rule live on under the other, as Prometheus decides when it reads files anew. */
export function keepsAlerts(before: AlertRule, after: AlertRule): boolean {
  const labelsOf = ({ labels }: AlertRule) => JSON.stringify(Object.entries(labels).sort());
  return before.name === after.name && labelsOf(before) === labelsOf(after);
}

/** The most alerts a rule may have; 0 for any number. */
export const limitOf = ({ condition }: Pick<AlertRule, "condition">) =>
  condition.kind === "promql" ? condition.limit : 0;
