/**
 * After a restart: the deriver is shown again what was stored last, so that it knows recent spans (a near repeat is not counted
 * twice) and waiting halves of calls (an edge is found across the restart). Nothing is counted: it was, by the process before.
 *
 * The clock stands still while ingest is away: the newest block counts as stored now, so halves wait on where they left off.
 * What was shown goes back twice as far as a half waits: a half of the second stretch finds its partner if it came, one of the
 * first has expired again at the end. Where the load was too high for that, a half whose partner may lie further back still finds
 * the other half, but is not taken for a call to a peer that never reports.
 */
import { NO_LIMITS } from "../otlp/decoded.ts";
import { decodeTraces } from "../otlp/decodeTraces.ts";
import type { TelemetryWriter } from "../store/telemetryStore.ts";
import { type Deriver, HALF_LIFE_MS } from "./derive.ts";
import type { IngestLog } from "./ingestRole.ts";

/** Held in memory while they are shown, some 60 MB. */
const MOST_SPANS = 100_000;
/** A start shall not wait longer for this. */
const READ_WITHIN_MS = 1_500;

export interface WarmSource {
  readonly store: Pick<TelemetryWriter, "readRecentSpans">;
  readonly tenant: number;
  readonly slot: number;
  readonly log: IngestLog;
}

/** Never throws: without it repeats and edges across the restart are miscounted, which is no reason not to take in. */
export async function warmDeriver(deriver: Deriver, source: WarmSource, nowMs: number): Promise<void> {
  const startedMs = performance.now();
  try {
    const spans = await showRecent(deriver, source, nowMs);
    const tookMs = Math.round(performance.now() - startedMs);
    if (spans > 0) source.log.info({ spans, tookMs }, "remembered the spans stored last");
  } catch (error) {
    source.log.warn({ error }, "what was stored last cannot be read; repeats of it may be counted again");
  }
}

async function showRecent(deriver: Deriver, { store, tenant, slot }: WarmSource, nowMs: number): Promise<number> {
  const recent = await store.readRecentSpans?.({
    tenant,
    slot,
    withinMs: 2 * HALF_LIFE_MS,
    most: MOST_SPANS,
    tookAtMostMs: READ_WITHIN_MS,
  });
  if (!recent) return 0;
  let spans = 0;
  for (const { data, beforeNewestMs } of recent.blocks) {
    const decoded = decodeTraces(data, NO_LIMITS);
    if (!decoded.ok) continue;
    spans += decoded.columns.count;
    const seesPartners = beforeNewestMs + HALF_LIFE_MS <= recent.coveredMs;
    deriver.remember(decoded.columns, nowMs - beforeNewestMs, seesPartners);
  }
  return spans;
}
