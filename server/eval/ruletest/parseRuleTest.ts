/**
 * A file of unit tests for rules (YAML) -> the tests.
 * Errors: Error that says what is wrong; fields that are not known are refused, as promtool refuses them.
 * Source: Prometheus cmd/promtool (unittest.go).
 */
import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";
import { parseHistogram } from "../../promql/histogram/notation.ts";
import { durationMs, formatDuration } from "../../promql/parseDurationText.ts";
import { parseSeriesLine } from "../promqltest/seriesNotation.ts";
import type {
  AlertExpectation,
  ExpectedAlert,
  ExpectedSample,
  QueryExpectation,
  RuleTestFile,
  RuleTestGroup,
} from "./ruleTest.ts";

const DEFAULT_EVALUATION_MS = 60_000;
type Fields = ReadonlyMap<string, Node | null>;

export function parseRuleTest(document: Document): RuleTestFile {
  const known = ["rule_files", "evaluation_interval", "group_eval_order", "tests", "fuzzy_compare"];
  const fields = fieldsOf(document.contents as Node | null, known, "a test file");
  const evaluationMs = duration(fields, "evaluation_interval") || DEFAULT_EVALUATION_MS;
  const groupOrder = list(fields, "group_eval_order").map(textOf);
  const repeated = groupOrder.find((name, i) => groupOrder.indexOf(name) < i);
  if (repeated !== undefined) throw new Error(`group name repeated in evaluation order: ${repeated}`);
  return {
    ruleFiles: list(fields, "rule_files").map(textOf),
    evaluationMs,
    groupOrder,
    isFuzzy: text(fields, "fuzzy_compare") === "true",
    tests: list(fields, "tests").map((node, i) => groupFrom(node, i, evaluationMs)),
  };
}

function groupFrom(node: Node, place: number, evaluationMs: number): RuleTestGroup {
  const known = ["interval", "input_series", "alert_rule_test", "promql_expr_test"];
  const more = ["external_labels", "external_url", "name", "start_timestamp"];
  const fields = fieldsOf(node, [...known, ...more], "a test");
  const name = text(fields, "name") || `unnamed#${place}`;
  return {
    name,
    intervalMs: duration(fields, "interval") || evaluationMs,
    startMs: instant(text(fields, "start_timestamp")),
    series: list(fields, "input_series").map((series) => {
      const line = fieldsOf(series, ["series", "values"], "a series");
      return parseSeriesLine(`${text(line, "series")} ${text(line, "values")}`);
    }),
    alerts: list(fields, "alert_rule_test").map((alert) => alertsFrom(alert, name)),
    queries: list(fields, "promql_expr_test").map(queryFrom),
    externalLabels: texts(fields, "external_labels"),
    externalUrl: text(fields, "external_url"),
  };
}

function alertsFrom(node: Node, test: string): AlertExpectation {
  const fields = fieldsOf(node, ["eval_time", "alertname", "exp_alerts"], "an alert_rule_test");
  const [atMs, alertName] = [duration(fields, "eval_time"), text(fields, "alertname")];
  if (alertName === "") {
    throw new Error(
      `an item under alert_rule_test misses required attribute alertname at eval_time ${formatDuration(atMs)} (in TestGroup ${test})`,
    );
  }
  const alerts = list(fields, "exp_alerts").map((alert): ExpectedAlert => {
    const expected = fieldsOf(alert, ["exp_labels", "exp_annotations"], "an expected alert");
    const labels = { ...texts(expected, "exp_labels"), alertname: alertName };
    return { labels, annotations: texts(expected, "exp_annotations") };
  });
  return { atMs, alertName, alerts };
}

function queryFrom(node: Node): QueryExpectation {
  const fields = fieldsOf(node, ["expr", "eval_time", "exp_samples"], "a promql_expr_test");
  const samples = list(fields, "exp_samples").map((sample): ExpectedSample => {
    const expected = fieldsOf(sample, ["labels", "value", "histogram"], "an expected sample");
    const histogram = text(expected, "histogram");
    return {
      labels: parseSeriesLine(text(expected, "labels")).labels,
      value: float(text(expected, "value")),
      histogram: histogram === "" ? null : parseHistogram(histogram).histogram,
    };
  });
  return { atMs: duration(fields, "eval_time"), query: text(fields, "expr"), samples };
}

function fieldsOf(node: Node | null, known: readonly string[], what: string): Fields {
  const fields = new Map<string, Node | null>();
  if (node === null || (isScalar(node) && node.value === null)) return fields;
  if (!isMap(node)) throw new Error(`${what} must be a map with ${known.join(", ")}`);
  for (const pair of node.items) {
    const name = textOf(pair.key as Node);
    if (!known.includes(name)) throw new Error(`field ${name} not found in ${what}`);
    fields.set(name, pair.value as Node | null);
  }
  return fields;
}

/** What was written: YAML reads `0x10` and `1_000` as other texts. */
function textOf(node: Node | null): string {
  if (node === null || (isScalar(node) && node.value === null)) return "";
  if (!isScalar(node)) throw new Error("a text was expected");
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}
const text = (fields: Fields, name: string) => textOf(fields.get(name) ?? null);

function list(fields: Fields, name: string): readonly Node[] {
  const node = fields.get(name) ?? null;
  if (node === null || (isScalar(node) && node.value === null)) return [];
  if (!isSeq(node)) throw new Error(`${name} must be a list`);
  return node.items as Node[];
}

function texts(fields: Fields, name: string): Record<string, string> {
  const node = fields.get(name) ?? null;
  if (node === null || (isScalar(node) && node.value === null)) return {};
  if (!isMap(node)) throw new Error(`${name} must be a map of texts`);
  return Object.fromEntries(node.items.map((pair) => [textOf(pair.key as Node), textOf(pair.value as Node | null)]));
}

function duration(fields: Fields, name: string): number {
  const written = text(fields, name);
  if (written === "") return 0;
  const ms = durationMs(written);
  if (typeof ms === "string") throw new Error(`${name}: ${ms}`);
  return ms;
}

function float(written: string): number {
  if (/^[-+]?\.?inf(inity)?$/i.test(written))
    return written.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^\.?nan$/i.test(written) ? Number.NaN : Number(written);
}

/** Unix seconds, or RFC 3339. */
function instant(written: string): number {
  if (written === "") return 0;
  const ms = /^[-+]?[\d.]+(e[-+]?\d+)?$/i.test(written) ? Number(written) * 1_000 : Date.parse(written);
  if (Number.isNaN(ms)) throw new Error(`cannot parse ${JSON.stringify(written)} to a valid timestamp`);
  return Math.floor(ms);
}
