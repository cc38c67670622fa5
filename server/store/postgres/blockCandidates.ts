/**
 * Which blocks a question must look into: those of its window whose tokens and limits admit it. Only 32 bytes of a block's filter
 * are read per token, so a thousand blocks cost some milliseconds.
 */
import type pg from "pg";
import type { Signal } from "../../model/columns.ts";
import type { TimeWindow } from "../../model/time.ts";
import { readSummary } from "../block/rawBlock.ts";
import { LINE_BYTES } from "../block/tokens.ts";
import { linesMeet, type TokenTerms } from "../block/tokenTerms.ts";
import { type BlockPlace, SLOTS } from "./blockReads.ts";
import { stepOfMs } from "./partitions.ts";
import { BLOCK_TABLES } from "./storedBlock.ts";

export interface Candidate extends BlockPlace {
  readonly count: number;
  /** Unix ns, to the precision of a number. */
  readonly tMin: number;
  readonly tMax: number;
  readonly maxDurationNano: number;
  readonly errorCount: number;
}

export interface Candidates {
  readonly blocks: Candidate[];
  readonly pruned: number;
}

export interface CandidateQuery {
  readonly signal: Signal;
  readonly tenant: number;
  readonly window: TimeWindow;
  readonly terms: TokenTerms;
  /** Limits are then those of this service in the block, not of all of it. */
  readonly service?: string;
  readonly minDurationNano?: number;
  readonly onlyErrors?: boolean;
}

const LARGEST_MS = 9_223_372_036_854;
/** Nanoseconds as columns of times hold them at most. */
export const nanoText = (ms: number) => `${Math.trunc(Math.min(Math.max(ms, 0), LARGEST_MS))}000000`;

interface Row {
  block_id: string;
  step: number;
  n: number;
  n_error: number;
  t_min: string;
  t_max: string;
  max_duration: string;
  lines: Buffer | null;
  summary: Buffer | null;
}

type Limits = Pick<Candidate, "maxDurationNano" | "errorCount">;

/** What a block can hold at most; null when it has nothing of the service asked for. */
function limitsOf(row: Row, service: string | undefined): Limits | null {
  if (service === undefined || row.summary === null) {
    return { maxDurationNano: Number(row.max_duration), errorCount: row.n_error };
  }
  return readSummary(row.summary).find((one) => one.service === service) ?? null;
}

function lineOf(token: number): string {
  return `substring(tokens FROM ((${token >>> 0}::int8 & (octet_length(tokens) / ${LINE_BYTES} - 1)) * ${LINE_BYTES} + 1)::int4 FOR ${LINE_BYTES})`;
}

/** Blocks of the window, in no order. */
export async function findCandidates(pool: pg.Pool, query: CandidateQuery): Promise<Candidates> {
  const lines = query.terms.flat().map(lineOf).join(" || ") || "NULL::bytea";
  const { rows } = await pool.query<Row>(
    `SELECT block_id, step, n, n_error, t_min, t_max, max_duration, ${lines} AS lines,
       ${query.service === undefined ? "NULL::bytea" : "summary"} AS summary
     FROM telemetry.${BLOCK_TABLES[query.signal]}
     WHERE tenant = $1 AND ${SLOTS} AND step BETWEEN $2 AND $3 AND t_max >= $4 AND t_min < $5`,
    [
      query.tenant,
      stepOfMs(query.window.startMs),
      stepOfMs(query.window.endMs),
      nanoText(query.window.startMs),
      nanoText(query.window.endMs),
    ],
  );
  const blocks: Candidate[] = [];
  for (const row of rows) {
    if (row.lines !== null && !linesMeet(query.terms, row.lines)) continue;
    const limits = limitsOf(row, query.service);
    if (limits === null) continue;
    if (query.minDurationNano !== undefined && limits.maxDurationNano < query.minDurationNano) continue;
    if (query.onlyErrors && limits.errorCount === 0) continue;
    blocks.push({
      blockId: Number(row.block_id),
      step: row.step,
      count: row.n,
      tMin: Number(row.t_min),
      tMax: Number(row.t_max),
      maxDurationNano: limits.maxDurationNano,
      errorCount: limits.errorCount,
    });
  }
  return { blocks, pruned: rows.length - blocks.length };
}

/** Records and blocks that are fetched at once: enough to make a round trip worth it, few enough to stop early. */
const BATCH_RECORDS = 16_384;
const BATCH_BLOCKS = 64;

/** Where the batch that starts at `from` ends. */
export function batchEnd(blocks: readonly { readonly count: number }[], from: number): number {
  let records = 0;
  let end = from;
  while (end < blocks.length && end - from < BATCH_BLOCKS && (end === from || records < BATCH_RECORDS)) {
    records += blocks[end]?.count ?? 0;
    end++;
  }
  return end;
}
