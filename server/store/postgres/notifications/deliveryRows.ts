/** Rows of the outbox as deliveries. */
import type { Delivery, DeliveryState, Notification, ReceiverKind } from "../../../model/notification.ts";

export const DELIVERY_COLUMNS = `id, receiver, integration, kind, notification, state, attempts, last_error AS "lastError", refused,
  created_ms::float8 AS "createdMs", due_ms::float8 AS "dueMs", sent_ms::float8 AS "sentMs"`;

export interface DeliveryRow {
  readonly id: string;
  readonly receiver: string;
  readonly integration: number;
  readonly kind: ReceiverKind;
  readonly notification: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly refused: readonly string[];
  readonly createdMs: number;
  readonly dueMs: number | null;
  readonly sentMs: number | null;
}

/** Only writeDispatch.ts makes the JSON. */
export function deliveryOf({ id, notification, ...row }: DeliveryRow): Delivery {
  const parsed = JSON.parse(notification) as Notification;
  return { ...row, id: String(id), receiver: parsed.receiver, notification: parsed };
}
