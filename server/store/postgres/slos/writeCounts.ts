/**
 * Writing counts of SLOs: many at once in one transaction with their cursors. An hour that is told in part keeps the rest of what it had.
 * Cursors are locked in the order of their names, so that two writers wait for each other and never in a ring.
 */
import type pg from "pg";
import { SLO_STEP_MS, type SloCounts } from "../../../model/slo.ts";
import { SLO_SETTLED_MS, type SloWrite } from "../../sloStore.ts";
import { onClient, writing } from "../state/clientWork.ts";
import type { TimedPartitions } from "../state/partitions.ts";
import { decodeHour, emptyHour, encodeHour, HOUR_MINUTES, HOUR_MS, type HourCounts } from "./hourCodec.ts";
import { SLO_HOURS } from "./hourPartitions.ts";

export interface SloTools {
  readonly pool: pg.Pool;
  readonly partitions: TimedPartitions;
}

interface Cursor {
  readonly slo: string;
  readonly number: number;
  readonly revision: number;
  readonly until: number;
}
/** A part of one hour, or all of it. */
interface HourPart {
  readonly slo: string;
  readonly atMs: number;
  /** The first minute of the hour that is told, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly counts: HourCounts;
}

export async function writeCounts(tools: SloTools, tenant: number, writes: readonly SloWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const parts = writes.flatMap(({ cursor, counts }) => hoursOf(cursor.slo, counts));
  await onClient(tools.pool, async (client) => {
    const hours = new Set(parts.map(({ atMs }) => atMs));
    await tools.partitions.ensure(client, SLO_HOURS, hours);
    await writing(client, async () => {
      const before = await lockCursors(client, tenant, writes);
      await writeHours(client, tenant, parts, before);
      await writeCursors(client, tenant, writes, before);
    });
  });
}

/** The hours that a stretch of minutes touches. */
function hoursOf(slo: string, { startMs, bad, valid }: SloCounts): HourPart[] {
  const endMs = startMs + valid.length * SLO_STEP_MS;
  const parts: HourPart[] = [];
  for (let atMs = Math.floor(startMs / HOUR_MS) * HOUR_MS; atMs < endMs; atMs += HOUR_MS) {
    const place = (atMs - startMs) / SLO_STEP_MS;
    const from = Math.max(0, -place);
    const to = Math.min(HOUR_MINUTES, valid.length - place);
    const cut = (values: Float64Array) => values.subarray(place + from, place + to);
    parts.push({ slo, atMs, from, to, counts: { bad: cut(bad), valid: cut(valid) } });
  }
  return parts;
}

/** Makes cursors that are missing, and drops what was counted by another revision. */
async function lockCursors(
  client: pg.ClientBase,
  tenant: number,
  writes: readonly SloWrite[],
): Promise<Map<string, Cursor>> {
  const slos = writes.map(({ cursor }) => cursor.slo);
  await client.query(
    `INSERT INTO telemetry.slo_cursor (tenant, slo, revision, since_ms, until_ms)
     SELECT $1, * FROM unnest($2::text[], $3::int4[], $4::int8[], $4::int8[]) AS made (slo, revision, since_ms, until_ms)
     WHERE NOT EXISTS (SELECT 1 FROM telemetry.slo_cursor c WHERE c.tenant = $1 AND c.slo = made.slo)
     ORDER BY slo ON CONFLICT DO NOTHING`,
    [tenant, slos, writes.map(({ cursor }) => cursor.revision), writes.map(({ cursor }) => cursor.sinceMs)],
  );
  const { rows } = await client.query<Cursor>(
    `SELECT slo, number, revision, until_ms::float8 AS until FROM telemetry.slo_cursor
     WHERE tenant = $1 AND slo = ANY ($2) ORDER BY slo FOR UPDATE`,
    [tenant, slos],
  );
  const known = new Map(rows.map((row) => [row.slo, row]));
  const changed = writes.flatMap(({ cursor }) => {
    const row = known.get(cursor.slo);
    return row && row.revision !== cursor.revision ? [row.number] : [];
  });
  if (changed.length > 0)
    await client.query("DELETE FROM telemetry.slo_hour WHERE tenant = $1 AND slo = ANY ($2)", [tenant, changed]);
  return known;
}

async function writeHours(
  client: pg.ClientBase,
  tenant: number,
  parts: readonly HourPart[],
  cursors: ReadonlyMap<string, Cursor>,
): Promise<void> {
  const numberOf = (slo: string) => cursors.get(slo)?.number ?? 0;
  const partial = parts.filter(({ from, to }) => from > 0 || to < HOUR_MINUTES);
  const { rows } = await client.query<{ slo: number; at: number; payload: Uint8Array }>(
    `SELECT h.slo, h.at_ms::float8 AS at, h.payload FROM telemetry.slo_hour h
     JOIN unnest($2::int4[], $3::int8[]) AS wanted (slo, at_ms) ON h.slo = wanted.slo AND h.at_ms = wanted.at_ms
     WHERE h.tenant = $1`,
    [tenant, partial.map(({ slo }) => numberOf(slo)), partial.map(({ atMs }) => atMs)],
  );
  const merged = new Map<string, { slo: number; atMs: number; hour: HourCounts }>();
  for (const { slo, at, payload } of rows) merged.set(`${slo} ${at}`, { slo, atMs: at, hour: decodeHour(payload) });
  for (const { slo, atMs, from, counts } of parts) {
    const key = `${numberOf(slo)} ${atMs}`;
    const entry = merged.get(key) ?? { slo: numberOf(slo), atMs, hour: emptyHour() };
    entry.hour.bad.set(counts.bad, from);
    entry.hour.valid.set(counts.valid, from);
    merged.set(key, entry);
  }
  const hours = [...merged.values()];
  await client.query(
    `INSERT INTO telemetry.slo_hour AS h (tenant, slo, at_ms, payload)
     SELECT $1, * FROM unnest($2::int4[], $3::int8[], $4::bytea[])
     ON CONFLICT (tenant, slo, at_ms) DO UPDATE SET payload = excluded.payload WHERE h.payload <> excluded.payload`,
    [
      tenant,
      hours.map(({ slo }) => slo),
      hours.map(({ atMs }) => atMs),
      hours.map(({ hour }) => Buffer.from(encodeHour(hour))),
    ],
  );
}

async function writeCursors(
  client: pg.ClientBase,
  tenant: number,
  writes: readonly SloWrite[],
  before: ReadonlyMap<string, Cursor>,
): Promise<void> {
  const rewrote = writes.map(({ cursor, counts }) => {
    const known = before.get(cursor.slo);
    const isSettled = !known || known.revision !== cursor.revision || counts.startMs < known.until - SLO_SETTLED_MS;
    return isSettled ? 1 : 0;
  });
  const column = (read: (cursor: SloWrite["cursor"]) => string | number) => writes.map(({ cursor }) => read(cursor));
  await client.query(
    `UPDATE telemetry.slo_cursor c SET revision = w.revision, since_ms = w.since_ms, until_ms = w.until_ms,
       rewrites = c.rewrites + w.rewrote
     FROM unnest($2::text[], $3::int4[], $4::int8[], $5::int8[], $6::int8[]) AS w (slo, revision, since_ms, until_ms, rewrote)
     WHERE c.tenant = $1 AND c.slo = w.slo`,
    [
      tenant,
      column(({ slo }) => slo),
      column(({ revision }) => revision),
      column(({ sinceMs }) => sinceMs),
      column(({ untilMs }) => untilMs),
      rewrote,
    ],
  );
}

export async function forgetCounts({ pool }: SloTools, tenant: number, slo: string): Promise<void> {
  await pool.query(
    `WITH gone AS (DELETE FROM telemetry.slo_cursor WHERE tenant = $1 AND slo = $2 RETURNING number)
     DELETE FROM telemetry.slo_hour WHERE tenant = $1 AND slo IN (SELECT number FROM gone)`,
    [tenant, slo],
  );
}
