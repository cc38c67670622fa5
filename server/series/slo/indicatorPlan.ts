/**
 * An indicator as terms, and how good and bad come of them, minute by minute.
 *
 * Availability: bad are spans that ended in an error. Latency: where the threshold is a bound of the connector's explicit buckets or of the
 * native histogram's (2^(k/8) s), counts are exact; between two bounds they are interpolated within the native bucket (a ninth wide at
 * most), and `isInterpolated` says so. Latency of edges and callers is what the client saw, that of calls from outside what the
 * server saw. Edges keep no durations of failed requests alone: where errors count too, failed and slow ones are taken to be different.
 * Units: counts per minute; NaN: no value.
 */
import { EXPLICIT_BOUNDS_SECONDS } from "../../model/derived.ts";
import type { Indicator, SloSubject } from "../../model/slo.ts";
import type { ExpressionTerm, SubjectLabels, SubjectTerm, Term } from "./terms.ts";

export interface MinuteEvents {
  readonly bad: number;
  /** NaN: no data. */
  readonly valid: number;
}

export interface IndicatorPlan {
  /** With the name that a person reads beside each query. */
  readonly terms: readonly { readonly name: string; readonly term: Term }[];
  /** One minute's values, in the order of the terms. */
  readonly combine: (values: readonly number[]) => MinuteEvents;
  readonly isInterpolated: boolean;
  /** `derived`: a series that stopped to grow says nothing, so zero may be silence. `sent`: zero was measured. `minutes`: each minute for itself. */
  readonly source: "derived" | "sent" | "minutes";
}

const CALLS = "traces_span_metrics_calls_total";
const DURATIONS = "traces_span_metrics_duration_seconds";
const EDGE_CALLS = "traces_service_graph_request_total";
const EDGE_FAILED = "traces_service_graph_request_failed_total";
const ENTRY_KINDS = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
const FAILED = 'status_code="STATUS_CODE_ERROR"';
const NOT_FAILED = 'status_code!="STATUS_CODE_ERROR"';
/** Callers outside of what is observed. */
const OUTSIDE = "user";

const NOTHING: MinuteEvents = { bad: Number.NaN, valid: Number.NaN };
const orZero = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? 0 : value);

/** `bad` of `valid`, whatever came: never below zero, never more than all. */
function eventsOf(bad: number, valid: number): MinuteEvents {
  if (!Number.isFinite(valid)) return NOTHING;
  const all = Math.max(0, valid);
  return { valid: all, bad: Math.min(all, Math.max(0, bad)) };
}

export function planIndicator(indicator: Indicator): IndicatorPlan {
  if (indicator.kind === "availability") return availability(indicator.subject);
  if (indicator.kind === "latency") return latency(indicator);
  if (indicator.kind === "threshold") return threshold(indicator);
  return indicator.isRatio ? errorRatio(indicator) : eventRatio(indicator);
}

function subjectOf(subject: SloSubject): { readonly labels: SubjectLabels; readonly matchers: readonly string[] } {
  switch (subject.kind) {
    case "service":
      return { labels: { service_name: subject.service }, matchers: [ENTRY_KINDS] };
    case "operation": {
      const kind = subject.spanKind.toUpperCase().replace(/^SPAN_KIND_/, "");
      const labels = { service_name: subject.service, span_kind: `SPAN_KIND_${kind}`, span_name: subject.spanName };
      return { labels, matchers: [] };
    }
    case "edge":
      return { labels: { client: subject.client, server: subject.server }, matchers: [] };
    case "caller":
      return { labels: { client: subject.client }, matchers: [] };
  }
}

const isEdge = ({ kind }: SloSubject) => kind === "edge" || kind === "caller";

function increase(metric: string, subject: SloSubject, ...more: readonly string[]): SubjectTerm {
  const { labels, matchers } = subjectOf(subject);
  return { kind: "increase", metric, matchers: [...matchers, ...more], subject: labels, thresholdSeconds: null };
}

function availability(subject: SloSubject): IndicatorPlan {
  const terms = isEdge(subject)
    ? [increase(EDGE_CALLS, subject), increase(EDGE_FAILED, subject)]
    : [increase(CALLS, subject), increase(CALLS, subject, FAILED)];
  return {
    terms: terms.map((term, i) => ({ name: i === 0 ? "requests" : "failed requests", term })),
    combine: ([valid = Number.NaN, bad]) => eventsOf(orZero(bad), valid),
    isInterpolated: false,
    source: "derived",
  };
}

