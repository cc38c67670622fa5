/**
 * The values of many terms, minute by minute, with as few questions as there are different ones: terms over derived series that differ in
 * their subject alone are asked together, equal expressions once.
 * Errors: PromQlError `canceled`, and the store's, as they are; what a person's expression does wrong becomes its term's problem.
 */
import type { TimeWindow } from "../../model/time.ts";
import { formatDuration } from "../../promql/parse.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import type { PromQl } from "../ask.ts";
import { askMinutes, type MinuteSeries } from "./askMinutes.ts";
import {
  anchoredText,
  type ExpressionTerm,
  fillWindow,
  groupKey,
  groupText,
  namesWindow,
  type SubjectTerm,
  subjectKey,
  type Term,
} from "./terms.ts";

/** Per minute, NaN where there is no value; or why there is none. */
export type TermAnswer = { readonly values: Float64Array; readonly isDerived: boolean } | { readonly problem: string };
export type Asking = Pick<PromQl, "ask">;

/** Questions under way: fewer than run at once in all, so that others come to their turn. */
const AT_ONCE = 2;
/** Windows of sent series that cannot be anchored: long enough for samples of each minute. */
const SMOOTH_MS = 300_000;
const sum = (a: number, b: number) => a + b;

/** By term: each of `terms` has its entry. */
export async function askTerms(
  promQl: Asking,
  terms: readonly Term[],
  window: TimeWindow,
  signal: AbortSignal | null,
): Promise<Map<Term, TermAnswer>> {
  const answers = new Map<Term, TermAnswer>();
  const groups = grouped(terms);
  const work = async () => {
    for (let group = groups.pop(); group; group = groups.pop())
      for (const [term, answer] of await askAlike(promQl, group, window, signal)) answers.set(term, answer);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    // After a failure nothing more is asked.
    groups.length = 0;
  }
  return answers;
}

async function askAlike(
  promQl: Asking,
  group: readonly Term[],
  window: TimeWindow,
  signal: AbortSignal | null,
): Promise<Iterable<readonly [Term, TermAnswer]>> {
  const [first] = group;
  if (first?.kind === "expression") {
    const answer = await askExpression(promQl, first, window, signal);
    return group.map((term) => [term, answer] as const);
  }
  const subjects = group.filter((term) => term.kind !== "expression");
  try {
    const found = await askGroup(promQl, subjects, window, signal);
    return [...found].map(([term, values]) => [term, { values, isDerived: true }] as const);
  } catch (error) {
    const answer = { problem: problemOf(error) };
    return group.map((term) => [term, answer] as const);
  }
}

function grouped(terms: readonly Term[]): Term[][] {
  const groups = new Map<string, Term[]>();
  for (const term of terms) {
    const key = term.kind === "expression" ? JSON.stringify(term) : groupKey(term);
    const group = groups.get(key);
    if (group) group.push(term);
    else groups.set(key, [term]);
  }
  return [...groups.values()];
}

async function askGroup(
  promQl: Asking,
  terms: readonly SubjectTerm[],
  window: TimeWindow,
  signal: AbortSignal | null,
): Promise<Map<Term, Float64Array>> {
  const names = Object.keys(terms[0]?.subject ?? {}).sort();
  const found = await askMinutes(promQl, {
    text: (windowMs) => groupText(terms, names, formatDuration(windowMs)),
    of: terms[0]?.kind === "fraction" ? "value" : "events",
    window,
    keyOf: ({ labels }) => subjectKey(names, (name) => labels.get(name)),
    join: sum,
    signal,
  });
  const nothing = emptyOf(window);
  return new Map(
    terms.map((term) => [term, found.byKey.get(subjectKey(names, (name) => term.subject[name] ?? "")) ?? nothing]),
  );
}

async function askExpression(
  promQl: Asking,
  term: ExpressionTerm,
  window: TimeWindow,
  signal: AbortSignal | null,
): Promise<TermAnswer> {
  try {
    const found = await anchoredOrSmooth(promQl, term, window, signal);
    return { values: found.byKey.get("") ?? emptyOf(window), isDerived: found.isDerived };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** What PromQL says of a question keeps from counting only those whose question it is. */
function problemOf(error: unknown): string {
  if (!isPromQlError(error) || error.kind === "canceled") throw error;
  return error.message;
}

/** Ranges over histograms, and functions that know no anchor, are asked over five minutes instead. */
async function anchoredOrSmooth(
  promQl: Asking,
  term: ExpressionTerm,
  window: TimeWindow,
  signal: AbortSignal | null,
): Promise<MinuteSeries> {
  const { query, of, worst } = term;
  const pick = worst === "highest" ? Math.max : Math.min;
  const question = { of, window, keyOf: () => "", join: of === "events" ? sum : pick, signal };
  const anchored = anchoredText(query, SMOOTH_MS) !== null;
  try {
    const text = (windowMs: number) => anchoredText(query, windowMs) ?? fillWindow(query, formatDuration(windowMs));
    const smooth = anchored || !namesWindow(query) ? {} : { smoothMs: SMOOTH_MS };
    return await askMinutes(promQl, { ...question, ...smooth, text });
  } catch (error) {
    const isOfAnchor = anchored && isPromQlError(error) && error.kind === "execution";
    if (!isOfAnchor) throw error;
    const text = (windowMs: number) => fillWindow(query, formatDuration(windowMs));
    return await askMinutes(promQl, { ...question, smoothMs: SMOOTH_MS, text });
  }
}

function emptyOf({ startMs, endMs }: TimeWindow): Float64Array {
  return new Float64Array(Math.max(0, Math.round((endMs - startMs) / 60_000))).fill(Number.NaN);
}
