/**
 * What the trace screen draws, as compact JSON: columns by row, in the order of the waterfall, with dictionaries for words.
 * Shape: entry i of every column of `rows` is row i; `parent` is a row or -1; `spanIds` holds 16 digits per row (of a placeholder:
 * the id its children name). Sparse things (events, shifts) carry their row. Attributes are not here; `traces.span` has them.
 * Units: nanoseconds relative to `startUnixNano`. Made by `server/routers/traceView.ts`; of large traces `traceOpening.ts` comes first.
 */
import type { PathSegment } from "./criticalPath.ts";
import type { TraceFinding } from "./traceFindings.ts";

export interface TraceView {
  readonly traceId: string;
  readonly startUnixNano: string;
  /** From the earliest start to the latest end. */
  readonly durationNano: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
  readonly names: readonly string[];
  /** The row that stands for the request. */
  readonly rootRow: number;
  /** By how much that row ends before it starts; absent when it does not. */
  readonly rootReversedNano?: number;
  readonly rows: {
    /** Of the whole trace. */
    readonly count: number;
    /** Where not every row is here (`traceOpening.ts`): which row each entry is, ascending, and what does not follow from them. */
    readonly row?: readonly number[];
    readonly depth?: readonly number[];
    readonly subtreeEnd?: readonly number[];
    readonly spanIds: string;
    readonly parent: readonly number[];
    readonly offsetNano: readonly number[];
    readonly durationNano: readonly number[];
    readonly selfNano: readonly number[];
    readonly service: readonly number[];
    readonly name: readonly number[];
    readonly kind: readonly number[];
    readonly statusCode: readonly number[];
    /** Which clock stamped a row, see `clockSkew.ts`; absent where one did all, and in an opening. */
    readonly clock?: readonly number[];
    /** Bits of RowMark (server/analysis/traceTree.ts). */
    readonly marks: readonly number[];
  };
  readonly events: {
    readonly row: readonly number[];
    readonly offsetNano: readonly number[];
    readonly isException: readonly (0 | 1)[];
  };
  readonly eventsLeftOut: number;
  /** Rows whose clock seems off, and what to add to them. */
  readonly skew: { readonly row: readonly number[]; readonly shiftNano: readonly number[] };
  readonly path: readonly PathSegment[];
  readonly findings: readonly TraceFinding[];
  /** The root's HTTP status code, when it has one. */
  readonly httpStatusCode: string | null;
  /** What the first error (finding `firstError`) says of itself. */
  readonly errorMessage: string | null;
}
