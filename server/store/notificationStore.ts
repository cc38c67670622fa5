/**
 * The part of the waist that keeps notifications: the outbox with every delivery, and for each group what its receiver was told last.
 * A dispatch writes both in one transaction, so that a kill at any moment may tell twice and never not at all.
 * Units: Unix milliseconds. Errors: as telemetryStore.ts.
 */
import type { Delivery, DeliveryState, Notification, ReceiverKind } from "../model/notification.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

/** What a receiver was told last about a group: Alertmanager's notification log, and when the group began. */
export interface GroupStanding {
  readonly receiver: string;
  readonly groupKey: string;
  /** When its first notification is (was) due. */
  readonly firstDueMs: number;
  /** Null: nothing was told yet. */
  readonly toldMs: number | null;
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
}

export interface Dispatch extends Scope {
  readonly atMs: number;
  readonly standings: readonly GroupStanding[];
  /** Groups without alerts: their standing is forgotten. */
  readonly ended: readonly { readonly receiver: string; readonly groupKey: string }[];
  readonly notifications: readonly {
    readonly notification: Notification;
    readonly integrations: readonly { readonly index: number; readonly kind: ReceiverKind }[];
    /** Equal for the same message to the same receiver: written once. */
    readonly stateHash: string;
  }[];
}

export interface DeliveriesQuery extends Scope {
  readonly window: TimeWindow;
  readonly states?: readonly DeliveryState[];
  readonly receiver?: string;
  readonly fingerprint?: string;
  /** Newest first. */
  readonly limit: number;
}

export interface NotificationStore {
  readStandings(query: Scope): Promise<GroupStanding[]>;
  /** Resolves to how many deliveries are new. */
  writeDispatch(dispatch: Dispatch): Promise<number>;
  /** Takes deliveries that are due, for as long as the lease; whoever dies with them loses them after it. */
  claimDeliveries(query: Scope & { nowMs: number; leaseMs: number; limit: number }): Promise<Delivery[]>;
  finishDelivery(
    query: Scope & { id: string; state: DeliveryState; nowMs: number; dueMs: number | null; error: string | null },
  ): Promise<void>;
  readDeliveries(query: DeliveriesQuery): Promise<{ readonly deliveries: Delivery[]; readonly more: boolean }>;
  /** Due at once again, by hand; false when there is no such delivery. */
  retryDelivery(query: Scope & { id: string; nowMs: number }): Promise<boolean>;
}
