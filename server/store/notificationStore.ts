/**
 * The part of the waist that keeps notifications: the outbox with every delivery, and for each group what its receiver was told last.
 * A dispatch writes both in one transaction, so that a kill at any moment may tell twice and never not at all.
 * Units: Unix milliseconds. Errors: as telemetryStore.ts.
 */
import type {
  Delivery,
  DeliveryState,
  DeliveryTrouble,
  GroupStanding,
  LoggedDelivery,
  Notification,
  ReceiverKind,
} from "../model/notification.ts";
import type { TimeWindow } from "../model/time.ts";
import type { Scope } from "./telemetryStore.ts";

export interface Dispatch extends Scope {
  readonly atMs: number;
  readonly standings: readonly GroupStanding[];
  /** Groups without alerts: their standing is forgotten. */
  readonly ended: readonly { readonly receiver: string; readonly groupKey: string }[];
  readonly notifications: readonly {
    readonly notification: Notification;
    readonly integrations: readonly { readonly index: number; readonly kind: ReceiverKind }[];
    /** Equal for the same message to the same receiver, of any length: written once. */
    readonly stateHash: string;
  }[];
  /** Ids of owed deliveries that need not be told again any more. */
  readonly settled?: readonly string[];
}

export interface DeliveriesQuery extends Scope {
  readonly window: TimeWindow;
  readonly states?: readonly DeliveryState[];
  readonly receiver?: string;
  readonly fingerprint?: string;
  /** Newest first. */
  readonly limit: number;
}

export interface DeliveryClaim {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly limit: number;
  /** At most so many of each integration. */
  readonly mostEach?: number;
  /** Those that are busy: nothing of theirs is taken. */
  readonly except?: readonly Pick<Delivery, "receiver" | "integration">[];
}

export interface NotificationStore {
  readStandings(query: Scope): Promise<GroupStanding[]>;
  /** Resolves to how many deliveries are new. */
  writeDispatch(dispatch: Dispatch): Promise<number>;
  /** Takes deliveries that are due, for as long as the lease; whoever dies with them loses them after it. */
  claimDeliveries(query: Scope & DeliveryClaim): Promise<Delivery[]>;
  /** `isOwed`: it died, and its integration is to be told again. `refused`: by whom, where others took it. */
  finishDelivery(
    query: Scope & {
      id: string;
      state: DeliveryState;
      nowMs: number;
      dueMs: number | null;
      error: string | null;
      isOwed?: boolean;
      refused?: readonly string[];
    },
  ): Promise<void>;
  /** Deliveries that died and are to be told again, oldest first. */
  readOwed(query: Scope): Promise<Delivery[]>;
  /** How many are still to be sent. */
  countWaiting(query: Scope): Promise<number>;
  readDeliveries(query: DeliveriesQuery): Promise<{ readonly deliveries: LoggedDelivery[]; readonly more: boolean }>;
  /** Of what was written within a window: integrations that took nothing since their first failure. */
  readTroubles(query: Scope & { window: TimeWindow }): Promise<DeliveryTrouble[]>;
  /** Of a receiver that said it is gone: nothing more is sent to this address (a hash of it), until it is enabled again. */
  disableAddress(query: Scope & { address: string; why: string; nowMs: number }): Promise<void>;
  enableAddress(query: Scope & { address: string }): Promise<void>;
  readDisabled(
    query: Scope,
  ): Promise<readonly { readonly address: string; readonly why: string; readonly sinceMs: number }[]>;
  /** Forgets deliveries that are over and older. Resolves to how many. */
  dropDeliveries(query: Scope & { beforeMs: number }): Promise<number>;
  /** 32 random bytes, made once: the same for every process of this installation. */
  readLinkSecret(query: Scope): Promise<Uint8Array>;
  /** Due at once again, by hand; false when there is no such delivery. */
  retryDelivery(query: Scope & { id: string; nowMs: number }): Promise<boolean>;
}
