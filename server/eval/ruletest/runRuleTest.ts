/**
 * Runs one test group: evaluates the rules at every instant up to the last that is asked about, and says what came otherwise than expected.
 * Source: Prometheus cmd/promtool (unittest.go: testGroup.test).
 */
import { compareText } from "../../alerting/fingerprint.ts";
import type { LabelPairs } from "../../model/alert.ts";
import { formatGoFloat } from "../../promql/formatGo.ts";
import { formatHistogram } from "../../promql/histogram/notation.ts";
import { formatLabels } from "../../promql/labels.ts";
import { formatDuration } from "../../promql/parseDurationText.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import type { RuleGroup } from "../../promql/rules.ts";
import type { AlertExpectation, ExpectedSample, QueryExpectation, RuleTestFile, RuleTestGroup } from "./ruleTest.ts";
import { askVector, RuleTestGroupRun, type RuleTestSetting } from "./ruleTestGroup.ts";
import { RuleTestStorage } from "./ruleTestStorage.ts";

/** `groups` in the order of their evaluation. */
export async function runRuleTest(
  test: RuleTestGroup,
  file: Pick<RuleTestFile, "evaluationMs" | "isFuzzy">,
  groups: readonly RuleGroup[],
): Promise<string[]> {
  const setting = settingOf(test, file.evaluationMs);
  const runs = groups.map((group) => new RuleTestGroupRun(group, setting));
  const failures: string[] = [];
  const lastMs = Math.max(0, ...test.alerts.map(({ atMs }) => atMs), ...test.queries.map(({ atMs }) => atMs));
  for (let offsetMs = 0; offsetMs <= lastMs; offsetMs += file.evaluationMs) {
    const atMs = test.startMs + offsetMs;
    setting.storage.advance(atMs);
    for (const run of runs) failures.push(...(await run.evaluate(atMs)));
    // What was recorded so far means nothing after an error of a rule.
    if (failures.some((text) => text.startsWith("rule: "))) return failures;
    const due = test.alerts.filter((one) => offsetMs <= one.atMs && one.atMs < offsetMs + file.evaluationMs);
    for (const expected of due) failures.push(...alertProblems(expected, runs));
  }
  for (const expected of test.queries) failures.push(...(await queryProblems(expected, test, setting, file.isFuzzy)));
  return failures;
}

function settingOf(test: RuleTestGroup, evaluationMs: number): RuleTestSetting {
  const storage = new RuleTestStorage(test.series, test.intervalMs, test.startMs);
  const { externalUrl, externalLabels } = test;
  const query = async (text: string, atMs: number) => {
    const samples = await askVector(text, atMs, { storage, evaluationMs });
    return samples.map(({ labels, value }) => ({ labels: Object.fromEntries(labels.entries()), value }));
  };
  return { storage, evaluationMs, templates: { externalUrl, externalLabels, query } };
}

const pairsText = (pairs: LabelPairs) => {
  const entries = Object.entries(pairs).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
};
const alertText = ({ labels, annotations }: { readonly labels: LabelPairs; readonly annotations: LabelPairs }) =>
  `${pairsText(labels)} ${pairsText(annotations)}`;

function alertProblems({ alertName, alerts, atMs }: AlertExpectation, runs: readonly RuleTestGroupRun[]): string[] {
  const got = runs
    .flatMap((run) => run.firing(alertName))
    .map(alertText)
    .sort(compareText);
  const wanted = alerts.map(alertText).sort(compareText);
  if (got.join("\n") === wanted.join("\n")) return [];
  return [
    `alertname: ${alertName}, time: ${formatDuration(atMs)}, expected [${wanted.join(", ")}], got [${got.join(", ")}]`,
  ];
}

async function queryProblems(
  { query, atMs, samples }: QueryExpectation,
  { startMs }: RuleTestGroup,
  setting: RuleTestSetting,
  isFuzzy: boolean,
): Promise<string[]> {
  const place = `expr: ${JSON.stringify(query)}, time: ${formatDuration(atMs)}`;
  try {
    const got = [...(await askVector(query, startMs + atMs, setting))].sort(byLabels);
    const wanted = [...samples].sort(byLabels);
    const isSame = got.length === wanted.length && got.every((one, i) => isAlike(one, wanted[i], isFuzzy));
    return isSame ? [] : [`${place}, expected ${wanted.map(sampleText)}, got ${got.map(sampleText)}`];
  } catch (error) {
    if (isPromQlError(error) || error instanceof Error) return [`${place}, err: ${error.message}`];
    throw error;
  }
}

const byLabels = (a: Pick<ExpectedSample, "labels">, b: Pick<ExpectedSample, "labels">) =>
  compareText(a.labels.key, b.labels.key);
const sampleText = ({ labels, value, histogram }: ExpectedSample) =>
  `${formatLabels(labels)} ${histogram ? formatHistogram(histogram) : formatGoFloat(value)}`;

function isAlike(got: ExpectedSample, wanted: ExpectedSample | undefined, isFuzzy: boolean): boolean {
  if (!wanted || got.labels.key !== wanted.labels.key) return false;
  if (got.histogram || wanted.histogram) {
    return got.histogram !== null && wanted.histogram !== null && sampleText(got) === sampleText(wanted);
  }
  return got.value === wanted.value || (isFuzzy && areNeighbours(got.value, wanted.value));
}

/** No float lies between them. */
function areNeighbours(a: number, b: number): boolean {
  const bits = (value: number) => new BigInt64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const distance = bits(a) - bits(b);
  return Math.sign(a) === Math.sign(b) && distance >= -1n && distance <= 1n;
}
