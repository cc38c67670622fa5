/**
 * Answers to a kind's measures at one instant -> its resources, each with its readings, the worst first.
 * Shape: `metrics.instant` asked with `kindQuestion`; a row for every label set that any measure answered for. A reading is judged by
 * its measure's bounds; one without bounds is told and never judged.
 */
import type { StatusKind } from "../charts/Status.tsx";
import { panelValue } from "../panels/panelUnits.ts";
import type { Answers } from "../trpc/client.tsx";
import { ASPECTS, type Aspect, type Measure, type ResourceKind } from "./measure.ts";

export type InstantAnswer = Pick<Answers["metrics"]["instant"], "answers">;

export interface Reading {
  readonly measure: Measure;
  readonly value: number;
  readonly status: StatusKind;
  /** How near to failing, for the order: 1 is the bound. */
  readonly nearness: number;
}

export interface ResourceRow {
  readonly kind: ResourceKind;
  /** Values of the kind's labels. */
  readonly values: readonly string[];
  readonly name: string;
  readonly readings: readonly Reading[];
  readonly status: StatusKind;
}

export function judge({ warn, fail }: Pick<Measure, "warn" | "fail">, value: number): StatusKind {
  if (warn === undefined && fail === undefined) return "unknown";
  if (fail !== undefined && value >= fail) return "fail";
  return warn !== undefined && value >= warn ? "warn" : "ok";
}

const RANK: Readonly<Record<StatusKind, number>> = { fail: 3, warn: 2, ok: 1, unknown: 0 };

/** The worst first: by status, then by how near to failing. */
function byTrouble(a: Reading | undefined, b: Reading | undefined): number {
  const [rankA, rankB] = [RANK[a?.status ?? "unknown"], RANK[b?.status ?? "unknown"]];
  return rankB - rankA || (b?.nearness ?? 0) - (a?.nearness ?? 0);
}

export function prepareRows(kind: ResourceKind, { answers }: InstantAnswer): ResourceRow[] {
  const found = new Map<string, { values: string[]; readings: Reading[] }>();
  for (const measure of kind.measures) {
    for (const { labels, values: told } of answers.find(({ ref }) => ref === measure.id)?.series ?? []) {
      const value = told[0];
      if (typeof value !== "number") continue;
      const values = kind.labels.map((label) => labels[label] ?? "");
      const key = keyOf(values);
      const row = found.get(key) ?? { values, readings: [] };
      found.set(key, row);
      const bound = measure.fail ?? measure.warn;
      row.readings.push({
        measure,
        value,
        status: judge(measure, value),
        nearness: bound === undefined ? 0 : value / bound,
      });
    }
  }
  return [...found.values()]
    .filter(({ values }) => values.some((value) => value !== ""))
    .map(({ values, readings }) => {
      const sorted = [...readings].sort(byTrouble);
      return { kind, values, name: kind.name(values), readings: sorted, status: sorted[0]?.status ?? "unknown" };
    })
    .sort(byTroubleOfRows);
}

/** The labels that name a resource, as its alerts have them. */
export function subjectOf({ labels }: Pick<ResourceKind, "labels">, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(labels.map((label, i) => [label, values[i] ?? ""]));
}

export function byTroubleOfRows(a: ResourceRow, b: ResourceRow): number {
  return byTrouble(a.readings[0], b.readings[0]) || (a.name < b.name ? -1 : 1);
}

/** The reading that speaks for an aspect: the worst that is judged, else the first that is told. */
export function spokesman({ readings }: ResourceRow, aspect: Aspect): Reading | null {
  const of = readings.filter(({ measure }) => measure.aspect === aspect);
  return of.find(({ status }) => status !== "unknown") ?? of[0] ?? null;
}

/** "CPU 83 %", "load per core 1.4", "no restarts". */
export function readingWords({ measure, value }: Reading): string {
  if (value === 0 && measure.none !== undefined) return measure.none;
  if (measure.aspect === "errors" && value === 0) return measure.unit === "ratio" ? "none" : `no ${measure.word}`;
  return measure.say?.(value) ?? `${measure.word} ${panelValue(value, { unit: measure.unit, noun: "" })}`;
}

/** The same outside of its column, where "none" alone does not say of what. */
function toldWords(reading: Reading): string {
  const words = readingWords(reading);
  return words === "none" ? `none ${reading.measure.word}` : words;
}

