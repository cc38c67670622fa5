/**
 * Log search: blocks of the window that the filter's tokens admit, newest (or oldest) first, until the page is full; beyond that
 * only to count the volume, and only while that stays affordable (`volume` is null otherwise, and on later pages).
 */
import type pg from "pg";
import { DomainError } from "../../errors.ts";
import { assembleLogs, type LogRow } from "../block/assembleLogs.ts";
import { needleOf } from "../block/attributeMatch.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { LogView } from "../block/decodeLogs.ts";
import { type HalvesWindow, LogFilter } from "../block/logFilter.ts";
import { formatKey, isAfter, keyRows, type LogKey, parseKey } from "../block/logKey.ts";
import { LogVolume } from "../block/logVolume.ts";
import { halvesOfMs } from "../block/spanFilter.ts";
import { logTerms } from "../block/tokenTerms.ts";
import { TopLogs } from "../block/topLogs.ts";
import type { LogQuery, LogSearchResult } from "../telemetryStore.ts";
import { batchEnd, type Candidate, findCandidates } from "./blockCandidates.ts";
import { fetchChunks, wishOf } from "./blockReads.ts";
import type { SearchTools } from "./readTrace.ts";

/** Records that may be looked at only to count them: by columns, and by their fields. */
const COUNTABLE = 4_000_000;
const COUNTABLE_BY_FIELDS = 400_000;

export async function searchLogRecords(tools: SearchTools, query: LogQuery): Promise<LogSearchResult> {
  const cursor = readCursor(query);
  const filter = new LogFilter(query, windowOf(query, cursor));
  const { blocks } = await findCandidates(tools.pool, {
    signal: "logs",
    tenant: query.tenant,
    window: query.window,
    terms: logTerms(query),
  });
  const isNewest = query.order === "newest";
  blocks.sort((a, b) => (isNewest ? b.tMax - a.tMax : a.tMin - b.tMin));
  const counted = blocks.reduce((sum, { count }) => sum + count, 0);
  const isCounting = cursor === null && counted <= (filter.needsRest ? COUNTABLE_BY_FIELDS : COUNTABLE);
  const volume = isCounting ? new LogVolume(query.window) : null;
  const top = new TopLogs(query.limit + 1, query.order, cursor?.timeUnixNano ?? null);
  await scan(tools, query, filter, blocks, top, volume);
  return answer(tools, query, cursor, top.take(), volume);
}

function readCursor(query: LogQuery): LogKey | null {
  if (query.cursor === undefined) return null;
  const cursor = parseKey(query.cursor);
  if (cursor === null)
    throw new DomainError("INVALID", "This is no place in a list of log records; start from the first page.");
  return cursor;
}

/** The window, cut at the cursor's instant, which stays inside. */
function windowOf(query: LogQuery, cursor: LogKey | null): HalvesWindow {
  const from = halvesOfMs(query.window.startMs);
  const to = halvesOfMs(query.window.endMs);
  const whole = { fromHi: from.hi, fromLo: from.lo, toHi: to.hi, toLo: to.lo };
  if (cursor === null) return whole;
  const halves = (nano: bigint) => ({ hi: Number((nano >> 32n) & 0xffffffffn), lo: Number(nano & 0xffffffffn) });
  if (query.order === "newest") {
    const { hi, lo } = halves(cursor.timeUnixNano + 1n);
    return { ...whole, toHi: hi, toLo: lo };
  }
  const { hi, lo } = halves(cursor.timeUnixNano);
  return { ...whole, fromHi: hi, fromLo: lo };
}

async function scan(
  tools: SearchTools,
  query: LogQuery,
  filter: LogFilter,
  blocks: readonly Candidate[],
  top: TopLogs,
  volume: LogVolume | null,
): Promise<void> {
  for (let from = 0, end = 0; from < blocks.length; from = end) {
    query.signal?.throwIfAborted();
    end = batchEnd(blocks, from);
    const batch = blocks.slice(from, end);
    const useful = volume ? batch : batch.filter(({ tMin, tMax }) => top.admits(tMin, tMax));
    if (useful.length === 0) break;
    const stored = await tools.cache.fetch(tools.pool, "logs", query.tenant, useful);
    for (const { view, rows } of await matchingRows(tools, query, filter, stored)) {
      for (const row of rows) top.add({ view, row });
      volume?.add(view, rows);
    }
  }
}

async function matchingRows(tools: SearchTools, query: LogQuery, filter: LogFilter, stored: readonly FetchedBlock[]) {
  const parts = stored.map((block) => {
    const view = new LogView(block);
    const judge = filter.judgeOf(view);
    return { view, judge, rows: filter.columnRows(view, judge) };
  });
  if (!filter.needsRest) return parts;
  const needle = needleOf(
    filter.filters,
    parts.map(({ judge }) => judge),
  );
  await fetchChunks(tools.pool, "logs", query.tenant, parts.map(wishOf), needle);
  return parts.map(({ view, judge, rows }) => {
    const matching = filter.judge(view, judge, rows);
    view.dropChunks();
    return { view, rows: matching };
  });
}

async function answer(
  tools: SearchTools,
  query: LogQuery,
  cursor: LogKey | null,
  rows: readonly LogRow[],
  volume: LogVolume | null,
): Promise<LogSearchResult> {
  const present = await withChunks(tools.pool, query.tenant, rows);
  const keyed = keyRows(present);
  if (query.order === "newest") keyed.reverse();
  const after = cursor === null ? keyed : keyed.filter((key) => isAfter(key, cursor, query.order));
  const page = after.slice(0, query.limit);
  const truncated = after.length > page.length;
  const last = page.at(-1);
  return {
    records: page.map((one) => ({ id: formatKey(one), logsData: assembleLogs([one.row]) })),
    truncated,
    next: truncated && last ? formatKey(last) : null,
    volume: volume?.finish() ?? null,
  };
}

/** Fetches the chunks of these rows; rows of blocks that are gone meanwhile are left out. */
async function withChunks(pool: pg.Pool, tenant: number, rows: readonly LogRow[]): Promise<LogRow[]> {
  const byView = new Map<LogView, number[]>();
  for (const { view, row } of rows) {
    const ofView = byView.get(view) ?? [];
    byView.set(view, ofView);
    ofView.push(row);
  }
  const wishes = [...byView].map(([view, ofView]) => wishOf({ view, rows: ofView }));
  await fetchChunks(pool, "logs", tenant, wishes);
  return rows.filter(({ view, row }) => view.hasChunk(view.chunkOf(row)));
}
