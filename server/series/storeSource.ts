/**
 * Every series that PromQL can ask for, as one source over a store: sent metrics, derived series, `target_info`.
 * One source serves one query: it counts what the query reads, and knows when it was called off.
 */
import { PromQlError } from "../promql/promQlError.ts";
import type { SelectedSeries, SeriesSelection, SeriesSource } from "../promql/seriesSource.ts";
import type { SeriesReader } from "../store/seriesReader.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { selectDerived } from "./derivedSource.ts";
import type { MetricIndex } from "./metricIndex.ts";
import { selectRaw } from "./rawSource.ts";
import { asksTargetInfo, selectTargetInfo } from "./targetInfo.ts";

export interface StoreSourceOptions {
  readonly reader: TelemetryReader & SeriesReader;
  readonly tenant: number;
  readonly index: MetricIndex;
  /** Most samples of one selector. */
  readonly maxSamples: number;
  readonly signal: AbortSignal | null;
}

export function storeSource({ reader, tenant, index, maxSamples, signal }: StoreSourceOptions): SeriesSource {
  return {
    async select(selection: SeriesSelection): Promise<SelectedSeries> {
      if (signal?.aborted) throw new PromQlError("canceled", "query was canceled in query execution");
      const parts = await Promise.all([
        selectRaw({ reader, index, tenant, maxSamples, signal }, selection).catch(asLimit),
        selectDerived({ reader, tenant, maxNumbers: maxSamples, signal }, selection),
        asksTargetInfo(selection.matchers) ? selectTargetInfo(reader, tenant, selection) : NOTHING,
      ]);
      return {
        series: parts.flatMap(({ series }) => series),
        infos: parts.flatMap(({ infos }) => infos),
        tierMs: parts.find(({ tierMs }) => tierMs !== undefined)?.tierMs,
      };
    },
  };
}

const NOTHING: SelectedSeries = { series: [], infos: [] };

/** A store that would read too much says so in its own way. */
function asLimit(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "TOO_LARGE") {
    throw new PromQlError("limit", "query processing would load too many samples into memory in query execution");
  }
  throw error;
}