/** A row's labels as part of an address, and back. */
export function keyOf(values: readonly string[]): string {
  return values.map(encodeURIComponent).join(",");
}
export function valuesOf(key: string): string[] {
  return key.split(",").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
export function resourceHref({ kind, values }: Pick<ResourceRow, "kind" | "values">): string {
  return `/resources/${kind.id}/${encodeURIComponent(keyOf(values))}`;
}

export interface Sentence {
  readonly kind: StatusKind;
  readonly sentence: string;
  readonly why: string;
}

const said = (row: ResourceRow) => {
  const worst = row.readings[0];
  if (!worst) return row.name;
  const isTrouble = worst.status === "fail" || worst.status === "warn";
  const words = isTrouble ? worst.measure.trouble?.(row.name, worst.value) : undefined;
  return words ?? `${row.name}: ${readingWords(worst)}`;
};

function nearestWords(row: ResourceRow): string {
  const worst = row.readings[0];
  if (worst?.measure.aspect === "errors" && worst.value === 0) return "";
  // At 0 all are as near as each other: no name, only what is so of all of them.
  if (worst?.value === 0 && worst.measure.none !== undefined) return `${capital(worst.measure.none)}.`;
  return worst?.measure.nearest?.(row.name, worst.value) ?? `Nearest to its bounds is ${said(row)}.`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const all = (count: number) => (count === 2 ? "Both" : `All ${count}`);

/** What is true of these resources: the trouble by name, or that there is none. */
export function rowsSentence(
  rows: readonly ResourceRow[],
  { noun, plural, fine, idle }: Pick<ResourceKind, "noun" | "plural" | "fine" | "idle">,
): Sentence {
  const troubled = rows.filter(({ status }) => status === "fail" || status === "warn");
  const judged = rows.filter(({ status }) => status !== "unknown");
  const first = troubled[0];
  if (first) {
    const others = troubled.length - 1;
    const fineOnes = judged.length - troubled.length;
    const count =
      others === 0 ? "" : others === 1 ? ", and one more is in trouble" : `, and ${others} more are in trouble`;
    return {
      kind: first.status,
      sentence: `${said(first)}${count}`,
      why: fineOnes === 0 ? "" : `${fineOnes} of ${rows.length} ${plural} ${fine}.`,
    };
  }
  if (judged.length === 0) {
    if (idle && rows.every(({ readings }) => readings.every(({ value }) => value === 0))) {
      const one = rows.length === 1;
      return {
        kind: "unknown",
        sentence: one ? `The only ${noun} is not ${idle} now` : `None of ${rows.length} ${plural} is ${idle} now`,
        why: "What was asked earlier in the window is below.",
      };
    }
    return {
      kind: "unknown",
      sentence:
        rows.length === 1
          ? `The only ${noun} tells what it uses, not how much it may`
          : `${rows.length} ${plural} tell what they use, not how much they may`,
      why: "Without a limit nothing says when it is too much.",
    };
  }
  const nearest = [...judged].sort((a, b) => byTrouble(a.readings[0], b.readings[0]))[0];
  return {
    kind: "ok",
    sentence: rows.length === 1 ? `The only ${noun} is all right` : `${all(rows.length)} ${plural} ${fine}`,
    why: nearest ? nearestWords(nearest) : "",
  };
}

/** What one does of which all do so: "has room", "answers as usual", "is kept up with". */
const doesWell = ({ kind }: ResourceRow) =>
  kind.fine
    .replace(/^have\b/, "has")
    .replace(/^are\b/, "is")
    .replace(/^answer\b/, "answers");

function wellWords(row: ResourceRow, worst: Reading): string {
  if (row.status === "unknown") return `${row.name} tells what it uses, not how much it may`;
  const isItself = worst.measure.nearest !== undefined || (worst.value === 0 && worst.measure.none !== undefined);
  return `${row.name} ${doesWell(row)}: ${readingWords(worst)}${isItself ? "" : " is its worst"}`;
}

/** Of one resource. */
export function rowSentence(row: ResourceRow): Sentence {
  const worst = row.readings[0];
  const troubled = row.readings.filter(({ status }) => status === "fail" || status === "warn");
  const rest = ASPECTS.flatMap((aspect) => spokesman(row, aspect) ?? [])
    .filter((reading) => reading !== worst)
    .map(toldWords);
  const why = rest.length > 0 ? `Beside that: ${rest.join(", ")}.` : "";
  if (!worst)
    return {
      kind: "unknown",
      sentence: `${row.name} sends nothing at this instant`,
      why: "What it sent earlier in the window is below.",
    };
  if (troubled.length === 0) {
    const isUnknown = row.status === "unknown";
    const now = `Now: ${row.readings.map(toldWords).join(", ")}.`;
    return { kind: isUnknown ? "unknown" : "ok", sentence: wellWords(row, worst), why: isUnknown ? now : why };
  }
  const sentence = troubled.length === 1 ? said(row) : `${row.name}: ${troubled.map(readingWords).join(", ")}`;
  return { kind: row.status, sentence, why };
}

/** Languages that are there, the most processes first. */
export function languagesOf({ answers }: InstantAnswer): string[] {
  const count = ({ series }: InstantAnswer["answers"][number]) => Number(series[0]?.values[0] ?? 0);
  return answers
    .filter((answer) => count(answer) > 0)
    .sort((a, b) => count(b) - count(a))
    .map(({ ref }) => ref);
}
