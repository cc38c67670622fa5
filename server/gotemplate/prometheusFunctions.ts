/**
 * The functions of Prometheus's templates. `query` answers at the instant of the alert; what it answers is a list of samples.
 * Errors: Error with Prometheus's text.
 * Source: Prometheus template/template.go.
 */
import { BUILTIN_FUNCTIONS, escapeQuery } from "./builtinFunctions.ts";
import { durationValue } from "./goTime.ts";
import { stripDomain, stripPort } from "./hostNames.ts";
import {
  floatOf,
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
  timeOf,
} from "./humanize.ts";
import { parseDuration } from "./parseDuration.ts";
import { coreOf, isList, isMap, type TemplateFunction, TemplateObject, type TemplateValue } from "./templateValue.ts";
import { TEXT_FUNCTIONS, titleCase } from "./textFunctions.ts";
import { type FunctionTable, typed } from "./typedFunction.ts";

export interface QuerySample {
  /** With the metric's name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export interface PrometheusContext {
  /** Throws when the query cannot be answered, with the reason. */
  readonly query: (query: string) => readonly QuerySample[];
  /** Unix milliseconds of the evaluation. */
  readonly nowMs: number;
  /** Where the console is reached, "" when nobody said. */
  readonly externalUrl: string;
}

const SAMPLE = "*template.sample";
const RESULT = "template.queryResult";

const sampleValue = ({ labels, value }: QuerySample) =>
  new TemplateObject(
    SAMPLE,
    null,
    new Map<string, TemplateValue>([
      ["Labels", new Map(Object.entries(labels))],
      ["Value", value],
    ]),
  );
const resultValue = (samples: readonly TemplateValue[]) => new TemplateObject(RESULT, samples);

function labelOf(sample: TemplateValue, name: string): string {
  const labels = memberOf(sample, "Labels");
  const value = isMap(labels) ? labels.get(name) : undefined;
  return typeof value === "string" ? value : "";
}

function memberOf(sample: TemplateValue, name: string): TemplateValue {
  if (sample instanceof TemplateObject) return sample.members.get(name) ?? null;
  throw new Error("runtime error: invalid memory address or nil pointer dereference");
}

function first(result: TemplateValue): TemplateValue {
  const samples = coreOf(result);
  const [sample] = isList(samples) ? samples : [];
  if (sample === undefined) throw new Error("first() called on vector with no elements");
  return sample;
}

function sortByLabel(name: string, result: TemplateValue): TemplateValue {
  const samples = coreOf(result);
  if (!isList(samples)) return resultValue([]);
  const byLabel = (a: TemplateValue, b: TemplateValue) => {
    const [left, right] = [labelOf(a, name), labelOf(b, name)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  return resultValue([...samples].sort(byLabel));
}

const namedArguments = (values: readonly TemplateValue[]) =>
  new TemplateObject("map[string]interface {}", new Map(values.map((value, i) => [`arg${i}`, value])));

/** As in Prometheus: `link` of an expression. */
const expressionLink = (expression: string, tab: number) => `/graph?g0.expr=${escapeQuery(expression)}&g0.tab=${tab}`;

function toDuration(value: TemplateValue): TemplateValue {
  const seconds = floatOf(value);
  const nanos = Math.trunc(seconds * 1e9);
  return durationValue(Number.isFinite(nanos) ? BigInt(nanos) : -(2n ** 63n), true);
}

const pathOf = (url: string) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? "";
const text = (call: (text: string) => TemplateValue): TemplateFunction =>
  typed(["string"], (value) => call(String(value)));

/** What does not depend on the alert. */
const FIXED: readonly (readonly [string, TemplateFunction])[] = [
  ...BUILTIN_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ["title", text((value) => titleCase(value, (rest) => rest))],
  ["first", typed([RESULT], first)],
  ["label", typed(["string", SAMPLE], (name, sample) => labelOf(sample, String(name)))],
  ["value", typed([SAMPLE], (sample) => memberOf(sample, "Value"))],
  ["strvalue", typed([SAMPLE], (sample) => labelOf(sample, "__value__"))],
  ["args", typed([], (...values) => namedArguments(values), "any")],
  ["sortByLabel", typed(["string", RESULT], (name, result) => sortByLabel(String(name), result))],
  ["stripPort", text(stripPort)],
  ["stripDomain", text(stripDomain)],
  ["humanize", typed(["any"], humanize)],
  ["humanize1024", typed(["any"], humanize1024)],
  ["humanizeDuration", typed(["any"], humanizeDuration)],
  ["humanizePercentage", typed(["any"], humanizePercentage)],
  ["humanizeTimestamp", typed(["any"], humanizeTimestamp)],
  ["toTime", typed(["any"], (value) => timeOf(floatOf(value)))],
  ["toDuration", typed(["any"], toDuration)],
  ["parseDuration", text(parseDuration)],
  ["graphLink", text((expression) => expressionLink(expression, 0))],
  ["tableLink", text((expression) => expressionLink(expression, 1))],
  ["urlQueryEscape", text(escapeQuery)],
];

export function prometheusFunctions({ query, nowMs, externalUrl }: PrometheusContext): FunctionTable {
  const asked = (value: string) => resultValue(query(value).map(sampleValue));
  return new Map<string, TemplateFunction>([
    ...FIXED,
    ["query", text(asked)],
    ["now", typed([], () => nowMs / 1_000)],
    ["externalURL", typed([], () => externalUrl)],
    ["pathPrefix", typed([], () => pathOf(externalUrl))],
  ]);
}
