/**
 * Takes what is due, for a lease. Of one lane (a receiver's integration and a group) one message is under way at a time, and where
 * several wait the newest is sent alone, with the ends of alerts that only the older ones tell of: a receiver that was away for hours
 * then hears how things stand, not "firing" after "resolved".
 * A lease or a due time too far ahead was given by a clock that was set back since, and does not count.
 */
import type pg from "pg";
import type { Delivery, Notification } from "../../../model/notification.ts";
import type { DeliveryClaim } from "../../notificationStore.ts";
import { onClient, writing } from "../state/clientWork.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf } from "./deliveryRows.ts";
import { sayable } from "./writeDispatch.ts";

export type Claim = DeliveryClaim & { readonly tenant: number };

/** Longer than the longest wait between two attempts. */
const FARTHEST_DUE_MS = 30 * 3_600_000;
/** Asked twice a second, mostly in vain: one statement without a transaction. */
const ANY_DUE = `SELECT FROM telemetry.notification_delivery
  WHERE tenant = $1 AND due_ms IS NOT NULL AND (due_ms <= $2 OR due_ms > $2 + $3) LIMIT 1`;
const FREE = `SELECT d.id, row_number() OVER (PARTITION BY d.receiver, d.integration ORDER BY d.due_ms, d.id) AS place
  FROM telemetry.notification_delivery d
  WHERE d.tenant = $1 AND d.due_ms IS NOT NULL AND (d.due_ms <= $2 OR d.due_ms > $2 + $4)
    AND (d.receiver, d.integration) NOT IN (SELECT * FROM unnest($6::text[], $7::int4[]))
    AND NOT EXISTS (SELECT FROM telemetry.notification_delivery o
      WHERE o.tenant = d.tenant AND o.lane = d.lane AND o.due_ms IS NOT NULL AND o.lease_ms > $2 AND o.lease_ms <= $2 + $3)`;
const DUE = `SELECT d.lane FROM telemetry.notification_delivery d
  WHERE d.id IN (SELECT id FROM (${FREE}) free WHERE place <= $8) AND d.due_ms IS NOT NULL
  ORDER BY d.due_ms, d.id LIMIT $5 FOR UPDATE SKIP LOCKED`;
const LANES = `SELECT ${DELIVERY_COLUMNS}, encode(lane, 'hex') AS lane FROM telemetry.notification_delivery
  WHERE tenant = $1 AND lane = ANY ($2::bytea[]) AND due_ms IS NOT NULL ORDER BY id FOR UPDATE SKIP LOCKED`;
const REPLACE = `UPDATE telemetry.notification_delivery SET state = 'replaced', due_ms = NULL, lease_ms = NULL
  WHERE id = ANY ($1::int8[])`;
const TAKE = `UPDATE telemetry.notification_delivery d SET lease_ms = $3, attempts = attempts + 1, notification = given.text
  FROM unnest($1::int8[], $2::text[]) AS given (id, text) WHERE d.id = given.id`;

/** The newest, and with it what only older ones say is over. */
function joined(newest: Notification, older: readonly Notification[]): Notification {
  const said = new Set(newest.alerts.map(({ fingerprint }) => fingerprint));
  const over = new Map(
    older
      .flatMap(({ alerts }) => alerts)
      .filter(({ fingerprint, status }) => status === "resolved" && !said.has(fingerprint))
      .map((alert) => [alert.fingerprint, alert]),
  );
  return over.size === 0 ? newest : { ...newest, alerts: [...newest.alerts, ...over.values()] };
}

/** Waiting messages of one lane, oldest first. */
function settleLane(waiting: readonly Delivery[]): {
  readonly taken: Delivery | null;
  readonly replaced: readonly string[];
} {
  const newest = waiting[waiting.length - 1];
  if (!newest) return { taken: null, replaced: [] };
  const older = waiting.slice(0, -1);
  const notification = joined(
    newest.notification,
    older.map((each) => each.notification),
  );
  return { taken: { ...newest, notification, attempts: newest.attempts + 1 }, replaced: older.map(({ id }) => id) };
}

async function waitingLanes(client: pg.ClientBase, claim: Claim): Promise<Delivery[][]> {
  const { tenant, nowMs, leaseMs, limit, except = [], mostEach = limit } = claim;
  const busy = [except.map(({ receiver }) => sayable(receiver)), except.map(({ integration }) => integration)];
  const asked = [tenant, nowMs, leaseMs, FARTHEST_DUE_MS, limit, ...busy, mostEach];
  const due = await client.query<{ lane: Uint8Array }>(DUE, asked);
  if (due.rows.length === 0) return [];
  const found = await client.query<DeliveryRow & { lane: string }>(LANES, [tenant, due.rows.map(({ lane }) => lane)]);
  const lanes = new Map<string, Delivery[]>();
  for (const { lane, ...row } of found.rows) {
    const waiting = lanes.get(lane) ?? [];
    waiting.push(deliveryOf(row));
    lanes.set(lane, waiting);
  }
  return [...lanes.values()];
}

export async function claimDeliveries(pool: pg.Pool, claim: Claim): Promise<Delivery[]> {
  const due = { name: "any delivery due", text: ANY_DUE, values: [claim.tenant, claim.nowMs, FARTHEST_DUE_MS] };
  if ((await pool.query(due)).rowCount === 0) return [];
  return await onClient(pool, (client) =>
    writing(client, async () => {
      const settled = (await waitingLanes(client, claim)).map(settleLane);
      const taken = settled.flatMap((lane) => (lane.taken ? [lane.taken] : []));
      if (taken.length === 0) return [];
      await client.query(REPLACE, [settled.flatMap(({ replaced }) => replaced)]);
      const texts = taken.map(({ notification }) => JSON.stringify(notification));
      await client.query(TAKE, [taken.map(({ id }) => id), texts, Math.floor(claim.nowMs + claim.leaseMs)]);
      return taken;
    }),
  );
}
