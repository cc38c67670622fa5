/**
 * What an indicator is counted from: terms, each a number for every minute.
 *
 * Terms over derived series differ between SLOs only in whose requests they are, so equal ones are asked together, `by` the subject's
 * labels. Ranges are `anchored`: derived counters have a sample at the end of each bucket, so the increase over whole minutes is the
 * very number of requests, nothing extrapolated. Native histograms know no anchor; only a ratio is taken from them.
 * Expressions are what a person wrote, with `$window` for the range.
 */
import { formatDuration } from "../../promql/parse.ts";

export type SubjectLabels = Readonly<Record<string, string>>;

/** How often something happened, or which ratio of it took at most so long. */
export interface SubjectTerm {
  readonly kind: "increase" | "fraction";
  readonly metric: string;
  /** Matchers beside the subject's, as PromQL writes them. */
  readonly matchers: readonly string[];
  readonly subject: SubjectLabels;
  /** Of a fraction. */
  readonly thresholdSeconds: number | null;
}

/** `events`: a number of events in `$window`; `value`: a ratio or measurement of the moment. Of several series the sum, or the worst. */
export interface ExpressionTerm {
  readonly kind: "expression";
  readonly query: string;
  readonly of: "events" | "value";
  /** Of a value with several series: which counts. */
  readonly worst: "highest" | "lowest";
}
export type Term = SubjectTerm | ExpressionTerm;

export const quoted = (value: string) => JSON.stringify(value);

function selector({ metric, matchers }: SubjectTerm, subject: readonly string[]): string {
  const all = [...subject, ...matchers];
  return all.length === 0 ? metric : `${metric}{${all.join(", ")}}`;
}

function subjectText(term: SubjectTerm, subject: readonly string[], by: readonly string[], window: string): string {
  const sum = by.length === 0 ? "sum" : `sum by (${by.join(", ")})`;
  if (term.kind === "increase") return `${sum}(increase(${selector(term, subject)}[${window}] anchored))`;
  return `histogram_fraction(0, ${term.thresholdSeconds}, ${sum}(increase(${selector(term, subject)}[${window}])))`;
}

const equals = (subject: SubjectLabels) => Object.entries(subject).map(([name, value]) => `${name}=${quoted(value)}`);

/** The query of one term alone; `window` is a duration, or `$window` to show it to a person. */
export function termText(term: Term, window: string): string {
  if (term.kind !== "expression") return subjectText(term, equals(term.subject), [], window);
  return fillWindow(term.query, window);
}

/** Terms with the same key are one question. */
export function groupKey({ kind, metric, matchers, subject, thresholdSeconds }: SubjectTerm): string {
  return JSON.stringify([kind, metric, matchers, Object.keys(subject).sort(), thresholdSeconds]);
}
/** Which of a group's series is the term's: the values of the subject's labels, in the order of their names. */
export const subjectKey = (names: readonly string[], read: (name: string) => string) => JSON.stringify(names.map(read));

/** More values than this are not named one by one: all are asked for. */
const MOST_NAMED = 200;

/** One query for all subjects of a group. */
export function groupText(terms: readonly SubjectTerm[], names: readonly string[], window: string): string {
  const [first] = terms;
  if (!first) return "";
  const matchers = names.flatMap((name) => {
    const values = [...new Set(terms.map(({ subject }) => subject[name] ?? ""))];
    const [only] = values;
    if (values.length === 1 && only !== undefined) return [`${name}=${quoted(only)}`];
    return values.length > MOST_NAMED ? [] : [`${name}=~${quoted(values.map(escaped).join("|"))}`];
  });
  return subjectText(first, matchers, names, window);
}
const escaped = (value: string) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const WINDOW = /\$(?:window\b|\{window\})/g;
const RANGE = /\[\s*\$(?:window\b|\{window\})\s*\]/g;

export const fillWindow = (query: string, window: string) => query.replace(WINDOW, () => window);
export const namesWindow = (query: string) => query.search(WINDOW) >= 0;

/** The same with its ranges anchored; null when `$window` stands anywhere but alone in a range. */
export function anchoredText(query: string, windowMs: number): string | null {
  const filled = query.replace(RANGE, () => `[${formatDuration(windowMs)}] anchored`);
  return namesWindow(filled) || filled === query ? null : filled;
}
