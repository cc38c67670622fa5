/**
 * Questions about traces: find them, draw one, open a span, read its logs, and what is usual for it.
 * Inputs carry a window (Unix ms) and a limit; a trace is asked for by its id alone, with the window as a hint where to look.
 * Answers are plain JSON: `...UnixNano` is a decimal string, `durationNano` a number, an attribute's value a typed text.
 */
import { z } from "zod";
import { traceOpening } from "../analysis/traceOpening.ts";
import { DomainError } from "../errors.ts";
import { sampleRequests } from "../evidence/sampleRequests.ts";
import { parseSpanId, parseTraceId, type TraceId } from "../model/ids.ts";
import { SpanKind } from "../model/span.ts";
import { unixMs } from "../model/time.ts";
import { tracesToJson } from "../otlp/toJson.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { procedure, router, windowInput } from "../trpc.ts";
import { attributeFilterInput } from "./attributes.ts";
import { type Consumers, consumersOf, spanAt } from "./linkedSpans.ts";
import { hitJson } from "./traceHits.ts";
import { logLine } from "./traceLogs.ts";
import { spanBytes, type TraceReading } from "./traceReading.ts";
import { usualDuration } from "./traceUsual.ts";
import { readingOf, viewOf } from "./traceViews.ts";

const limit = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual);
const traceIdInput = z.string().transform((text, context) => {
  const id = parseTraceId(text);
  if (id) return id;
  context.addIssue({
    code: "custom",
    message: `"${text}" is no trace id; it has 32 hexadecimal digits, not all zero.`,
  });
  return z.NEVER;
});
const spanIdInput = z.string().transform((text, context) => {
  const id = parseSpanId(text);
  if (id) return id;
  context.addIssue({ code: "custom", message: `"${text}" is no span id; it has 16 hexadecimal digits, not all zero.` });
  return z.NEVER;
});
const operationInput = z.object({
  service: z.string().max(1_000),
  name: z.string().max(4_000),
  kind: z.number().int(),
});
const edgeInput = z.object({
  client: z.string().min(1).max(1_000),
  server: z.string().min(1).max(1_000),
  limit: limit(20, 5),
});
/** Each costs the reading of a trace. */
const MOST_LINKS = 10;
const searchInput = z.object({
  service: z.string().min(1).max(1_000).optional(),
  name: z.string().min(1).max(4_000).optional(),
  kind: z.number().int().optional(),
  statusCode: z.number().int().optional(),
  minDurationNano: z.number().nonnegative().optional(),
  maxDurationNano: z.number().nonnegative().optional(),
  attributes: z.array(attributeFilterInput).max(20).default([]),
  order: z.enum(["newest", "slowest", "mostErrors", "spread"]).default("newest"),
  limit: limit(1_000, 200),
});

