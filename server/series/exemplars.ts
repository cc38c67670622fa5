/**
 * Exemplars of what a query selects: single measurements with the trace they belong to, the dots of a latency chart.
 * Metrics bring their own. For the derived metrics of spans they are made from the spans that are stored: over the whole window,
 * slow and failed ones first, at most a few hundred.
 * Source: Prometheus HTTP API, "Querying exemplars"; OpenTelemetry data model, exemplars.
 */
import { textOf } from "../model/attributes.ts";
import { type TimeWindow, unixMs } from "../model/time.ts";
import { anyValueText } from "../otlp/anyValueText.ts";
import type { Expr, VectorSelector } from "../promql/ast.ts";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { Labels, METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SeriesExemplar } from "../store/seriesReader.ts";
import type { SpanHit, TraceHit } from "../store/telemetryStore.ts";
import { operationLabels, SPAN_KINDS, STATUS_CODES } from "./derivedRows.ts";
import { namesMatched } from "./namedSeries.ts";
import { labelName } from "./prometheusNames.ts";
import { matchRaw } from "./rawSource.ts";
import type { StoreSourceOptions } from "./storeSource.ts";

const DURATION = "traces_span_metrics_duration_seconds";
const DURATION_NAMES = ["", "_bucket", "_count", "_sum"].map((suffix) => `${DURATION}${suffix}`);
export const MOST_EXEMPLARS = 500;
/** Traces looked at for spans of one selector, in each of two orders. */
const MOST_TRACES = 150;

export interface Exemplar {
  /** `trace_id`, `span_id`, and what was measured beside. */
  readonly labels: Labels;
  readonly value: number;
  readonly timeMs: number;
}
export interface ExemplarSeries {
  readonly seriesLabels: Labels;
  /** In order of time. */
  readonly exemplars: readonly Exemplar[];
}

/** Exemplars of every series that a selector in `expr` lets through; series without any are left out. */
export async function readQueryExemplars(
  options: StoreSourceOptions,
  expr: Expr,
  window: TimeWindow,
): Promise<ExemplarSeries[]> {
  const bySeries = new Map<string, { seriesLabels: Labels; exemplars: Map<string, Exemplar> }>();
  for (const { matchers } of selectorsOf(expr)) {
    const [sent, spans] = await Promise.all([
      readSent(options, matchers, window),
      readFromSpans(options, matchers, window),
    ]);
    for (const { seriesLabels, exemplars } of [...sent, ...spans]) {
      const entry = bySeries.get(seriesLabels.key) ?? { seriesLabels, exemplars: new Map<string, Exemplar>() };
      bySeries.set(seriesLabels.key, entry);
      for (const one of exemplars) entry.exemplars.set(`${one.timeMs} ${one.value} ${one.labels.key}`, one);
    }
  }
  return [...bySeries.values()].map(({ seriesLabels, exemplars }) => ({
    seriesLabels,
    exemplars: [...exemplars.values()].sort((a, b) => a.timeMs - b.timeMs),
  }));
}

/** Every selector within an expression. */
export function selectorsOf(expr: Expr): VectorSelector[] {
  switch (expr.kind) {
    case "vectorSelector":
      return [expr];
    case "matrixSelector":
      return [expr.selector];
    case "subquery":
    case "paren":
    case "unary":
      return selectorsOf(expr.expr);
    case "binary":
      return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    case "aggregate":
      return [...(expr.parameter ? selectorsOf(expr.parameter) : []), ...selectorsOf(expr.expr)];
    case "call":
      return expr.args.flatMap(selectorsOf);
    default:
      return [];
  }
}

type Found = { readonly seriesLabels: Labels; readonly exemplars: readonly Exemplar[] };

/** An exemplar belongs to a histogram as a whole, so `le` is not asked of it. */
async function readSent(
  { reader, index, tenant }: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  window: TimeWindow,
): Promise<Found[]> {
  const matches = await matchRaw(
    index,
    matchers.filter(({ name }) => name !== "le"),
  );
  if (matches.length === 0) return [];
  const ids = [...new Set(matches.map(({ series }) => series.id))];
  const read = await reader.readExemplars({ tenant, ids, window, limit: MOST_EXEMPLARS });
  const byId = grouped(read, ({ id }) => id);
  return matches.flatMap(({ series, labels }) => {
    const own = byId.get(series.id);
    return own ? [{ seriesLabels: labels, exemplars: own.map(exemplarOf) }] : [];
  });
}

