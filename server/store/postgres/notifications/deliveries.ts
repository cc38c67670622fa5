/** What the outbox still owes, and forgetting what is old. */
import type pg from "pg";
import type { Delivery } from "../../../model/notification.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf } from "./deliveryRows.ts";

export async function readOwed(pool: pg.Pool, tenant: number): Promise<Delivery[]> {
  const text = `SELECT ${DELIVERY_COLUMNS} FROM telemetry.notification_delivery WHERE tenant = $1 AND is_owed ORDER BY id`;
  const { rows } = await pool.query<DeliveryRow>({ name: "owed deliveries", text, values: [tenant] });
  return rows.map(deliveryOf);
}

export async function countWaiting(pool: pg.Pool, tenant: number): Promise<number> {
  const text = `SELECT count(*)::float8 AS waiting FROM telemetry.notification_delivery WHERE tenant = $1 AND due_ms IS NOT NULL`;
  const { rows } = await pool.query<{ waiting: number }>({ name: "waiting deliveries", text, values: [tenant] });
  return rows[0]?.waiting ?? 0;
}

/** At most so many in one statement; the next call takes the rest. */
const MOST_DROPPED = 10_000;

export async function dropDeliveries(
  pool: pg.Pool,
  { tenant, beforeMs }: { readonly tenant: number; readonly beforeMs: number },
): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM telemetry.notification_delivery WHERE id IN (SELECT id FROM telemetry.notification_delivery
       WHERE tenant = $1 AND created_ms < $2 AND due_ms IS NULL ORDER BY created_ms LIMIT $3)`,
    [tenant, Math.floor(beforeMs), MOST_DROPPED],
  );
  return rowCount ?? 0;
}
