/**
 * Telling people, as the leader of `loops` runs it: who is to be told goes into the outbox, what is in the outbox is sent, and what was
 * sent long ago is forgotten. At least once: a kill at any moment may tell twice, never not at all.
 */

import type { ControlPlane } from "../../db/controlPlane.ts";
import type { MessagePicture } from "../../delivery/deliver.ts";
import type { Log } from "../../log.ts";
import type { Alert } from "../../model/alert.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { NotificationStore } from "../../store/notificationStore.ts";
import type { Job } from "../repeat.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Sender } from "./sender.ts";
import { SettingsBook } from "./settingsBook.ts";

export interface NotifyOptions {
  readonly store: NotificationStore & Pick<AlertStore, "readEpisodes">;
  readonly db: Pick<ControlPlane, "readDefinitions">;
  /** Every alert as it stands, those that are over while they are kept too; null while that is not known yet. */
  readonly alerts: () => readonly Alert[] | null;
  /** A picture of an alert's chart; without it messages have none. */
  readonly picture?: (fingerprint: string, atMs: number) => Promise<MessagePicture | null>;
  readonly tenant: number;
  readonly log: Log;
  readonly now: () => number;
  /** What links begin with: config.consoleUrl. */
  readonly consoleUrl: string;
  /** config.webhookAllow. */
  readonly allow: readonly string[];
  /** How long the delivery log is kept. */
  readonly retentionMs: number;
}

const HOUR_MS = 3_600_000;

export function notifyJobs(options: NotifyOptions): Job[] {
  const { store, db, log, tenant, now, retentionMs, picture = async () => null } = options;
  const book = new SettingsBook(db, log);
  const read = () => book.read();
  const dispatcher = new Dispatcher({ ...options, read });
  const sender = new Sender({ ...options, picture, read });
  return [
    { name: "dispatch notifications", step: () => dispatcher.step() },
    { name: "send notifications", step: () => sender.step() },
    {
      name: "forget old deliveries",
      step: async () => {
        const dropped = await store.dropDeliveries({ tenant, beforeMs: now() - retentionMs });
        return dropped > 0 ? 1_000 : HOUR_MS;
      },
    },
  ];
}
