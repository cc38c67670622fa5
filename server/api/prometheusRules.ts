/**
 * `rules` and `alerts`: the rule groups as the leader evaluates them. Rules that alert are listed, with the state "unknown" and a
 * sentence, since nothing evaluates them yet; so there are no alerts. Files that were refused are told as warnings.
 * Source: Prometheus web/api/v1 (rules, alerts).
 */
import { createHash } from "node:crypto";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { compileMatcher } from "../promql/matchLabels.ts";
import type { RuleGroupReport, RuleReport, RulesReport } from "../promql/rules.ts";
import { invalidParameter } from "./prometheusError.ts";
import { readMatchers } from "./prometheusParams.ts";
import { succeedWith } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";

/** How Go writes no instant. */
const NEVER = "0001-01-01T00:00:00Z";
const TYPES: Readonly<Record<string, "alerting" | "recording">> = { alert: "alerting", record: "recording" };

export async function answerRules({ tools, params }: PrometheusQuestion): Promise<Response> {
  const accepts = ruleFilter(params);
  const groupNames = new Set(params.getAll("rule_group[]"));
  const files = new Set(params.getAll("file[]"));
  const page = readPage(params);
  const report = await tools.readRules();
  const wanted = report.groups.filter(
    ({ name, file }) => (groupNames.size === 0 || groupNames.has(name)) && (files.size === 0 || files.has(file)),
  );
  const shown = wanted
    .map((group) => ({ ...group, rules: group.rules.filter(accepts) }))
    .filter(({ rules }) => rules.length > 0);
  return succeedWith(pageOf(shown, page), { warnings: warningsOf(report) });
}

export async function answerAlerts({ tools }: PrometheusQuestion): Promise<Response> {
  return succeedWith({ alerts: [] }, { warnings: warningsOf(await tools.readRules()) });
}

function ruleFilter(params: URLSearchParams): (report: RuleReport) => boolean {
  const type = (params.get("type") ?? "").toLowerCase();
  const kind = TYPES[type];
  if (type !== "" && kind === undefined) throw invalidParameter("type", `not supported value ${JSON.stringify(type)}`);
  const names = new Set(params.getAll("rule_name[]"));
  const matcherSets = readMatchers(params);
  return ({ rule }) => {
    if (kind !== undefined && rule.kind !== kind) return false;
    if (names.size > 0 && !names.has(rule.name)) return false;
    const matches = ({ name, ...rest }: LabelMatcher) => compileMatcher({ name, ...rest })(rule.labels[name] ?? "");
    return matcherSets.length === 0 || matcherSets.some((matchers) => matchers.every(matches));
  };
}

interface Page {
  /** 0: all. */
  readonly most: number;
  readonly from: string;
}

function readPage(params: URLSearchParams): Page {
  const [limit, from] = [params.get("group_limit") ?? "", params.get("group_next_token") ?? ""];
  if (limit === "" && from !== "") {
    throw invalidParameter("group_next_token", "group_limit needs to be present in order to paginate over the groups");
  }
  if (limit === "") return { most: 0, from };
  if (!/^[-+]?\d+$/.test(limit)) throw invalidParameter("group_limit", "group_limit needs to be a valid number");
  if (Number(limit) <= 0) throw invalidParameter("group_limit", "group_limit needs to be greater than 0");
  return { most: Number(limit), from };
}

const tokenOf = ({ file, name }: RuleGroupReport) => createHash("sha256").update(`${file};${name}`).digest("hex");

function pageOf(groups: readonly RuleGroupReport[], { most, from }: Page): object {
  const first = from === "" ? 0 : groups.findIndex((group) => tokenOf(group) === from);
  if (first < 0) {
    throw invalidParameter("group_next_token", `invalid group_next_token '${from}'. were rule groups changed?`);
  }
  const shown = most === 0 ? groups : groups.slice(first, first + most);
  const next = most === 0 ? undefined : groups[first + most];
  return { groups: shown.map(groupOf), ...(next ? { groupNextToken: tokenOf(next) } : {}) };
}

const instant = (ms: number | null) => (ms === null ? NEVER : new Date(ms).toISOString());

function groupOf({ name, file, rules, intervalMs, limit, evaluationMs, lastEvaluationMs }: RuleGroupReport): object {
  return {
    name,
    file,
    rules: rules.map(ruleOf),
    interval: intervalMs / 1_000,
    limit,
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instant(lastEvaluationMs),
  };
}

function ruleOf({ rule, health, lastError, evaluationMs, lastEvaluationMs }: RuleReport): object {
  const { name, query, labels } = rule;
  const fared = {
    health,
    ...(lastError === null ? {} : { lastError }),
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instant(lastEvaluationMs),
  };
  if (rule.kind === "recording") return { name, query, labels, ...fared, type: "recording" };
  const [duration, keepFiringFor] = [rule.forMs / 1_000, rule.keepFiringForMs / 1_000];
  const alert = { annotations: rule.annotations, alerts: [], ...fared, type: "alerting" };
  return { state: "unknown", name, query, duration, keepFiringFor, labels, ...alert };
}

function warningsOf({ groups, problems }: RulesReport): string[] {
  const refused = problems.map(({ file, line, message }) => `${file}:${line}: ${message}; the file was not taken`);
  const hasAlerts = groups.some(({ rules }) => rules.some(({ rule }) => rule.kind === "alerting"));
  return hasAlerts ? [...refused, "alerting rules are listed but not evaluated yet"] : refused;
}
