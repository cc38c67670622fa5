/**
 * What the ingest processes saw, second by second: kept as they say it, summed per step when read.
 */
import type pg from "pg";
import { SIGNALS, type Signal } from "../../model/columns.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { IngestTally } from "../telemetryStore.ts";
import { SLOTS } from "./blockReads.ts";
import { type KnownPartitions, stepOfMs } from "./partitions.ts";
import type { WriterConnection } from "./writerConnection.ts";

export async function writeTallies(
  writer: WriterConnection,
  partitions: KnownPartitions,
  tenant: number,
  slot: number,
  tallies: readonly IngestTally[],
): Promise<void> {
  if (tallies.length === 0) return;
  const steps = tallies.map(({ atMs }) => stepOfMs(atMs));
  await writer.use(async (client) => {
    await client.query("INSERT INTO telemetry.ingest_slot (tenant, slot) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      tenant,
      slot,
    ]);
    await partitions.ensure(client, ["ingest_tally"], [...new Set(steps)]);
    await client.query(
      `INSERT INTO telemetry.ingest_tally (at, step, tenant, slot, signal, tally)
       SELECT to_timestamp(ms / 1000), step, $1, $2, signal, tally
       FROM unnest($3::float8[], $4::int4[], $5::text[], $6::jsonb[]) AS new (ms, step, signal, tally)`,
      [
        tenant,
        slot,
        tallies.map(({ atMs }) => atMs),
        steps,
        tallies.map(({ signal }) => signal),
        tallies.map(({ atMs: _, signal: __, ...tally }) => JSON.stringify(tally)),
      ],
    );
  });
}

interface SumRow {
  bucket: string;
  signal: Signal;
  requests: number;
  bytes: number;
  accepted: number;
  repeats: number;
  newest: number | null;
}
interface MapRow {
  bucket: string;
  signal: Signal;
  list: "rejected" | "refused";
  key: string;
  count: number;
}

const number = (key: string) => `sum((tally->>'${key}')::float8)::float8`;
const FROM = `FROM telemetry.ingest_tally
  WHERE tenant = $1 AND ${SLOTS} AND step BETWEEN $2 AND $3 AND at >= to_timestamp($4::float8) AND at < to_timestamp($5::float8)`;
const BUCKET = "floor(extract(epoch FROM at) * 1000 / $6::float8)";

/** Sums per step and signal that saw anything, in order of time. */
export async function readTallySums(
  pool: pg.Pool,
  tenant: number,
  window: TimeWindow,
  stepMs: number,
): Promise<IngestTally[]> {
  const values = [
    tenant,
    stepOfMs(window.startMs),
    stepOfMs(window.endMs),
    window.startMs / 1000,
    window.endMs / 1000,
    stepMs,
  ];
  const [sums, maps] = await Promise.all([
    pool.query<SumRow>(
      `SELECT ${BUCKET} AS bucket, signal, ${number("requests")} AS requests, ${number("bytes")} AS bytes,
         ${number("accepted")} AS accepted, ${number("repeats")} AS repeats, max((tally->>'newestMs')::float8) AS newest
       ${FROM} GROUP BY 1, 2`,
      values,
    ),
    pool.query<MapRow>(
      `SELECT ${BUCKET} AS bucket, signal, list, entry.key, sum(entry.value::float8)::float8 AS count
       FROM (SELECT at, signal, tally ${FROM}) AS t, unnest(ARRAY['rejected', 'refused']) AS list,
         jsonb_each_text(t.tally->list) AS entry GROUP BY 1, 2, 3, 4`,
      values,
    ),
  ]);
  const lists = new Map<string, Record<string, number>>();
  for (const { bucket, signal, list, key, count } of maps.rows) {
    const name = `${bucket}:${signal}:${list}`;
    lists.set(name, { ...lists.get(name), [key]: count });
  }
  return sums.rows
    .map(({ bucket, signal, newest, ...counts }) => ({
      ...counts,
      atMs: Number(bucket) * stepMs,
      signal,
      newestMs: newest,
      rejected: lists.get(`${bucket}:${signal}:rejected`) ?? {},
      refused: lists.get(`${bucket}:${signal}:refused`) ?? {},
    }))
    .sort((a, b) => a.atMs - b.atMs || SIGNALS.indexOf(a.signal) - SIGNALS.indexOf(b.signal));
}
