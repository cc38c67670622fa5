/** The whole of the span of each found trace that matched and starts last: trace id -> TracesData bytes of that one span. */
import type pg from "pg";
import { assembleTraces, type SpanRow } from "../block/assembleTraces.ts";
import type { SpanView } from "../block/decodeSpans.ts";
import type { TraceSummary } from "../block/traceSummary.ts";
import { fetchChunks } from "./blockReads.ts";

/** Traces without a match, and those whose block was replaced meanwhile, are left out. */
export async function lastMatches(
  pool: pg.Pool,
  tenant: number,
  summaries: readonly TraceSummary[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows: SpanRow[] = summaries.flatMap(({ last }) => last ?? []);
  const chunks = new Map<SpanView, Set<number>>();
  for (const { view, row } of rows) chunks.set(view, (chunks.get(view) ?? new Set()).add(view.chunkOf(row)));
  const wishes = [...chunks].map(([view, wanted]) => ({ view, chunks: [...wanted] }));
  await fetchChunks(pool, "traces", tenant, wishes);
  const found = rows.filter(({ view, row }) => view.hasChunk(view.chunkOf(row)));
  return new Map(found.map((at) => [at.view.traceIdHex(at.view.trace[at.row] ?? 0), assembleTraces([at])]));
}
