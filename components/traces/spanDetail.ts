/**
 * One span as the panel shows it, from its OTLP JSON: attributes as typed text, events and links ready to read.
 * Shape: values keep their OTLP type beside their text; int64 stays text. Lists are in the order sent.
 */

import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE } from "../../server/model/semconv.ts";
import { type AttributeRow, attributeRows, type OtlpAttribute } from "../attributes/otlpAttributes.ts";

export interface EventRow {
  readonly name: string;
  readonly timeUnixNano: string;
  /** Of an exception event: type, message and stack, taken out of `attributes`. */
  readonly exception: { readonly type: string; readonly message: string; readonly stack: string } | null;
  readonly attributes: readonly AttributeRow[];
  readonly droppedAttributesCount: number;
}
export interface LinkRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: readonly AttributeRow[];
}
export interface SpanDetail {
  readonly name: string;
  readonly kind: number;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly startUnixNano: string;
  readonly endUnixNano: string;
  readonly traceState: string;
  readonly attributes: readonly AttributeRow[];
  readonly events: readonly EventRow[];
  readonly links: readonly LinkRow[];
  readonly resource: readonly AttributeRow[];
  readonly scope: readonly AttributeRow[];
  /** "3 attributes, 1 event"; "" when nothing was dropped. */
  readonly dropped: string;
}

interface OtlpSpan {
  readonly name?: string;
  readonly kind?: number;
  readonly traceState?: string;
  readonly startTimeUnixNano?: string;
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string;
    readonly attributes?: readonly OtlpAttribute[];
    readonly droppedAttributesCount?: number;
  }[];
  readonly links?: readonly {
    readonly traceId?: string;
    readonly spanId?: string;
    readonly attributes?: readonly OtlpAttribute[];
  }[];
}
interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeSpans?: readonly {
      readonly scope?: {
        readonly name?: string;
        readonly version?: string;
        readonly attributes?: readonly OtlpAttribute[];
      };
      readonly spans?: readonly OtlpSpan[];
    }[];
  }[];
}

/** The span of OTLP JSON that holds one; null when there is none in it. */
export function readSpanDetail(otlp: string): SpanDetail | null {
  const group = (JSON.parse(otlp) as OtlpTraces).resourceSpans?.[0];
  const scopeSpans = group?.scopeSpans?.[0];
  const span = scopeSpans?.spans?.[0];
  if (!span) return null;
  const scope = scopeSpans?.scope;
  return {
    name: span.name ?? "",
    kind: span.kind ?? 0,
    statusCode: span.status?.code ?? 0,
    statusMessage: span.status?.message ?? "",
    startUnixNano: span.startTimeUnixNano ?? "0",
    endUnixNano: span.endTimeUnixNano ?? "0",
    traceState: span.traceState ?? "",
    attributes: attributeRows(span.attributes),
    events: (span.events ?? []).map(readEvent),
    links: (span.links ?? []).map((link) => ({
      traceId: link.traceId ?? "",
      spanId: link.spanId ?? "",
      attributes: attributeRows(link.attributes),
    })),
    resource: attributeRows(group?.resource?.attributes),
    scope: [
      ...(scope?.name ? [{ key: "name", type: "string" as const, text: scope.name }] : []),
      ...(scope?.version ? [{ key: "version", type: "string" as const, text: scope.version }] : []),
      ...attributeRows(scope?.attributes),
    ],
    dropped: droppedText(span),
  };
}

function readEvent(event: NonNullable<OtlpSpan["events"]>[number]): EventRow {
  const all = attributeRows(event.attributes);
  const text = (key: string) => all.findLast((row) => row.key === key)?.text ?? "";
  const isException = event.name === "exception";
  const parts = [EXCEPTION_TYPE, EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE];
  return {
    name: event.name ?? "",
    timeUnixNano: event.timeUnixNano ?? "0",
    exception: isException
      ? { type: text(EXCEPTION_TYPE), message: text(EXCEPTION_MESSAGE), stack: text(EXCEPTION_STACKTRACE) }
      : null,
    attributes: isException ? all.filter((row) => !parts.includes(row.key)) : all,
    droppedAttributesCount: event.droppedAttributesCount ?? 0,
  };
}

function droppedText(span: OtlpSpan): string {
  const counts: readonly (readonly [number | undefined, string])[] = [
    [span.droppedAttributesCount, "attribute"],
    [span.droppedEventsCount, "event"],
    [span.droppedLinksCount, "link"],
  ];
  return counts.flatMap(([count, noun]) => (count ? [`${count} ${noun}${count === 1 ? "" : "s"}`] : [])).join(", ");
}
