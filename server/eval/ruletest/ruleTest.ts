/**
 * What a file of Prometheus's unit tests for rules says. Units: milliseconds; instants of a test group count from its start.
 * Source: Prometheus documentation "Unit testing for rules", cmd/promtool (unittest.go).
 */
import type { LabelPairs } from "../../model/alert.ts";
import type { FloatHistogram } from "../../promql/floatHistogram.ts";
import type { Labels } from "../../promql/labels.ts";
import type { SeriesLine } from "../promqltest/commands.ts";

export interface ExpectedAlert {
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
}
export interface AlertExpectation {
  readonly atMs: number;
  readonly alertName: string;
  readonly alerts: readonly ExpectedAlert[];
}
export interface ExpectedSample {
  readonly labels: Labels;
  readonly value: number;
  /** In its stead. */
  readonly histogram: FloatHistogram | null;
}
export interface QueryExpectation {
  readonly atMs: number;
  readonly query: string;
  readonly samples: readonly ExpectedSample[];
}
export interface RuleTestGroup {
  readonly name: string;
  readonly intervalMs: number;
  /** Unix milliseconds. */
  readonly startMs: number;
  readonly series: readonly SeriesLine[];
  readonly alerts: readonly AlertExpectation[];
  readonly queries: readonly QueryExpectation[];
  readonly externalLabels: LabelPairs;
  readonly externalUrl: string;
}
export interface RuleTestFile {
  /** Patterns, relative to the file. */
  readonly ruleFiles: readonly string[];
  readonly evaluationMs: number;
  readonly groupOrder: readonly string[];
  /** Neighbouring floats count as equal. */
  readonly isFuzzy: boolean;
  readonly tests: readonly RuleTestGroup[];
}
