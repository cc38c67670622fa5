/**
 * What the trace screen draws, as compact JSON: columns by row, in the order of the waterfall, with dictionaries for words.
 * Shape: entry i of every column of `rows` is row i; `parent` is a row or -1; `spanIds` holds 16 digits per row (of a placeholder:
 * the id its children name). Sparse things (events, shifts) carry their row. Attributes are not here; `traces.span` has them.
 * Units: nanoseconds relative to `startUnixNano`.
 */
import { clockSkew } from "../analysis/clockSkew.ts";
import { criticalPath, type PathSegment } from "../analysis/criticalPath.ts";
import { mainRoot, type TraceFinding, traceFindings } from "../analysis/traceFindings.ts";
import { NO_ROW, type TraceTree, traceTree } from "../analysis/traceTree.ts";
import { attributeOf, textOf } from "../model/attributes.ts";
import {
  ERROR_TYPE,
  EXCEPTION_MESSAGE,
  EXCEPTION_TYPE,
  HTTP_RESPONSE_STATUS_CODE,
  HTTP_STATUS_CODE,
} from "../model/semconv.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { spanBytes, type TraceReading } from "./traceReading.ts";

/** More event ticks than pixels could show are not sent; `eventsLeftOut` says how many. */
const MOST_EVENTS = 20_000;

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
  readonly rows: {
    readonly count: number;
    readonly spanIds: string;
    readonly parent: readonly number[];
    readonly offsetNano: readonly number[];
    readonly durationNano: readonly number[];
    readonly selfNano: readonly number[];
    readonly service: readonly number[];
    readonly name: readonly number[];
    readonly kind: readonly number[];
    readonly statusCode: readonly number[];
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

/** The view of a trace that has at least one span. */
export function traceView(traceId: string, reading: TraceReading): TraceView {
  const { spans } = reading;
  const tree = traceTree(spans);
  const skew = clockSkew(spans, tree);
  const rootRow = mainRoot(tree);
  const path = criticalPath(spans, tree, rootRow);
  const shifted = [...skew.keys()].filter((row) => skew[row] !== 0);
  const findings = traceFindings(spans, tree, rootRow, path, skew);
  const firstError = findings.find((finding) => finding.kind === "firstError");
  let durationNano = 0;
  for (let row = 0; row < tree.count; row++) {
    durationNano = Math.max(durationNano, (tree.offsetNano[row] ?? 0) + (tree.durationNano[row] ?? 0));
  }
  return {
    traceId,
    startUnixNano: spans.startUnixNano.toString(),
    durationNano,
    spanCount: spans.count,
    errorCount: spans.statusCode.reduce((sum, code) => sum + (code === StatusCode.ERROR ? 1 : 0), 0),
    services: spans.services,
    names: spans.names,
    rootRow,
    rows: viewRows(reading, tree),
    ...viewEvents(reading, tree),
    skew: { row: shifted, shiftNano: shifted.map((row) => Math.round(skew[row] ?? 0)) },
    path,
    findings,
    httpStatusCode: httpStatusOf(reading, tree.span[rootRow] ?? NO_ROW),
    errorMessage: firstError ? errorMessageOf(reading, tree.span[firstError.row] ?? NO_ROW) : null,
  };
}

function wholeSpan(reading: TraceReading, span: number): Span | undefined {
  const bytes = spanBytes(reading, span);
  return bytes ? readTraces(bytes)[0]?.scopeSpans[0]?.spans[0] : undefined;
}

function httpStatusOf(reading: TraceReading, span: number): string | null {
  const attributes = wholeSpan(reading, span)?.attributes ?? [];
  const code = attributeOf(attributes, HTTP_RESPONSE_STATUS_CODE) ?? attributeOf(attributes, HTTP_STATUS_CODE);
  return code?.type === "int" || code?.type === "string" ? String(code.value) : null;
}

function errorMessageOf(reading: TraceReading, span: number): string | null {
  const failed = wholeSpan(reading, span);
  if (!failed) return null;
  if (failed.status.message !== "") return failed.status.message;
  const exception = failed.events.findLast((event) => event.name === "exception")?.attributes ?? [];
  const words = [textOf(exception, EXCEPTION_TYPE), textOf(exception, EXCEPTION_MESSAGE)].filter(Boolean);
  return words.length > 0 ? words.join(": ") : textOf(failed.attributes, ERROR_TYPE);
}

function viewRows({ spans }: TraceReading, tree: TraceTree): TraceView["rows"] {
  const missingIds = new Map(tree.missing.map(({ row, spanId }) => [row, spanId]));
  const rowsOf = (column: ArrayLike<number>) =>
    Array.from(tree.span, (span) => (span === NO_ROW ? 0 : (column[span] ?? 0)));
  const ids = Array.from(tree.span, (span, row) => (span === NO_ROW ? missingIds.get(row) : spans.spanId[span]) ?? "");
  return {
    count: tree.count,
    spanIds: ids.map((id) => id.padEnd(16, "0").slice(0, 16)).join(""),
    parent: [...tree.parent],
    offsetNano: [...tree.offsetNano],
    durationNano: [...tree.durationNano],
    selfNano: [...tree.selfNano],
    service: rowsOf(spans.service),
    name: rowsOf(spans.name),
    kind: rowsOf(spans.kind),
    statusCode: rowsOf(spans.statusCode),
    marks: [...tree.marks],
  };
}

function viewEvents({ spans, events }: TraceReading, tree: TraceTree): Pick<TraceView, "events" | "eventsLeftOut"> {
  const row: number[] = [];
  const offsetNano: number[] = [];
  const isException: (0 | 1)[] = [];
  let eventsLeftOut = 0;
  for (let at = 0; at < tree.count; at++) {
    for (const tick of events[tree.span[at] ?? NO_ROW] ?? []) {
      if (row.length >= MOST_EVENTS) {
        eventsLeftOut++;
        continue;
      }
      row.push(at);
      offsetNano.push(Number(tick.timeUnixNano - spans.startUnixNano));
      isException.push(tick.isException ? 1 : 0);
    }
  }
  return { events: { row, offsetNano, isException }, eventsLeftOut };
}
