/**
 * What an evaluation answers. Times are Unix milliseconds.
 * Source: Prometheus HTTP API, "Expression query result formats".
 */
import type { FloatHistogram } from "./floatHistogram.ts";
import type { Labels } from "./labels.ts";

export interface VectorSample {
  readonly labels: Labels;
  readonly timeMs: number;
  /** Of a float sample; ignored when `histogram` is there. */
  readonly value: number;
  readonly histogram: FloatHistogram | null;
}

/** Points of one series of a range query, ascending by time, only where it has a value. */
export interface MatrixSeries {
  readonly labels: Labels;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  /** Same places as `values`; null when all points are floats. */
  readonly histograms: readonly (FloatHistogram | null)[] | null;
}

export type QueryValue =
  | { readonly type: "scalar"; readonly timeMs: number; readonly value: number }
  | { readonly type: "string"; readonly timeMs: number; readonly value: string }
  | { readonly type: "vector"; readonly samples: readonly VectorSample[] }
  | { readonly type: "matrix"; readonly series: readonly MatrixSeries[] };

export interface EvaluationLimits {
  /** Most samples held or looked at by one query. */
  readonly maxSamples: number;
  /** Most points of one series of the answer ("exceeded maximum resolution of 11,000 points per timeseries"). */
  readonly maxPoints: number;
}

export interface EvaluationRequest {
  /** Equal to `endMs` and stepMs 0 for an instant query. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  /** How far back an instant selector looks for a sample. */
  readonly lookbackMs: number;
  /** Resolution of subqueries that name none. */
  readonly subqueryStepMs: number;
  readonly limits: EvaluationLimits;
  /** Ends the evaluation at its next pause; it pauses at least every few milliseconds of work. */
  readonly signal: { readonly aborted: boolean } | null;
  /** The query's text, so that annotations can name line and column; without it all is taken to stand on one line. */
  readonly query?: string;
}

export interface SelectorStats {
  /** The selector as text. */
  readonly selector: string;
  readonly series: number;
  readonly samples: number;
  /** The step of the tier that the samples came from, where they were counted in steps. */
  readonly tierMs?: number;
}

export interface EvaluationResult {
  readonly value: QueryValue;
  /** Full texts as Prometheus gives them: "PromQL warning: ..." and "PromQL info: ...", each once. */
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly stats: { readonly selectors: readonly SelectorStats[]; readonly samples: number };
}
