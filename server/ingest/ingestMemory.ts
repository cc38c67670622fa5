/**
 * What ingest remembers, each begun with what the store knows: requests, metric series and their newest samples, Prometheus's metadata.
 * Errors: none; where the store cannot be read the memory begins empty, and a warning says what that means.
 */
import type { IngestOptions } from "./ingestRole.ts";
import { createKnownRequests, type KnownRequests } from "./knownRequests.ts";
import { PointGate } from "./pointGate.ts";
import { PrometheusMetadataMemory } from "./prometheusMetadata.ts";

/** Without what the store remembers it still knows every repeat; it only costs it a look. */
export async function knownRequestsOf(
  { store, tenant = 1 }: IngestOptions,
  nowMs: () => number,
): Promise<KnownRequests> {
  const hashes = await store.readRecentRequestHashes({ tenant }).catch(() => []);
  return createKnownRequests(nowMs, hashes);
}

export function prometheusMetadataOf({ store, log, tenant = 1 }: IngestOptions): PrometheusMetadataMemory {
  const memory = new PrometheusMetadataMemory();
  store.listMetricHeads?.({ tenant }).then(
    (heads) => memory.begin(heads),
    (error: unknown) =>
      log.warn({ error }, "metadata of metrics cannot be read; Prometheus sends it again in a minute"),
  );
  return memory;
}

export function pointGateOf(
  { config, store, log, tenant = 1, slot = 0 }: IngestOptions,
  nowMs: () => number,
): PointGate {
  return new PointGate({
    store,
    tenant,
    slot,
    nowMs,
    maxSeriesPerMetric: config.maxSeriesPerMetric,
    onTrouble: (error) => log.warn({ error }, "what is known of metric series cannot be read; data points are let in"),
  });
}
