/**
 * What functions over instant vectors are given: whole series over all steps. They answer with series of the same number of steps;
 * they own what they are given and may change it in place.
 * `functions/histogramFunctions.ts` exports `HISTOGRAM_FUNCTIONS: ReadonlyMap<string, VectorFunction>` with histogram_avg, _count, _sum,
 * _stddev, _stdvar, _fraction, _quantile and _quantiles.
 */

import type { Annotations } from "../annotations.ts";
import type { Span } from "../ast.ts";
import type { Frame, StepSeries } from "../stepSeries.ts";

export interface VectorCall {
  readonly name: string;
  readonly frame: Frame;
  /** The one argument that is a vector. */
  readonly vector: StepSeries[];
  /** The arguments that are scalars, in their order, without the vector and strings: one value for each step. */
  readonly scalars: readonly Float64Array[];
  readonly strings: readonly string[];
  /** Of the whole call, and of each argument as written, for annotations. */
  readonly span: Span;
  readonly spans: readonly Span[];
  readonly annotations: Annotations;
  /** To be awaited between series when `due()`: lets others run and ends a query that was cancelled. */
  readonly pace: { due(): boolean; pause(): Promise<void> };
}

export type VectorFunction = (call: VectorCall) => StepSeries[] | Promise<StepSeries[]>;
