/**
 * Whose requests: a subject as a search for the spans that are its requests, and as the question whether a span of a trace is one.
 *   service     its SERVER and CONSUMER spans; every span of one that has none of these
 *   operation   its spans of that name and kind
 *   edge        CLIENT and PRODUCER spans of the client below which the server has a span, or that name it (a database, a queue); of
 *               messages first CONSUMER spans of the server whose parent is the client's, or that link to a span of it
 *   caller      CLIENT and PRODUCER spans of the client
 * Source of the rules: server/model/derived.ts, which counts the same spans.
 */
import { NO_ROW } from "../analysis/traceTree.ts";
import { serviceOf, type WholeTrace } from "../analysis/wholeTrace.ts";
import {
  DB_NAME,
  DB_NAMESPACE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  MESSAGING_DESTINATION_NAME,
  PEER_SERVICE,
  SERVER_ADDRESS,
} from "../model/semconv.ts";
import type { SloSubject } from "../model/slo.ts";
import { SPAN_KIND_NAMES, SpanKind } from "../model/span.ts";
import type { TraceQuery } from "../store/telemetryStore.ts";

const KIND_NAMES: readonly string[] = SPAN_KIND_NAMES;

export interface SpanSearch {
  readonly search: Pick<TraceQuery, "service" | "name" | "kind">;
  /** Of the spans that match these are requests; empty: all. */
  readonly kinds: readonly number[];
}

/** One search for its spans. Kinds are told apart afterwards: two searches would read the same blocks twice. */
export function subjectSearch(subject: SloSubject): SpanSearch {
  switch (subject.kind) {
    case "service":
      return { search: { service: subject.service }, kinds: [SpanKind.SERVER, SpanKind.CONSUMER] };
    case "operation": {
      const kind = KIND_NAMES.indexOf(subject.spanKind);
      return { search: { service: subject.service, name: subject.spanName, ...(kind >= 0 && { kind }) }, kinds: [] };
    }
    case "edge":
    case "caller":
      return { search: { service: subject.client }, kinds: [SpanKind.CLIENT, SpanKind.PRODUCER] };
  }
}

/** Those that work on messages which the edge carries: they may lie in traces that have nothing of the client. */
export function consumerSearch(server: string): SpanSearch {
  return { search: { service: server, kind: SpanKind.CONSUMER }, kinds: [] };
}

const NAMES_OF_PEERS: ReadonlySet<string> = new Set([
  ...[PEER_SERVICE, SERVER_ADDRESS, DB_NAMESPACE, DB_NAME, DB_SYSTEM_NAME, DB_SYSTEM, MESSAGING_DESTINATION_NAME],
]);

/**
 * Whether the span at this row, which a search found, is a request of the subject's: only edges ask for more than searches can. "byLinks":
 * when one of its links leads to the client.
 */
export function isOfSubject(subject: SloSubject, trace: WholeTrace, row: number): boolean | "byLinks" {
  if (subject.kind !== "edge") return true;
  const { tree, spans } = trace;
  const own = spans[tree.span[row] ?? NO_ROW];
  if (own?.span.kind === SpanKind.CONSUMER) {
    const above = spans[tree.span[tree.parent[row] ?? NO_ROW] ?? NO_ROW];
    return (above && serviceOf(above) === subject.client) || "byLinks";
  }
  for (let child = row + 1; child < (tree.subtreeEnd[row] ?? 0); child = tree.subtreeEnd[child] ?? tree.count) {
    const below = spans[tree.span[child] ?? -1];
    if (below && serviceOf(below) === subject.server) return true;
  }
  return (own?.span.attributes ?? []).some(
    ({ key, value }) => NAMES_OF_PEERS.has(key) && value.type === "string" && value.value === subject.server,
  );
}

/** The service that a subject is about, for its logs and its changes. */
export function serviceOfSubject(subject: SloSubject): string {
  if (subject.kind === "edge") return subject.server;
  return subject.kind === "caller" ? subject.client : subject.service;
}
