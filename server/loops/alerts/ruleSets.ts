/**
 * Which rules there are, in groups as they are evaluated: those of files as the files have them; the console's, built-in ones and those of
 * SLOs in groups of a few dozen, so that 5,000 of them are spread over their interval. Rules of one query share a group, and so an answer.
 * Errors: none; what is not taken is a problem.
 */
import { alertRulesOf } from "../../alerting/alertRules.ts";
import { fileRuleKey } from "../../alerting/ruleKeys.ts";
import type { AlertRule, RuleSource } from "../../model/alert.ts";
import type { EvaluatedGroup, EvaluatedRule, EvaluationProblem } from "../../model/ruleReport.ts";
import { parseQuery } from "../../promql/parse.ts";
import type { RuleGroup } from "../../promql/rules.ts";
import { hashOf } from "./ruleSchedule.ts";

/** About how many rules are evaluated one after the other. */
const RULES_A_GROUP = 32;

export function groupOfFile(group: RuleGroup): EvaluatedGroup {
  const alerting = new Map(alertRulesOf(group).map(({ place, rule }) => [place, rule]));
  const seen = new Map<string, number>();
  const rules = group.rules.map((rule, place): EvaluatedRule => {
    const alert = alerting.get(place);
    if (alert) {
      // Told apart by which of its name it is, so that a rule put before it changes nothing about its alerts.
      const nth = seen.get(alert.name) ?? 0;
      seen.set(alert.name, nth + 1);
      return { kind: "alerting", rule: { ...alert, key: fileRuleKey(group.file, group.name, alert.name, nth) } };
    }
    return { kind: "recording", name: rule.name, query: rule.query, labels: rule.labels };
  });
  const { file, name, intervalMs, queryOffsetMs, limit } = group;
  return { key: `${file};${name}`, file, name, intervalMs, queryOffsetMs, limit, rules };
}

export interface GroupedRules {
  readonly groups: EvaluatedGroup[];
  readonly problems: EvaluationProblem[];
}

/** Of rules that stand in no file. Those that are switched off are left out. */
export function groupRules(rules: readonly AlertRule[]): GroupedRules {
  const problems: EvaluationProblem[] = [];
  const alike = new Map<string, AlertRule[]>();
  for (const rule of rules) {
    if (!rule.isEnabled) continue;
    const problem = problemOf(rule);
    if (problem !== null) {
      problems.push({ file: rule.source, line: 1, message: `the rule "${rule.name}" was not taken: ${problem}` });
      continue;
    }
    const key = JSON.stringify([rule.source, groupNameOf(rule), rule.intervalMs]);
    const known = alike.get(key);
    if (known) known.push(rule);
    else alike.set(key, [rule]);
  }
  return { groups: [...alike.values()].flatMap(partsOf), problems };
}

/** Each SLO is a group of its own for people; as groups that are evaluated they would be too many and too small. */
const groupNameOf = ({ source, group }: AlertRule) => (source === "slo" ? "SLOs" : group);

function problemOf({ condition }: AlertRule): string | null {
  if (condition.kind !== "promql") return null;
  try {
    parseQuery(condition.query);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Which part a rule is in does not depend on the others, as long as there are about as many. */
function partsOf(rules: readonly AlertRule[]): EvaluatedGroup[] {
  const [first] = rules;
  if (!first) return [];
  const count = 2 ** Math.ceil(Math.log2(Math.max(1, rules.length / RULES_A_GROUP)));
  const parts = Array.from({ length: count }, (): AlertRule[] => []);
  for (const rule of rules) parts[hashOf(sharedText(rule)) % count]?.push(rule);
  const { source, intervalMs } = first;
  const group = groupNameOf(first);
  return parts.flatMap((part, i) => (part.length === 0 ? [] : [partOf(source, group, intervalMs, i, part)]));
}

const sharedText = ({ condition, key }: AlertRule) => (condition.kind === "promql" ? condition.query : key);

function partOf(source: RuleSource, group: string, intervalMs: number, i: number, part: AlertRule[]): EvaluatedGroup {
  const rules = part.map((rule): EvaluatedRule => ({ kind: "alerting", rule }));
  const key = `${source}: ${JSON.stringify([group, intervalMs, i])}`;
  return { key, file: source, name: group, intervalMs, queryOffsetMs: 0, limit: 0, rules };
}
