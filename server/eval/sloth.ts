/**
 * Kind `sloth`: a folder with `input/` (SLO files) and `expected-rules/` (the rules that Sloth made of them, file by file of the same name). A
 * case is one SLO: its groups, rules, expressions, labels and annotations. Expressions are compared as PromQL trees where both parse (so
 * layout does not count), else as text without its layout, since queries may be of another dialect.
 * How Sloth was started does not stand in its inputs: labels that every recorded series of the folder carries alike, and that are neither
 * Sloth's own nor named by an input, were given by hand (--extra-labels); a period of 28 days (--default-slo-period) shows in the rules.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatExpr } from "../promql/format.ts";
import { parseQuery } from "../promql/parse.ts";
import { type RuleGroupText, readRuleGroups } from "../slofiles/promRuleGroups.ts";
import { parseSloFiles } from "../slofiles/readSloFiles.ts";
import { slothRules } from "../slofiles/sloth/slothRules.ts";
import { type SlothSlo, unknownPlugins } from "../slofiles/sloth/slothSlo.ts";
import type { CaseResult } from "./cases.ts";

const YAML_FILE = /\.ya?ml$/;
const GROUP = /^sloth-slo-(?:sli-recordings|meta-recordings|alerts|extra-rules-\d+)-(.+)$/;
const DAY_MS = 86_400_000;
const VERSION_LABEL = "sloth_version";

interface Expected {
  readonly file: string;
  readonly groups: readonly RuleGroupText[];
}

export async function* evalSloth(paths: readonly string[]): AsyncGenerator<CaseResult> {
  for (const folder of paths) {
    try {
      yield* runFolder(folder);
    } catch (cause) {
      yield { name: folder, failures: [`cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`] };
    }
  }
}

function* runFolder(folder: string): Generator<CaseResult> {
  const inputs = filesOf(join(folder, "input"));
  const expected: Expected[] = filesOf(join(folder, "expected-rules")).map(({ file, text }) => ({
    file,
    groups: readRuleGroups(text),
  }));
  const extraLabels = startedWith(expected, inputs);
  for (const { file, text } of inputs) {
    const [read] = parseSloFiles([{ file, text }]);
    if (!read || read.problems.length > 0) {
      const failures = (read?.problems ?? []).map(({ line, message }) => `line ${line}: ${message}`);
      yield { name: file, failures: failures.length > 0 ? failures : ["cannot be read"] };
      continue;
    }
    const groups = expected.find((each) => stemOf(each.file) === stemOf(file))?.groups;
    for (const slo of read.slothSlos) {
      const name = `${file} ${slo.id}`;
      yield {
        name,
        failures: groups ? sloFailures(slo, groups, extraLabels) : ["there are no expected rules of this file"],
      };
    }
    for (const id of missing(groups ?? [], read.slothSlos))
      yield { name: `${file} ${id}`, failures: ["no SLO of the input makes these rules"] };
  }
}

function filesOf(folder: string): { readonly file: string; readonly text: string }[] {
  const names = readdirSync(folder).filter((name) => YAML_FILE.test(name) && statSync(join(folder, name)).isFile());
  return names.sort().map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));
}

/** `.yml` and `.yaml` are the same. */
const stemOf = (file: string) => file.replace(YAML_FILE, "");

const idOf = (group: RuleGroupText) => GROUP.exec(group.name)?.[1] ?? group.name;

function missing(groups: readonly RuleGroupText[], slos: readonly SlothSlo[]): string[] {
  const ids = new Set(groups.map(idOf));
  return [...ids].filter((id) => !slos.some((slo) => slo.id === id));
}

function startedWith(
  expected: readonly Expected[],
  inputs: readonly { readonly text: string }[],
): Record<string, string> {
  const records = expected.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.filter(({ record }) => record !== "")),
  );
  const common = Object.entries(records[0]?.labels ?? {}).filter(
    ([name, value]) => !name.startsWith("sloth_") && records.every(({ labels }) => labels[name] === value),
  );
  return Object.fromEntries(common.filter(([name]) => !inputs.some(({ text }) => text.includes(`${name}:`))));
}

function sloFailures(slo: SlothSlo, all: readonly RuleGroupText[], extraLabels: Record<string, string>): string[] {
  const expected = all.filter((group) => idOf(group) === slo.id);
  const version = expected.flatMap(({ rules }) => rules).find(({ labels }) => labels[VERSION_LABEL])?.labels[
    VERSION_LABEL
  ];
  const started = { ...slo, periodMs: startedPeriodMs(slo, expected) };
  const made = readGroups(slothRules(started, { extraLabels, version: version ?? "" }));
  const unknown = unknownPlugins(slo.plugins).map((id) => `the plugin "${id}" is not known`);
  const names = (groups: readonly RuleGroupText[]) => groups.map(({ name }) => name).join(", ");
  if (names(made) !== names(expected)) return [...unknown, difference("groups", names(expected), names(made))];
  return [...unknown, ...expected.flatMap((group, i) => groupFailures(group, made[i] ?? group))];
}

/** Sloth's catalogue has 28 and 30 days; OpenSLO's files say theirs. */
function startedPeriodMs({ mode, periodMs }: SlothSlo, expected: readonly RuleGroupText[]): number {
  const period = expected.flatMap(({ rules }) => rules).find(({ record }) => record === "slo:time_period:days");
  return mode !== "cli-gen-openslo" && period?.expr === "vector(28)" ? 28 * DAY_MS : periodMs;
}

const readGroups = (groups: ReturnType<typeof slothRules>): RuleGroupText[] =>
  groups.map(({ name, rules }) => ({
    name,
    interval: "",
    rules: rules.map(({ record, alert, expr, labels, annotations }) => ({
      record: record ?? "",
      alert: alert ?? "",
      expr,
      labels,
      annotations: annotations ?? {},
    })),
  }));

function groupFailures(expected: RuleGroupText, made: RuleGroupText): string[] {
  const { name } = expected;
  const called = ({ rules }: RuleGroupText) => rules.map(({ record, alert }) => record || alert).join(", ");
  if (called(expected) !== called(made)) return [difference(`${name}: rules`, called(expected), called(made))];
  const interval =
    expected.interval === made.interval ? [] : [difference(`${name}: interval`, expected.interval, made.interval)];
  return [
    ...interval,
    ...expected.rules.flatMap((rule, i) => {
      const other = made.rules[i] ?? rule;
      const at = `${name}: ${rule.record || rule.alert}`;
      return [
        ...(sameExpr(rule.expr, other.expr) ? [] : [difference(`${at}: expr`, rule.expr, other.expr)]),
        ...pairFailures(`${at}: label`, rule.labels, other.labels),
        ...pairFailures(`${at}: annotation`, rule.annotations, other.annotations),
      ];
    }),
  ];
}

function pairFailures(
  at: string,
  expected: Readonly<Record<string, string>>,
  made: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(made)])].sort();
  return names
    .filter((name) => expected[name] !== made[name])
    .map((name) => difference(`${at} ${name}`, expected[name] ?? "none", made[name] ?? "none"));
}

function sameExpr(a: string, b: string): boolean {
  return canonical(a) === canonical(b) || squeezed(a) === squeezed(b);
}

function canonical(text: string): string {
  try {
    return formatExpr(parseQuery(text));
  } catch {
    return squeezed(text);
  }
}
/** Layout is white space that parts no two words. */
const squeezed = (text: string) =>
  text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/\s*([()[\]{},])\s*/g, "$1");

const difference = (what: string, expected: string, came: string) => `${what}: expected ${expected}\n    came ${came}`;
