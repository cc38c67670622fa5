/**
 * `rules` and `alerts`: every rule as the leader evaluates it, with its alerts and their values at the last evaluation; besides the rules of
 * files the console's, built-in ones and those of SLOs, whose `file` says where they come from. What was not taken is told as warnings.
 * Source: Prometheus web/api/v1 (rules, alerts).
 */
import { createHash } from "node:crypto";
import { sayCondition } from "../alerting/sayCondition.ts";
import type { Alert, AlertRule } from "../model/alert.ts";
import { type EvaluatedRule, type EvaluationReport, NEVER_EVALUATED, type RuleStanding } from "../model/ruleReport.ts";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { compileMatcher } from "../promql/matchLabels.ts";
import { invalidParameter } from "./prometheusError.ts";
import { readMatchers } from "./prometheusParams.ts";
import { succeedWith } from "./prometheusResponse.ts";
import type { PrometheusQuestion } from "./prometheusRoutes.ts";

/** How Go writes no instant. */
const NEVER = "0001-01-01T00:00:00Z";
const TYPES: Readonly<Record<string, "alerting" | "recording">> = { alert: "alerting", record: "recording" };

interface ReportedRule {
  readonly rule: EvaluatedRule;
  readonly standing: RuleStanding;
}
interface ReportedGroup {
  readonly name: string;
  readonly file: string;
  readonly intervalMs: number;
  readonly limit: number;
  readonly evaluationMs: number;
  readonly lastEvaluationMs: number | null;
  readonly rules: readonly ReportedRule[];
}

export async function answerRules({ tools, params }: PrometheusQuestion): Promise<Response> {
  const accepts = ruleFilter(params);
  const groupNames = new Set(params.getAll("rule_group[]"));
  const files = new Set(params.getAll("file[]"));
  const withAlerts = !readBoolean(params, "exclude_alerts");
  const page = readPage(params);
  const report = await tools.readRules();
  const wanted = groupsOf(report).filter(
    ({ name, file }) => (groupNames.size === 0 || groupNames.has(name)) && (files.size === 0 || files.has(file)),
  );
  const shown = wanted
    .map((group) => ({ ...group, rules: group.rules.filter(accepts) }))
    .filter(({ rules }) => rules.length > 0);
  return succeedWith(pageOf(shown, page, withAlerts), { warnings: warningsOf(report) });
}

export async function answerAlerts({ tools }: PrometheusQuestion): Promise<Response> {
  const report = await tools.readRules();
  const alerts = report.groups.flatMap(({ standing }) => standing.rules.flatMap((one) => one.alerts.map(alertOf)));
  return succeedWith({ alerts }, { warnings: warningsOf(report) });
}

/** Rules that stand in no file are evaluated in several parts of one name, which are one group here. */
function groupsOf({ groups }: EvaluationReport): ReportedGroup[] {
  const byName = new Map<string, ReportedGroup>();
  for (const { group, standing } of groups) {
    const { file, name, intervalMs, limit } = group;
    const { evaluationMs, lastEvaluationMs } = standing;
    const rules = group.rules.map((rule, i) => ({ rule, standing: standing.rules[i] ?? NEVER_EVALUATED }));
    const key = `${file};${name}`;
    const known = byName.get(key);
    byName.set(key, {
      ...{ file, name, intervalMs, limit },
      evaluationMs: evaluationMs + (known?.evaluationMs ?? 0),
      lastEvaluationMs: latest(lastEvaluationMs, known?.lastEvaluationMs ?? null),
      rules: [...(known?.rules ?? []), ...rules],
    });
  }
  return [...byName.values()];
}
const latest = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b));