export const tracesRouter = router({
  search: procedure.input(windowInput.and(searchInput)).query(async ({ ctx, input, signal }) => {
    const { startMs, endMs, ...filters } = input;
    const window = { startMs, endMs };
    const result = await ctx.store.searchTraces({ tenant: ctx.tenant, window, ...filters, ...(signal && { signal }) });
    return { ...result, traces: result.traces.map(hitJson) };
  }),

  /** Span names of one service, to choose from. */
  spanNames: procedure
    .input(windowInput.and(z.object({ service: z.string().max(1_000), limit: limit(5_000, 1_000) })))
    .query(async ({ ctx, input: { service, limit: most, ...window } }) => {
      const asked = { tenant: ctx.tenant, window, stepMs: window.endMs - window.startMs, service };
      const { series } = await ctx.store.readOperations(asked);
      return [...new Set(series.map((operation) => operation.name))].sort().slice(0, most);
    }),

  byId: procedure
    .input(z.object({ traceId: traceIdInput, around: windowInput.optional() }))
    .query(async ({ ctx, input }) => viewOf(input.traceId, await readReading(ctx.store, ctx.tenant, input.traceId))),

  /** What of it is seen first: all of a small one. `span` is the reference that the address carries. */
  opening: procedure
    .input(z.object({ traceId: traceIdInput, span: z.string().max(64).nullable().default(null) }))
    .query(async ({ ctx, input: { traceId, span } }) =>
      traceOpening(viewOf(traceId, await readReading(ctx.store, ctx.tenant, traceId)), span),
    ),

  /** One span whole, as OTLP JSON of its own; `nth` tells spans that share an id apart, in order of start. */
  span: procedure
    .input(z.object({ traceId: traceIdInput, spanId: spanIdInput, nth: z.number().int().min(0).default(0) }))
    .query(async ({ ctx, input: { traceId, spanId, nth } }) => {
      const reading = await readReading(ctx.store, ctx.tenant, traceId);
      const found = reading.spans.spanId.flatMap((id, span) => (id === spanId ? [span] : []));
      const bytes = spanBytes(reading, found[nth] ?? -1);
      if (!bytes) throw new DomainError("NOT_FOUND", `Trace ${traceId} has no span ${spanId}.`);
      return { otlp: JSON.stringify(tracesToJson(bytes)) };
    }),

  /** What these links of a span lead to, in their order; null where it is not kept. */
  linked: procedure
    .input(z.object({ links: z.array(z.object({ traceId: traceIdInput, spanId: spanIdInput })).max(MOST_LINKS) }))
    .query(({ ctx, input: { links } }) => Promise.all(links.map((link) => spanAt(ctx.store, ctx.tenant, link)))),

  /** Who consumed the message that this span published: spans that link to it, mostly of other traces. */
  consumers: procedure
    .input(z.object({ traceId: traceIdInput, spanId: spanIdInput }))
    .query(async ({ ctx, input: message, signal }): Promise<Consumers> => {
      const { store, tenant } = ctx;
      const span = await spanAt(store, tenant, message);
      if (span?.kind !== SpanKind.PRODUCER) return { spans: [], isCut: false };
      const startMs = unixMs(BigInt(span.startUnixNano));
      return consumersOf(store, { tenant, message, service: span.service, startMs, ...(signal && { signal }) });
    }),

  /** Some requests that went along an edge, failed ones first; of messages the consumer's, also in a trace of its own. */
  through: procedure
    .input(windowInput.and(edgeInput))
    .query(async ({ ctx, input: { client, server, limit: most, ...window }, signal }) => {
      const subject = { kind: "edge", client, server } as const;
      const asked = { tenant: ctx.tenant, subject, window, mostBad: most, mostGood: most, ...(signal && { signal }) };
      const { bad, good, isCut } = await sampleRequests(ctx.store, asked);
      return { requests: [...bad, ...good].slice(0, most).map(({ values: _, ...one }) => one), isCut };
    }),

  logs: procedure
    .input(
      windowInput.and(z.object({ traceId: traceIdInput, spanId: spanIdInput.optional(), limit: limit(1_000, 200) })),
    )
    .query(async ({ ctx, input: { traceId, spanId, limit: most, ...window } }) => {
      const found = await ctx.store.searchLogs({
        tenant: ctx.tenant,
        window,
        traceId,
        ...(spanId && { spanId }),
        limit: most,
        order: "oldest",
      });
      const records = found.records.map(({ id, logsData }) => logLine(id, logsData)).filter((line) => line !== null);
      return { records, truncated: found.truncated };
    }),

  /** How long this operation usually takes: its durations in the window, as one histogram; null when none were counted. */
  usual: procedure.input(windowInput.and(operationInput)).query(async ({ ctx, input: { startMs, endMs, ...of } }) => {
    const window = { startMs, endMs };
    const asked = { tenant: ctx.tenant, window, stepMs: endMs - startMs, service: of.service };
    const { series } = await ctx.store.readOperations(asked);
    return usualDuration(series.filter(({ name, kind }) => name === of.name && kind === of.kind));
  }),
});

async function readReading(store: TelemetryReader, tenant: number, traceId: TraceId): Promise<TraceReading> {
  const bytes = await store.readTrace({ tenant, traceId });
  const reading = bytes ? readingOf(bytes) : null;
  if (reading && reading.spans.count > 0) return reading;
  throw new DomainError("NOT_FOUND", `No trace ${traceId} is kept here: it never arrived, or retention dropped it.`);
}