function exemplarOf({ traceId, spanId, attributes, value, timeMs }: SeriesExemplar): Exemplar {
  const own = attributes.map(({ key, value: told }) => [labelName(key), anyValueText(told)] as const);
  const ids = [
    ["trace_id", traceId ?? textOf(attributes, "trace_id") ?? ""],
    ["span_id", spanId ?? textOf(attributes, "span_id") ?? ""],
  ] as const;
  return { labels: Labels.of([...own, ...ids]), value, timeMs };
}

/** Spans are looked for only where the derived durations are asked for. */
async function readFromSpans(
  { reader, tenant, signal }: StoreSourceOptions,
  matchers: readonly LabelMatcher[],
  window: TimeWindow,
): Promise<Found[]> {
  const names = namesMatched(
    DURATION_NAMES.map((name) => ({ name, metric: null, facet: "value" as const })),
    matchers.filter(({ operator }) => operator === "=" || operator === "=~"),
  ).map(({ name }) => name);
  if (names.length === 0 || !matchers.some(({ name }) => name === METRIC_NAME)) return [];
  const accepts = compileMatchers(matchers.filter(({ name }) => name !== METRIC_NAME && name !== "le"));
  const equal = (name: string) => matchers.find((one) => one.name === name && one.operator === "=")?.value;
  const [service, spanName] = [equal("service_name") ?? equal("job"), equal("span_name")];
  const kind = SPAN_KINDS.indexOf(equal("span_kind")?.replace("SPAN_KIND_", "") ?? "");
  const statusCode = STATUS_CODES.indexOf(equal("status_code")?.replace("STATUS_CODE_", "") ?? "");
  const query = {
    tenant,
    window,
    limit: MOST_TRACES,
    ...(service ? { service } : {}),
    ...(spanName ? { name: spanName } : {}),
    ...(kind >= 0 ? { kind } : {}),
    ...(statusCode >= 0 ? { statusCode } : {}),
    ...(signal ? { signal } : {}),
  };
  const answers = await Promise.all(
    (["spread", "slowest"] as const).map((order) => reader.searchTraces({ ...query, order })),
  );
  const spans = spansOf(answers.flatMap(({ traces }) => traces)).filter(({ labels }) => accepts(labels));
  const [name = DURATION] = names;
  return groupSpans(spans.slice(0, MOST_EXEMPLARS), name);
}

interface FoundSpan {
  readonly labels: Labels;
  readonly traceId: string;
  readonly span: SpanHit;
}

/** Each span once; those that failed or took long first. */
function spansOf(traces: readonly TraceHit[]): FoundSpan[] {
  const found = new Map<string, FoundSpan>();
  for (const { traceId, matched } of traces) {
    for (const span of matched) {
      const { service, name, kind, statusCode } = span;
      const labels = operationLabels(service, name, kind, statusCode, false);
      found.set(`${traceId} ${span.spanId}`, { labels, traceId, span });
    }
  }
  const failed = ({ span }: FoundSpan) => (span.statusCode === 2 ? 1 : 0);
  return [...found.values()].sort((a, b) => failed(b) - failed(a) || b.span.durationNano - a.span.durationNano);
}

/** A span ends when it is counted, so that is its instant. */
function groupSpans(spans: readonly FoundSpan[], name: string): Found[] {
  const groups = grouped(spans, ({ labels }) => labels.key);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const exemplars = group.map(({ traceId, span }) => ({
      labels: Labels.of([
        ["trace_id", traceId],
        ["span_id", span.spanId],
      ]),
      value: span.durationNano / 1e9,
      timeMs: unixMs(span.startUnixNano + BigInt(span.durationNano)),
    }));
    return [{ seriesLabels: first.labels.with([[METRIC_NAME, name]]), exemplars }];
  });
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
