/** How an attempt ended, and a new beginning by hand. */
import type pg from "pg";
import type { DeliveryState } from "../../../model/notification.ts";
import { sayable } from "./writeDispatch.ts";

export interface Finish {
  readonly tenant: number;
  readonly id: string;
  readonly state: DeliveryState;
  readonly nowMs: number;
  readonly dueMs: number | null;
  readonly error: string | null;
  readonly isOwed?: boolean;
  readonly refused?: readonly string[];
}
const LONGEST_ERROR = 2_000;
const isId = (id: string) => /^\d{1,18}$/.test(id);

export async function finishDelivery(pool: pg.Pool, finish: Finish): Promise<void> {
  const { tenant, id, state, nowMs, dueMs, error, isOwed = false, refused = [] } = finish;
  if (!isId(id)) return;
  await pool.query(
    `UPDATE telemetry.notification_delivery SET state = $3, due_ms = $4, lease_ms = NULL, last_error = $5,
       sent_ms = CASE WHEN $3 = 'sent' THEN $6 ELSE sent_ms END, is_owed = $7, refused = $8
     WHERE tenant = $1 AND id = $2`,
    [
      tenant,
      id,
      state,
      dueMs === null ? null : Math.floor(dueMs),
      error === null ? null : sayable(error).slice(0, LONGEST_ERROR),
      Math.floor(nowMs),
      isOwed,
      refused.map(sayable),
    ],
  );
}

/** One that is being sent now stays as it is, and counts as found. */
export async function retryDelivery(
  pool: pg.Pool,
  { tenant, id, nowMs }: Pick<Finish, "tenant" | "id" | "nowMs">,
): Promise<boolean> {
  if (!isId(id)) return false;
  const { rowCount } = await pool.query(
    `UPDATE telemetry.notification_delivery SET due_ms = $3, attempts = 0, is_owed = false,
       state = CASE WHEN state IN ('dead', 'replaced', 'sent') THEN 'waiting' ELSE state END
     WHERE tenant = $1 AND id = $2`,
    [tenant, id, Math.floor(nowMs)],
  );
  return (rowCount ?? 0) > 0;
}
