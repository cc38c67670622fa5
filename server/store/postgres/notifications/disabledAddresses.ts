/** Addresses that nothing is sent to since they said that they are gone; known by a hash, since addresses are secrets. */
import type pg from "pg";
import { sayable } from "./writeDispatch.ts";

interface Disabled {
  readonly address: string;
  readonly why: string;
  readonly sinceMs: number;
}

export async function disableAddress(
  pool: pg.Pool,
  query: { readonly tenant: number; readonly address: string; readonly why: string; readonly nowMs: number },
): Promise<void> {
  await pool.query(
    `INSERT INTO telemetry.notification_disabled (tenant, address, why, since_ms) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, address) DO NOTHING`,
    [query.tenant, sayable(query.address), sayable(query.why), Math.floor(query.nowMs)],
  );
}

export async function enableAddress(
  pool: pg.Pool,
  { tenant, address }: { readonly tenant: number; readonly address: string },
): Promise<void> {
  await pool.query("DELETE FROM telemetry.notification_disabled WHERE tenant = $1 AND address = $2", [
    tenant,
    sayable(address),
  ]);
}

export async function readDisabled(pool: pg.Pool, tenant: number): Promise<Disabled[]> {
  const { rows } = await pool.query<Disabled>(
    `SELECT address, why, since_ms::float8 AS "sinceMs" FROM telemetry.notification_disabled WHERE tenant = $1 ORDER BY address`,
    [tenant],
  );
  return rows;
}
