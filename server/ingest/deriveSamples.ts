/**
 * Requests for tests of the deriver, from spans written as short as a test can read: `requestOf([{ service: "cart", ... }])`.
 */
import type { KeyValue } from "../model/attributes.ts";
import type { SpanColumns } from "../model/columns.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import { decodeIncrements, EDGE_TYPES } from "../model/increments.ts";
import { SERVICE_NAME } from "../model/semconv.ts";
import type { Span } from "../model/span.ts";
import { decodeTraces } from "../otlp/decodeTraces.ts";
import { writeTraces } from "../otlp/writeTraces.ts";
import type { Deriver } from "./derive.ts";

export const SAMPLE_NOW_MS = Date.UTC(2026, 0, 5, 12);

export interface SampleSpan {
  readonly service?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly status?: number;
  readonly trace?: number;
  readonly id: number;
  readonly parent?: number;
  /** Spans of other traces, as (trace, id). */
  readonly links?: readonly (readonly [trace: number, id: number])[];
  /** Nanoseconds after SAMPLE_NOW_MS - 1 h. */
  readonly start?: number;
  readonly durationNano?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly resource?: Readonly<Record<string, string>>;
}

export function attributesOf(record: Readonly<Record<string, string>>): KeyValue[] {
  return Object.entries(record).map(([key, value]) => ({ key, value: { type: "string", value } }));
}

/** The absolute start of a sample. */
export function startOf(sample: SampleSpan): bigint {
  return BigInt(SAMPLE_NOW_MS - 3_600_000) * 1_000_000n + BigInt(sample.start ?? 0);
}

const traceIdOf = (trace: number) => trace.toString(16).padStart(32, "a") as TraceId;
const spanIdOf = (id: number) => `1${id.toString(16).padStart(15, "0")}` as SpanId;

function linksOf({ links = [] }: SampleSpan): Span["links"] {
  const empty = { traceState: "", attributes: [], droppedAttributesCount: 0, flags: 0 };
  return links.map(([trace, id]) => ({ ...empty, traceId: traceIdOf(trace), spanId: spanIdOf(id) }));
}

function spanOf(sample: SampleSpan): Span {
  const start = startOf(sample);
  return {
    traceId: traceIdOf(sample.trace ?? 1),
    spanId: spanIdOf(sample.id),
    parentSpanId: sample.parent === undefined ? null : spanIdOf(sample.parent),
    traceState: "",
    flags: 0,
    name: sample.name ?? "work",
    kind: sample.kind ?? 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(sample.durationNano ?? 1_000_000),
    attributes: attributesOf(sample.attributes ?? {}),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: linksOf(sample),
    droppedLinksCount: 0,
    status: { code: sample.status ?? 0, message: "" },
  };
}

/** One decoded request with these spans, a resource each. */
export function requestOf(samples: readonly SampleSpan[]): SpanColumns {
  const bytes = writeTraces(
    samples.map((sample) => {
      const service: Record<string, string> = sample.service === undefined ? {} : { [SERVICE_NAME]: sample.service };
      return {
        resource: {
          attributes: attributesOf({ ...service, ...sample.resource }),
          droppedAttributesCount: 0,
          schemaUrl: "",
        },
        scopeSpans: [
          {
            scope: { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
            spans: [spanOf(sample)],
          },
        ],
      };
    }),
  );
  const decoded = decodeTraces(bytes, {
    acceptFromUnixNano: 0n,
    acceptToUnixNano: 1n << 63n,
    maxAttributes: 128,
    maxStringBytes: 65_536,
    maxDepth: 64,
  });
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.columns;
}

/** The call edges that these spans, sent in one request and stored, are counted as. */
export function edgesOf(deriver: Deriver, samples: readonly SampleSpan[]) {
  const derivation = deriver.derive([requestOf(samples)]);
  derivation.commit();
  return decodeIncrements(derivation.increments).edges.map((it) => ({
    edge: `${it.client} -> ${it.server}`,
    type: EDGE_TYPES[it.type],
    calls: it.calls,
    errors: it.errors,
    clientMs: it.clientSumNano / 1e6,
    serverMs: it.serverSumNano / 1e6,
  }));
}
