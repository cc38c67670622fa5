/**
 * What the parts of the evaluator share: the state of one evaluation, and the evaluator as they call it for sub-expressions.
 */
import type { Annotations } from "./annotations.ts";
import type { Expr, VectorSelector } from "./ast.ts";
import type { Pace, SampleBudget } from "./evaluatePace.ts";
import type { EvaluationRequest, SelectorStats } from "./queryValue.ts";
import type { SelectedSeries, SeriesSource } from "./seriesSource.ts";
import type { Frame, StepSeries, StepSink } from "./stepSeries.ts";

export interface Evaluation {
  readonly source: SeriesSource;
  readonly request: EvaluationRequest;
  readonly annotations: Annotations;
  /** What the source itself remarked. */
  readonly sourceInfos: Set<string>;
  readonly pace: Pace;
  readonly budget: SampleBudget;
  /** Answers of the source by selection: the same selector twice in a query is read once. */
  readonly selections: Map<string, SelectedSeries>;
  readonly selectorStats: SelectorStats[];
  /** Sub-expressions with the same value at every step (`@`), found beforehand. */
  readonly invariant: ReadonlySet<Expr>;
  /** Selectors of which only the counts and sums of histograms are looked at. */
  readonly statsOnly: ReadonlySet<VectorSelector>;
}

export interface Evaluator {
  readonly evaluation: Evaluation;
  /** The function or aggregation right around what is evaluated now, a hint for the source. */
  readonly around: string;
  /** An instant vector, all at once; histograms may come as dense tables when the caller takes them so. */
  collect(expr: Expr, frame: Frame, takesDense?: boolean): Promise<StepSeries[]>;
  /** An instant vector, series by series. */
  stream(expr: Expr, frame: Frame, sink: StepSink): Promise<void>;
  /** A scalar at every step. */
  scalar(expr: Expr, frame: Frame): Promise<Float64Array>;
}

export const stepTimeMs = (frame: Frame, step: number): number => frame.startMs + step * frame.stepMs;