const isExplicitBound = (seconds: number) => EXPLICIT_BOUNDS_SECONDS.some((bound) => bound === seconds);
const isNativeBound = (seconds: number) => Math.abs(8 * Math.log2(seconds) - Math.round(8 * Math.log2(seconds))) < 1e-9;

function durationsOf(subject: SloSubject): string {
  if (!isEdge(subject)) return DURATIONS;
  const sawServer = (subject.kind === "edge" || subject.kind === "caller") && subject.client === OUTSIDE;
  return sawServer ? "traces_service_graph_request_server_seconds" : "traces_service_graph_request_client_seconds";
}

function latency(indicator: Extract<Indicator, { kind: "latency" }>): IndicatorPlan {
  const { subject, thresholdSeconds, countsErrors } = indicator;
  const metric = durationsOf(subject);
  const edge = isEdge(subject);
  // Spans of operations tell their status with their duration; edges do not.
  const status = countsErrors && !edge ? [NOT_FAILED] : [];
  const all = increase(edge ? `${metric}_count` : CALLS, subject);
  const counted = increase(edge ? `${metric}_count` : CALLS, subject, ...status);
  const isExplicit = isExplicitBound(thresholdSeconds);
  const quick: SubjectTerm = isExplicit
    ? increase(`${metric}_bucket`, subject, `le="${thresholdSeconds}"`, ...status)
    : { ...increase(metric, subject, ...status), kind: "fraction", thresholdSeconds };
  const failed = countsErrors && edge ? [{ name: "failed requests", term: increase(EDGE_FAILED, subject) }] : [];
  return {
    terms: [
      { name: "requests", term: all },
      { name: status.length > 0 ? "requests that did not fail" : "requests with a duration", term: counted },
      { name: isExplicit ? "requests in time" : "ratio of them in time", term: quick },
      ...failed,
    ],
    combine: ([valid = Number.NaN, ofThem, inTime, failures]) => {
      const good = isExplicit ? orZero(inTime) : orZero(inTime) * orZero(ofThem);
      return eventsOf(valid - good + orZero(failures), valid);
    },
    isInterpolated: !isExplicit && !isNativeBound(thresholdSeconds),
    source: "derived",
  };
}

const events = (query: string): ExpressionTerm => ({ kind: "expression", query, of: "events", worst: "highest" });

/** Where all are known and the part of them that was asked for is not there, it is none of them. */
function eventRatio({ good, bad, total }: Extract<Indicator, { kind: "ratio" }>): IndicatorPlan {
  const part = good ?? bad ?? "";
  const isGood = good !== null;
  if (total !== null || good === null || bad === null) {
    return {
      terms: [
        { name: "all events", term: events(total ?? "vector(NaN)") },
        { name: isGood ? "good events" : "bad events", term: events(part) },
      ],
      combine: ([valid = Number.NaN, some]) => eventsOf(isGood ? valid - orZero(some) : orZero(some), valid),
      isInterpolated: false,
      source: "sent",
    };
  }
  return {
    terms: [
      { name: "good events", term: events(good) },
      { name: "bad events", term: events(bad) },
    ],
    combine: ([first = Number.NaN, second = Number.NaN]) => {
      if (Number.isNaN(first) && Number.isNaN(second)) return NOTHING;
      return eventsOf(orZero(second), orZero(first) + orZero(second));
    },
    isInterpolated: false,
    source: "sent",
  };
}

function errorRatio({ good, bad }: Extract<Indicator, { kind: "ratio" }>): IndicatorPlan {
  const isGood = bad === null;
  const worst = isGood ? "lowest" : "highest";
  const term: ExpressionTerm = { kind: "expression", query: bad ?? good ?? "", of: "value", worst };
  return {
    terms: [{ name: isGood ? "ratio of good events" : "ratio of bad events", term }],
    combine: ([ratio = Number.NaN]) => (Number.isNaN(ratio) ? NOTHING : eventsOf(isGood ? 1 - ratio : ratio, 1)),
    isInterpolated: false,
    source: "minutes",
  };
}

function threshold(indicator: Extract<Indicator, { kind: "threshold" }>): IndicatorPlan {
  const { query, operator, value } = indicator;
  const holds = (seen: number) => {
    if (operator === "<") return seen < value;
    if (operator === "<=") return seen <= value;
    return operator === ">" ? seen > value : seen >= value;
  };
  const worst = operator === "<" || operator === "<=" ? "highest" : "lowest";
  return {
    terms: [{ name: "measured", term: { kind: "expression", query, of: "value", worst } }],
    combine: ([seen = Number.NaN]) => (Number.isNaN(seen) ? NOTHING : { valid: 1, bad: holds(seen) ? 0 : 1 }),
    isInterpolated: false,
    source: "minutes",
  };
}
