/**
 * The sender: takes what is due from the outbox and delivers it. Each integration has a few hands of its own, one while it is in
 * trouble, so that one that hangs holds up nobody else. What it took is its own for a lease; if it dies meanwhile, the message is sent again.
 * Next: server/delivery/deliver.ts.
 */
import { addressOf } from "../../delivery/addressOf.ts";
import { deliver, type MessagePicture, type OutgoingMessage } from "../../delivery/deliver.ts";
import type { Outcome } from "../../delivery/outcome.ts";
import type { Log } from "../../log.ts";
import type { Delivery, NotificationSettings, ReceiverIntegration } from "../../model/notification.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { NotificationStore } from "../../store/notificationStore.ts";
import type { DeliveryMeter } from "./deliveryMeter.ts";
import { outgoing } from "./outgoing.ts";
import { nextTryMs } from "./retrySchedule.ts";
import type { Told } from "./settingsBook.ts";

export interface SenderOptions {
  readonly store: NotificationStore & Pick<AlertStore, "readEpisodes">;
  readonly read: () => Promise<Told>;
  /** A picture of an alert's chart at an instant; null when there is none. */
  readonly picture: (fingerprint: string, atMs: number) => Promise<MessagePicture | null>;
  readonly signPath: (path: string) => Promise<string>;
  readonly consoleUrl: string;
  readonly allow: readonly string[];
  readonly tenant: number;
  readonly now: () => number;
  readonly log: Log;
  readonly meter: DeliveryMeter;
}

/** Longer than evidence, picture and two attempts may take. */
export const LEASE_MS = 60_000;
const IDLE_MS = 500;
/** Hands may be free again so soon. */
const BUSY_MS = 50;
const MOST_AT_ONCE = 256;
const MOST_EACH = 4;

const laneOf = ({ receiver, integration }: Pick<Delivery, "receiver" | "integration">) =>
  JSON.stringify([receiver, integration]);

function integrationOf(settings: NotificationSettings, delivery: Delivery): ReceiverIntegration | null {
  const integrations = settings.receivers.find(({ name }) => name === delivery.receiver)?.integrations ?? [];
  // Where the list became shorter, the one of its kind is meant.
  return integrations[delivery.integration] ?? integrations.find(({ kind }) => kind === delivery.kind) ?? null;
}

export class Sender {
  private readonly options: SenderOptions;
  private readonly underWay = new Map<string, Delivery>();
  /** Integrations whose last attempt may pass another time: hung, busy, away. */
  private readonly troubled = new Set<string>();
  /** By integration: what went wrong last, as it was logged. */
  private readonly said = new Map<string, string>();

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /** Takes what it has hands for. Resolves to how long to wait. */
  async step(): Promise<number> {
    const { store, tenant, now, read } = this.options;
    const limit = MOST_AT_ONCE - this.underWay.size;
    if (limit <= 0) return BUSY_MS;
    const mostEach = this.troubled.size > 0 ? 1 : MOST_EACH;
    const claim = { tenant, nowMs: now(), leaseMs: LEASE_MS, limit, mostEach, except: this.busy() };
    const claimed = await store.claimDeliveries(claim);
    if (claimed.length === 0) return this.underWay.size > 0 ? BUSY_MS : IDLE_MS;
    const [{ settings }, disabled] = await Promise.all([read(), store.readDisabled({ tenant })]);
    const gone = new Map(disabled.map(({ address, why }) => [address, why]));
    for (const delivery of claimed) {
      this.underWay.set(delivery.id, delivery);
      void this.send(delivery, settings, gone).finally(() => this.underWay.delete(delivery.id));
    }
    return 0;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await new Promise((turn) => setTimeout(turn, 5));
  }

  /** Integrations that have no hand free. */
  private busy(): Delivery[] {
    const lanes = new Map<string, Delivery[]>();
    for (const delivery of this.underWay.values()) {
      const lane = laneOf(delivery);
      lanes.set(lane, [...(lanes.get(lane) ?? []), delivery]);
    }
    return [...lanes].flatMap(([lane, [first, ...more]]) => {
      const most = this.troubled.has(lane) ? 1 : MOST_EACH;
      return first && more.length + 1 >= most ? [first] : [];
    });
  }

