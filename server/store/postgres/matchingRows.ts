/** The spans of fetched blocks that match a search for traces: by columns first, the rest of the filters on the chunks of what is left. */
import type { FetchedBlock } from "../block/blockView.ts";
import { SpanView } from "../block/decodeSpans.ts";
import type { SpanFilter } from "../block/spanFilter.ts";
import type { TraceQuery } from "../telemetryStore.ts";
import { fetchChunks, wishOf } from "./blockReads.ts";
import type { SearchTools } from "./readTrace.ts";

export interface Matching {
  readonly view: SpanView;
  readonly rows: readonly number[];
}

/** The matching rows of these blocks; `only` limits them to traces of a block by index. */
export async function matchingRows(
  tools: SearchTools,
  query: TraceQuery,
  filter: SpanFilter,
  stored: readonly FetchedBlock[],
  only?: (view: SpanView) => (trace: number) => boolean,
): Promise<Matching[]> {
  const parts = stored.map((block) => {
    const view = new SpanView(block);
    const judge = filter.judgeOf(view);
    return { view, judge, rows: filter.columnRows(view, judge, only?.(view)) };
  });
  if (!filter.needsRest) return parts;
  const needle = filter.needleOf(parts.map(({ judge }) => judge));
  await fetchChunks(tools.pool, "traces", query.tenant, parts.map(wishOf), needle);
  return parts.map(({ view, judge, rows }) => {
    const matching = filter.judge(view, judge, rows);
    view.dropChunks();
    return { view, rows: matching };
  });
}
