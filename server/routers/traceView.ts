/** A trace's reading -> what its screen draws (form: server/analysis/traceView.ts). */
import { clockSkew } from "../analysis/clockSkew.ts";
import { criticalPath } from "../analysis/criticalPath.ts";
import { errorMessage } from "../analysis/errorMessage.ts";
import { mainRoot, traceFindings } from "../analysis/traceFindings.ts";
import { NO_ROW, type TraceTree, traceTree } from "../analysis/traceTree.ts";
import type { TraceView } from "../analysis/traceView.ts";
import { attributeOf } from "../model/attributes.ts";
import { HTTP_RESPONSE_STATUS_CODE, HTTP_STATUS_CODE } from "../model/semconv.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { readTraces } from "../otlp/readTraces.ts";
import { spanBytes, type TraceReading } from "./traceReading.ts";

/** More event ticks than pixels could show are not sent; `eventsLeftOut` says how many. */
const MOST_EVENTS = 20_000;

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
    ...rootReversed(reading, tree, rootRow),
    rows: viewRows(reading, tree),
    ...viewEvents(reading, tree),
    skew: { row: shifted, shiftNano: shifted.map((row) => Math.round(skew[row] ?? 0)) },
    path,
    findings,
    httpStatusCode: httpStatusOf(reading, tree.span[rootRow] ?? NO_ROW),
    errorMessage: firstError ? errorMessageOf(reading, tree.span[firstError.row] ?? NO_ROW) : null,
  };
}

function rootReversed({ spans }: TraceReading, tree: TraceTree, rootRow: number): Pick<TraceView, "rootReversedNano"> {
  const lengthNano = spans.lengthNano[tree.span[rootRow] ?? NO_ROW] ?? 0;
  return lengthNano < 0 ? { rootReversedNano: -lengthNano } : {};
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
  return failed ? errorMessage(failed) : null;
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
    ...(spans.hosts.length > 1 ? { clock: rowsOf(spans.host) } : {}),
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