function ruleFilter(params: URLSearchParams): (reported: ReportedRule) => boolean {
  const type = (params.get("type") ?? "").toLowerCase();
  const kind = TYPES[type];
  if (type !== "" && kind === undefined) throw invalidParameter("type", `not supported value ${JSON.stringify(type)}`);
  const names = new Set(params.getAll("rule_name[]"));
  const matcherSets = readMatchers(params);
  return ({ rule }) => {
    const { name: ruleName, labels } = rule.kind === "recording" ? rule : rule.rule;
    if (kind !== undefined && rule.kind !== kind) return false;
    if (names.size > 0 && !names.has(ruleName)) return false;
    const matches = ({ name, ...rest }: LabelMatcher) => compileMatcher({ name, ...rest })(labels[name] ?? "");
    return matcherSets.length === 0 || matcherSets.some((matchers) => matchers.every(matches));
  };
}

/** As Go reads booleans. */
function readBoolean(params: URLSearchParams, name: string): boolean {
  const text = params.get(name) ?? "";
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (text === "" || /^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw invalidParameter(name, `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
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

const tokenOf = ({ file, name }: ReportedGroup) => createHash("sha256").update(`${file};${name}`).digest("hex");

function pageOf(groups: readonly ReportedGroup[], { most, from }: Page, withAlerts: boolean): object {
  const first = from === "" ? 0 : groups.findIndex((group) => tokenOf(group) === from);
  if (first < 0) {
    throw invalidParameter("group_next_token", `invalid group_next_token '${from}'. were rule groups changed?`);
  }
  const shown = most === 0 ? groups : groups.slice(first, first + most);
  const next = most === 0 ? undefined : groups[first + most];
  return {
    groups: shown.map((group) => groupOf(group, withAlerts)),
    ...(next ? { groupNextToken: tokenOf(next) } : {}),
  };
}

const instant = (ms: number | null) => (ms === null ? NEVER : new Date(ms).toISOString());

function groupOf(group: ReportedGroup, withAlerts: boolean): object {
  const { name, file, rules, intervalMs, limit, evaluationMs, lastEvaluationMs } = group;
  return {
    name,
    file,
    rules: rules.map((one) => ruleOf(one, withAlerts)),
    interval: intervalMs / 1_000,
    limit,
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instant(lastEvaluationMs),
  };
}

function ruleOf({ rule, standing }: ReportedRule, withAlerts: boolean): object {
  const { health, lastError, evaluationMs, lastEvaluationMs } = standing;
  const fared = {
    health,
    ...(lastError === null ? {} : { lastError }),
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: instant(lastEvaluationMs),
  };
  if (rule.kind === "alerting") return alertingRule(rule.rule, standing, fared, withAlerts);
  const { name, query, labels } = rule;
  return { name, query, labels, ...fared, type: "recording" };
}

function alertingRule(rule: AlertRule, { health, alerts }: RuleStanding, fared: object, withAlerts: boolean): object {
  const { name, condition, labels, annotations } = rule;
  const [duration, keepFiringFor] = [rule.forMs / 1_000, rule.keepFiringForMs / 1_000];
  const states = ["firing", "pending"].find((state) => alerts.some((alert) => alert.state === state));
  const state = states ?? (health === "unknown" ? "unknown" : "inactive");
  const head = { state, name, query: sayCondition(condition), duration, keepFiringFor, labels, annotations };
  return { ...head, alerts: withAlerts ? alerts.map(alertOf) : [], ...fared, type: "alerting" };
}

function alertOf({ labels, annotations, state, activeMs, keepFiringSinceMs, value }: Alert): object {
  return {
    labels,
    annotations,
    state,
    activeAt: instant(activeMs),
    ...(keepFiringSinceMs === null ? {} : { keepFiringSince: instant(keepFiringSinceMs) }),
    value: valueText(value),
  };
}

/** As Go's format "e" with the fewest digits: two digits of exponent at least. */
function valueText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const text = Object.is(value, -0) ? "-0e+0" : value.toExponential();
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const warningsOf = ({ problems }: EvaluationReport): string[] =>
  problems.map(({ file, line, message }) => `${file}:${line}: ${message}; the file was not taken`);
