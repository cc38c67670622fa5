/**
 * What a promqltest file says, line by line. Times are Unix milliseconds.
 * Source: Prometheus promql/promqltest (README.md, test.go).
 */
import type { FloatHistogram } from "../../promql/floatHistogram.ts";
import type { Labels } from "../../promql/labels.ts";

/** One place of a series' notation. */
export type SequenceValue =
  | { readonly kind: "omitted" }
  | { readonly kind: "stale" }
  | { readonly kind: "float"; readonly value: number }
  /** `hasHint`: its counter reset hint was written out. */
  | { readonly kind: "histogram"; readonly histogram: FloatHistogram; readonly hasHint: boolean };

export interface SeriesLine {
  readonly labels: Labels;
  readonly values: readonly SequenceValue[];
}

export interface LoadedLine extends SeriesLine {
  /** Milliseconds from each sample to its start time, null where there is none; null for no such line. */
  readonly startOffsetsMs: readonly (number | null)[] | null;
}

export interface LoadCommand {
  readonly kind: "load";
  readonly line: number;
  readonly stepMs: number;
  readonly withNativeHistograms: boolean;
  readonly series: readonly LoadedLine[];
}

export type ExpectationKind = "ordered" | "fail" | "warn" | "no_warn" | "info" | "no_info";

export interface Expectation {
  readonly kind: ExpectationKind;
  /** What it asks for, as it stands in the file; "" for anything. */
  readonly text: string;
  readonly matches: (message: string) => boolean;
}

export interface ExpectedSeries extends SeriesLine {
  /** From 1, in the order of the file. */
  readonly position: number;
}

export interface EvalCommand {
  readonly kind: "eval";
  readonly line: number;
  readonly expr: string;
  readonly isRange: boolean;
  /** Of an instant query: its time, both; step 0. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  /** When the values of an instant query's range vector stand; null when none is expected. */
  readonly rangeVector: { readonly startMs: number; readonly endMs: number; readonly stepMs: number } | null;
  readonly isOrdered: boolean;
  readonly expectations: readonly Expectation[];
  readonly series: readonly ExpectedSeries[];
  /** Null when no scalar is expected. */
  readonly scalar: number | null;
  readonly string: string | null;
  /** The result is a range vector or a string: no range query can give it. */
  readonly isInstantOnly: boolean;
}

export type Command = { readonly kind: "clear" } | LoadCommand | EvalCommand;

/** A file that cannot be read as one. */
export class PromqltestError extends Error {
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = "PromqltestError";
  }
}
