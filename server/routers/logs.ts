/**
 * Questions about log records: a page of them with the volume of all that match, and what to filter by.
 * Inputs carry a window (Unix ms) and a limit; `cursor` continues a page. Answers are plain JSON (./logRows.ts).
 */
import { z } from "zod";
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import { SEVERITY_NAMES } from "../model/log.ts";
import { procedure, router, windowInput } from "../trpc.ts";
import { attributeFilterInput } from "./attributes.ts";
import { logRow } from "./logRows.ts";

const severityInput = z.enum(SEVERITY_NAMES);

const searchInput = z.object({
  services: z.array(z.string().min(1).max(1_000)).max(100).default([]),
  severities: z.array(severityInput).max(7).default([]),
  text: z.string().max(4_000).default(""),
  attributes: z.array(attributeFilterInput).max(20).default([]),
  traceId: z.string().max(64).default(""),
  spanId: z.string().max(32).default(""),
  order: z.enum(["newest", "oldest"]).default("newest"),
  cursor: z.string().max(1_000).optional(),
  limit: z.number().int().min(1).max(500).default(100),
});

/** The numbers that a severity's name stands for; UNSPECIFIED is everything outside 1 to 24, of which OTLP allows 0. */
function severityRange(name: z.infer<typeof severityInput>) {
  const index = SEVERITY_NAMES.indexOf(name);
  return index === 0 ? { from: 0, to: 0 } : { from: index * 4 - 3, to: index * 4 };
}

const invalid = (code: string, message: string) => ({ code: code as "custom", message });
const idsInput = searchInput.superRefine(({ traceId, spanId }, context) => {
  if (traceId !== "" && !parseTraceId(traceId))
    context.addIssue(invalid("custom", `"${traceId}" is no trace id; it has 32 hexadecimal digits, not all zero.`));
  if (spanId !== "" && !parseSpanId(spanId))
    context.addIssue(invalid("custom", `"${spanId}" is no span id; it has 16 hexadecimal digits, not all zero.`));
});

export const logsRouter = router({
  search: procedure.input(windowInput.and(idsInput)).query(async ({ ctx, input, signal }) => {
    const traceId = parseTraceId(input.traceId);
    const spanId = parseSpanId(input.spanId);
    const found = await ctx.store.searchLogs({
      tenant: ctx.tenant,
      window: { startMs: input.startMs, endMs: input.endMs },
      ...(input.services.length > 0 && { services: input.services }),
      ...(input.severities.length > 0 && { severities: input.severities.map(severityRange) }),
      ...(input.text !== "" && { text: input.text }),
      ...(traceId && { traceId }),
      ...(spanId && { spanId }),
      ...(input.cursor !== undefined && { cursor: input.cursor }),
      ...(signal && { signal }),
      attributes: input.attributes,
      order: input.order,
      limit: input.limit,
    });
    const records = found.records.map(({ id, logsData }) => logRow(id, logsData)).filter((row) => row !== null);
    return { ...found, records };
  }),

  services: procedure.input(windowInput).query(async ({ ctx, input: window }) => {
    const asked = { tenant: ctx.tenant, window, stepMs: window.endMs - window.startMs };
    const { series } = await ctx.store.readLogCounts(asked);
    return [...new Set(series.map(({ service }) => service))].sort();
  }),
});
