/** Reading counts of SLOs: their hours as they are stored, laid side by side over the window asked. */
import type pg from "pg";
import { SLO_STEP_MS, type SloCounts } from "../../../model/slo.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { SloCounted } from "../../sloStore.ts";
import { decodeHour, HOUR_MINUTES, HOUR_MS } from "./hourCodec.ts";

export async function readCursors(pool: pg.Pool, tenant: number): Promise<SloCounted[]> {
  const { rows } = await pool.query<SloCounted>({
    name: "read slo cursors",
    text: `SELECT slo, revision, since_ms::float8 AS "sinceMs", until_ms::float8 AS "untilMs", rewrites::float8 AS rewrites
      FROM telemetry.slo_cursor WHERE tenant = $1 ORDER BY slo`,
    values: [tenant],
  });
  return rows;
}

interface HourRow {
  readonly slo: string;
  readonly at: number;
  readonly payload: Uint8Array;
}

const HOURS = `SELECT c.slo, h.at_ms::float8 AS at, h.payload FROM telemetry.slo_cursor c
  JOIN telemetry.slo_hour h ON h.tenant = c.tenant AND h.slo = c.number
  WHERE c.tenant = $1 AND c.slo = ANY ($2) AND h.at_ms >= $3 AND h.at_ms < $4`;

/** Of each of `slos`, in whole minutes from the window's first on. */
export async function readCounts(
  pool: pg.Pool,
  tenant: number,
  slos: readonly string[],
  window: TimeWindow,
): Promise<Map<string, SloCounts>> {
  const startMs = Math.floor(window.startMs / SLO_STEP_MS) * SLO_STEP_MS;
  const length = Math.max(0, Math.ceil((window.endMs - startMs) / SLO_STEP_MS));
  const found = new Map(slos.map((slo) => [slo, unknownCounts(startMs, length)]));
  const fromHour = Math.floor(startMs / HOUR_MS) * HOUR_MS;
  const values = [tenant, slos, fromHour, window.endMs];
  const { rows } = await pool.query<HourRow>({ name: "read slo hours", text: HOURS, values });
  for (const { slo, at, payload } of rows) {
    const counts = found.get(slo);
    if (counts) placeHour(counts, at, payload);
  }
  return found;
}

export function unknownCounts(startMs: number, length: number): SloCounts {
  const unknown = () => new Float64Array(length).fill(Number.NaN);
  return { startMs, bad: unknown(), valid: unknown() };
}

function placeHour(counts: SloCounts, atMs: number, payload: Uint8Array): void {
  const hour = decodeHour(payload);
  const place = (atMs - counts.startMs) / SLO_STEP_MS;
  const from = Math.max(0, -place);
  const to = Math.min(HOUR_MINUTES, counts.valid.length - place);
  if (from >= to) return;
  counts.bad.set(hour.bad.subarray(from, to), place + from);
  counts.valid.set(hour.valid.subarray(from, to), place + from);
}
