/**
 * The delivery log. A receiver that refuses for good is told anew at each group interval: its rows stay as they are, for each is one
 * attempt of its own, and are read as one where the same group died in the same way again and again.
 */
import type pg from "pg";
import type { DeliveryTrouble, LoggedDelivery } from "../../../model/notification.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { DeliveriesQuery } from "../../notificationStore.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf } from "./deliveryRows.ts";
import { sayable } from "./writeDispatch.ts";

interface LogRow extends DeliveryRow {
  readonly times: number;
  readonly firstMs: number;
}

/** Runs are found over what is small of a row; the messages are read of those that are shown. */
const LOG = `WITH told AS (
    SELECT id, lane, created_ms, state, state = 'dead' AND lag(state) OVER each = 'dead'
      AND lag(last_error) OVER each IS NOT DISTINCT FROM last_error AS goes_on
    FROM telemetry.notification_delivery
    WHERE tenant = $1 AND created_ms >= $2 AND created_ms < $3
      AND ($5::text IS NULL OR receiver = $5) AND ($6::text IS NULL OR fingerprints @> ARRAY[$6])
    WINDOW each AS (PARTITION BY lane ORDER BY created_ms, id)),
  numbered AS (SELECT *, count(*) FILTER (WHERE goes_on IS NOT TRUE) OVER (PARTITION BY lane ORDER BY created_ms, id) AS run FROM told),
  runs AS (SELECT max(id) AS id, max(created_ms) AS newest_ms, count(*)::float8 AS times, min(created_ms)::float8 AS "firstMs"
    FROM numbered WHERE $4::text[] IS NULL OR state = ANY ($4) GROUP BY lane, run
    ORDER BY newest_ms DESC, id DESC LIMIT $7)
  SELECT ${DELIVERY_COLUMNS}, times, "firstMs" FROM runs JOIN telemetry.notification_delivery USING (id)
  ORDER BY newest_ms DESC, id DESC`;

export async function readDeliveries(
  pool: pg.Pool,
  { tenant, window, states, receiver, fingerprint, limit }: DeliveriesQuery,
): Promise<{ readonly deliveries: LoggedDelivery[]; readonly more: boolean }> {
  const { rows } = await pool.query<LogRow>(LOG, [
    tenant,
    Math.ceil(window.startMs),
    Math.ceil(window.endMs),
    states ?? null,
    receiver === undefined ? null : sayable(receiver),
    fingerprint === undefined ? null : sayable(fingerprint),
    limit + 1,
  ]);
  const deliveries = rows.slice(0, limit).map(({ times, firstMs, ...row }) => ({ ...deliveryOf(row), times, firstMs }));
  return { deliveries, more: rows.length > limit };
}

const TROUBLES = `WITH told AS (SELECT receiver, integration, kind, state, created_ms, last_error,
      max(created_ms) FILTER (WHERE state = 'sent') OVER (PARTITION BY receiver, integration) AS arrived_ms
    FROM telemetry.notification_delivery WHERE tenant = $1 AND created_ms >= $2 AND created_ms < $3)
  SELECT receiver, integration, (array_agg(kind ORDER BY created_ms DESC))[1] AS kind, count(*)::float8 AS failed,
    min(created_ms)::float8 AS "sinceMs", (array_agg(last_error ORDER BY created_ms DESC))[1] AS "lastError",
    min(arrived_ms)::float8 AS "arrivedMs"
  FROM told WHERE state IN ('dead', 'failed') AND (arrived_ms IS NULL OR created_ms > arrived_ms)
  GROUP BY receiver, integration ORDER BY receiver, integration`;

export async function readTroubles(
  pool: pg.Pool,
  { tenant, window }: { readonly tenant: number; readonly window: TimeWindow },
): Promise<DeliveryTrouble[]> {
  const { rows } = await pool.query<DeliveryTrouble>(TROUBLES, [
    tenant,
    Math.ceil(window.startMs),
    Math.ceil(window.endMs),
  ]);
  return rows;
}
