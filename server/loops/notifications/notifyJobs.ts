/**
 * Telling people, as the leader of `loops` runs it: who is to be told goes into the outbox, what is in the outbox is sent, other
 * Alertmanagers are told beside it, and what was sent long ago is forgotten. At least once: a kill at any moment may tell twice, never not at all.
 */

import { createSignedLinks } from "../../access/signedLinks.ts";
import type { ControlPlane } from "../../db/controlPlane.ts";
import type { Log } from "../../log.ts";
import type { Alert } from "../../model/alert.ts";
import type { MetricFamily } from "../../selfTelemetry.ts";
import type { PromQl } from "../../series/ask.ts";
import type { TelemetryMaintenance, TelemetryStore } from "../../store/telemetryStore.ts";
import type { Job } from "../repeat.ts";
import { DeliveryMeter } from "./deliveryMeter.ts";
import { Dispatcher } from "./dispatcher.ts";
import { forgetOld } from "./forgetOld.ts";
import { Forwarder } from "./forwarder.ts";
import { Sender } from "./sender.ts";
import { SettingsBook } from "./settingsBook.ts";

export interface NotifyOptions {
  readonly store: TelemetryStore & TelemetryMaintenance;
  readonly db: ControlPlane;
  /** Asked for the lines of pictures. */
  readonly promQl: Pick<PromQl, "ask">;
  /** Every alert as it stands, those that are over while they are kept too; null while that is not known yet. */
  readonly alerts: () => readonly Alert[] | null;
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

const COUNTED_MS = 15_000;

export interface Notifying {
  readonly jobs: readonly Job[];
  metrics(): MetricFamily[];
}

export function notifyJobs(options: NotifyOptions): Notifying {
  const { store, db, log, tenant, now, promQl, retentionMs } = options;
  const meter = new DeliveryMeter();
  const book = new SettingsBook(db, log);
  const read = () => book.read();
  // What draws is large, and loaded by the first message.
  const picture = async (fingerprint: string, atMs: number) => {
    const { alertPicture } = await import("../../routers/alertPicture.ts");
    return await alertPicture({ store, db, promQl, tenant }, fingerprint, atMs);
  };
  const links = createSignedLinks(() => store.readLinkSecret({ tenant }));
  const signPath = (path: string) => links.sign(path, now());
  const dispatcher = new Dispatcher({ ...options, read });
  const sender = new Sender({ ...options, picture, signPath, read, meter });
  const forwarder = new Forwarder({ ...options, signPath, read, meter });
  const jobs = [
    {
      // Of an installation that kept secrets as they are, or whose key was changed.
      name: "seal secrets of receivers",
      step: async () => {
        const count = await db.sealSecrets();
        if (count > 0) log.info({ count }, "secrets of receivers are encrypted now");
        return HOUR_MS;
      },
    },
    { name: "dispatch notifications", step: () => dispatcher.step() },
    { name: "send notifications", step: () => sender.step() },
    { name: "forward alerts", step: () => forwarder.step() },
    {
      name: "count notifications",
      step: async () => {
        meter.waiting = await store.countWaiting({ tenant });
        return COUNTED_MS;
      },
    },
    {
      name: "forget old notifications",
      step: async () => ((await forgetOld({ store, db, tenant, nowMs: now(), retentionMs })) ? 1_000 : HOUR_MS),
    },
  ];
  return { jobs, metrics: () => meter.families() };
}
