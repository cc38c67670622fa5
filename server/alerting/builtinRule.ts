/**
 * What rules that come with the product are made of, and the few shapes of PromQL they share. Every rule says in its annotations what
 * happens (`summary`, one sentence with the value), what it compares (`description`) and what to do (`runbook`, one paragraph).
 * Labels stay those of the telemetry (`service_name`, `host_name`, `k8s_pod_name`), so that an alert leads to its pages.
 */
import type { AlertRule } from "../model/alert.ts";
import { builtinRuleKey } from "./ruleKeys.ts";

export type BuiltinSeverity = "page" | "ticket" | "info";

export interface BuiltinRule {
  readonly name: string;
  readonly severity: BuiltinSeverity;
  /** In minutes. */
  readonly forMinutes: number;
  readonly keepMinutes?: number;
  readonly query: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
  readonly isEnabled?: boolean;
}

const MINUTE_MS = 60_000;
/** What wakes people is looked at more often. */
const INTERVAL_MS: Readonly<Record<BuiltinSeverity, number>> = { page: 30_000, ticket: 60_000, info: 60_000 };

export function builtinRulesOf(group: string, rules: readonly BuiltinRule[]): AlertRule[] {
  return rules.map((rule) => ({
    key: builtinRuleKey(rule.name),
    source: "builtin",
    isEnabled: rule.isEnabled ?? true,
    name: rule.name,
    group,
    intervalMs: INTERVAL_MS[rule.severity],
    condition: { kind: "promql", query: rule.query, queryOffsetMs: 0, limit: 0 },
    forMs: rule.forMinutes * MINUTE_MS,
    keepFiringForMs: (rule.keepMinutes ?? 0) * MINUTE_MS,
    noData: "ok",
    labels: { severity: rule.severity },
    annotations: { summary: rule.summary, description: rule.description, runbook: rule.runbook },
  }));
}

/** The first of several spellings that has samples, label set by label set. */
export const either = (...forms: readonly string[]) => forms.map((form) => `(\n  ${form}\n)`).join("\nor\n");

/** `sum by (labels) (rate(selector[range]))`. */
export const rateBy = (labels: string, selector: string, range: string) =>
  `sum by (${labels}) (rate(${selector}[${range}]))`;
export const increaseBy = (labels: string, selector: string, range: string) =>
  `sum by (${labels}) (increase(${selector}[${range}]))`;

/** Of any one of several labels. */
export const anyLabel = (...names: readonly string[]) => names.map((name) => `{{ $labels.${name} }}`).join("");