  /** Never rejects: what cannot be marked is sent again after the lease. */
  private async send(
    delivery: Delivery,
    settings: NotificationSettings,
    gone: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { log } = this.options;
    const { id, receiver, kind } = delivery;
    try {
      const to = integrationOf(settings, delivery);
      const outcome = await this.attempt(to, delivery, settings, gone);
      if (outcome.kind === "retry") this.troubled.add(laneOf(delivery));
      else this.troubled.delete(laneOf(delivery));
      this.options.meter.count(kind, outcome.kind);
      await this.mark(delivery, to, outcome);
      this.sayOnce(delivery, outcome.kind === "sent" ? (outcome.note ?? "") : outcome.why);
    } catch (error) {
      log.warn({ id, receiver, kind, error }, "a notification could not be marked; it is sent again");
    }
  }

  /** What goes wrong in the same way again and again is said once; the delivery log has each of them. */
  private sayOnce(delivery: Delivery, why: string): void {
    const lane = laneOf(delivery);
    if (why !== "" && this.said.get(lane) !== why) {
      const { id, receiver, kind } = delivery;
      this.options.log.warn({ id, receiver, kind, why }, "a notification was not delivered, or not to all");
    }
    this.said.set(lane, why);
  }

  private async attempt(
    to: ReceiverIntegration | null,
    delivery: Delivery,
    settings: NotificationSettings,
    gone: ReadonlyMap<string, string>,
  ): Promise<Outcome> {
    if (!to)
      return { kind: "dead", why: `The receiver "${delivery.receiver}" has no such way of being told any more.` };
    const why = gone.get(addressOf(to));
    if (why !== undefined)
      return { kind: "dead", isGone: true, why: `Nothing is sent there until it is enabled again: ${why}` };
    const message: OutgoingMessage = await outgoing(delivery.notification, this.options, {
      atMs: delivery.createdMs,
      isCarried: to.kind === "email",
    });
    const only = delivery.refused.length > 0 ? { only: delivery.refused } : {};
    const { consoleUrl, allow, now } = this.options;
    const templates = settings.receivers.find(({ name }) => name === delivery.receiver)?.message;
    const told = { consoleUrl, allow, templates, nowMs: now(), deliveryId: `msg_${delivery.id}` };
    return await deliver(to, { ...message, ...only }, told);
  }

  private async mark(delivery: Delivery, to: ReceiverIntegration | null, outcome: Outcome): Promise<void> {
    const { store, tenant, now } = this.options;
    const nowMs = now();
    const done = { tenant, id: delivery.id, nowMs };
    if (outcome.kind === "sent") {
      const { note = null, refused = [] } = outcome;
      await store.finishDelivery({ ...done, state: "sent", dueMs: null, error: note, refused });
      return;
    }
    const { why } = outcome;
    if (outcome.kind === "dead") {
      if (outcome.isGone && to) await store.disableAddress({ tenant, address: addressOf(to), why, nowMs });
      await store.finishDelivery({ ...done, state: "dead", dueMs: null, error: why, isOwed: !outcome.isGone });
      return;
    }
    const { attempts, createdMs } = delivery;
    const { afterMs } = outcome;
    const waitMs = nextTryMs({ attempts, afterMs, ageMs: nowMs - createdMs, chance: Math.random() });
    const { refused = [] } = outcome;
    if (waitMs !== null) {
      await store.finishDelivery({ ...done, state: "failed", dueMs: nowMs + waitMs, error: why, refused });
      return;
    }
    const error = `${why} It was tried ${attempts} times over three days and is not tried again.`;
    // Where some took it the receiver was told.
    const end = refused.length > 0 ? { state: "sent" as const, refused } : { state: "dead" as const, isOwed: true };
    await store.finishDelivery({ ...done, ...end, dueMs: null, error });
  }
}
