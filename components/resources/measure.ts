/**
 * What one asks of a resource, by Gregg's USE method: how busy it is (utilization), what waits for it (saturation), what went wrong
 * (errors). A measure is data: one question, its PromQL for any resource of its kind, from when on it is trouble.
 * Source: Brendan Gregg, "The USE Method"; thresholds are ours.
 */
import { formatRatio } from "../format/formatNumbers.ts";
import type { PanelSetup, PanelSpec, PanelUnit } from "../panels/panelSpec.ts";
import { quoted, type Scope } from "./promqlText.ts";

export const ASPECTS = ["utilization", "saturation", "errors"] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Measure {
  /** Unique within its kind. */
  readonly id: string;
  readonly aspect: Aspect;
  /** Stands before the number in a cell: "CPU", "load per core". */
  readonly word: string;
  /** In place of word and number: "1.3 × usual". */
  readonly say?: (value: number) => string;
  /** In place of name, word and number, where this is what is wrong: "orders-db takes 20 times as long as usual". */
  readonly trouble?: (name: string, value: number) => string;
  /** In place of "Nearest to its bounds": what is said of the resource where this is nearest, and nothing is in trouble. */
  readonly nearest?: (name: string, value: number) => string;
  /** What is said of 0: "ready". Of errors else "no" and the word. */
  readonly none?: string;
  /** One plain sentence: the question that its panel answers. */
  readonly answers: string;
  readonly unit: PanelUnit;
  readonly expr: (scope: Scope) => string;
  /** From here on degraded, failed. Without either the number is told and never judged. */
  readonly warn?: number;
  readonly fail?: number;
  /** What would bring the number where there is none. */
  readonly missing: string;
  readonly setup?: PanelSetup;
}

export interface ResourceKind {
  /** Part of addresses. */
  readonly id: "host" | "node" | "pod" | "container" | "process" | "runtime" | "pool" | "database" | "queue";
  readonly noun: string;
  readonly plural: string;
  /** The labels that tell one from another. */
  readonly labels: readonly string[];
  /** What people call it, from the values of `labels` in their order; empty values are labels that it does not have. */
  readonly name: (values: readonly string[]) => string;
  /** What they do when nothing is wrong, as in "All 9 hosts have room". */
  readonly fine: string;
  /** What they are not when all that they tell is 0, as in "None of 7 databases is called now". */
  readonly idle?: string;
  readonly measures: readonly Measure[];
  /** Further panels of one resource: what its numbers are made of. */
  readonly details: (scope: Scope) => readonly PanelSpec[];
  /** Selectors of series of which each such resource sends one whatever its load, for kinds with a page of their own. */
  readonly signs?: readonly string[];
  /** Where such resources come from, for those who have none. */
  readonly missing: string;
  readonly setup: PanelSetup;
}

/** "memory 49.4 % of its limit". */
export const ofItsLimit =
  (what: string) =>
  (value: number): string =>
    `${what} ${formatRatio(value)} of its limit`;

/** All resources of a kind. */
export function scopeOfKind({ labels }: ResourceKind): Scope {
  return { by: labels.join(","), where: "" };
}

/** One resource: an empty value means that it has no such label, which PromQL matches by the empty text. */
export function scopeOfOne({ labels }: ResourceKind, values: readonly string[]): Scope {
  return {
    by: labels.join(","),
    where: labels.map((label, i) => `${label}=${quoted(values[i] ?? "")}`).join(","),
  };
}

/** A bound far above what is usual would press the line down to the axis: of shares all are drawn, of numbers without end the low ones. */
const HIGHEST_BOUND_DRAWN = 5;
/** Of two bounds nearer to each other the first alone is drawn: their words would lie on each other. */
const NEAREST_BOUNDS = 0.15;

/** What is usual: the window before. */
export const WINDOW_BEFORE = " offset $__range";

/** A measure as a panel of one resource. */
export function panelOf(measure: Measure, scope: Scope): PanelSpec {
  const { id, word, answers, unit, expr, warn, fail, missing, setup } = measure;
  const isInSight = (bound: number | undefined): bound is number =>
    bound !== undefined && (unit === "ratio" || bound <= HIGHEST_BOUND_DRAWN);
  const thresholds = [
    ...(isInSight(warn) ? [{ value: warn, label: "degraded", level: "warn" as const }] : []),
    ...(isInSight(fail) && fail - (warn ?? 0) > NEAREST_BOUNDS
      ? [{ value: fail, label: "failed", level: "fail" as const }]
      : []),
  ];
  const now = expr(scope);
  const before = expr({ ...scope, shift: WINDOW_BEFORE });
  return {
    id,
    title: /^p\d/.test(word) ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    answers,
    unit,
    draw: "lines",
    queries: [
      { ref: "A", expr: now, legend: word },
      ...(before === now ? [] : [{ ref: "B", expr: before, legend: word, role: "band" as const }]),
    ],
    ...(thresholds.length > 0 ? { thresholds } : {}),
    missing,
    ...(setup ? { setup } : {}),
  };
}
