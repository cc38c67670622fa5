/**
 * The forwarder: tells other Alertmanagers every minute what fires, at once what began or ended, and for a quarter of an hour what is
 * over (server/routing/forwardedAlerts.ts). They keep no alerts over a restart and none for longer than some minutes after our last
 * word, so it is said again and again instead of once; what failed is simply said again, and nothing of it lies in the outbox.
 * Each integration is told by itself, one request at a time: one that hangs holds up nobody.
 */
import { addressOf } from "../../delivery/addressOf.ts";
import { RESEND_MS } from "../../delivery/alertmanagerBody.ts";
import { deliver } from "../../delivery/deliver.ts";
import type { Outcome } from "../../delivery/outcome.ts";
import { picturePath } from "../../delivery/picturePath.ts";
import type { Log } from "../../log.ts";
import type { Alert } from "../../model/alert.ts";
import type { NotifiedAlert, ReceiverIntegration } from "../../model/notification.ts";
import { notifiedAlert } from "../../routing/flushGroup.ts";
import { forwardedAlerts } from "../../routing/forwardedAlerts.ts";
import type { AlertEvidence, AlertStore } from "../../store/alertStore.ts";
import type { DeliveryMeter } from "./deliveryMeter.ts";
import { evidenceInTime } from "./outgoing.ts";
import type { Told } from "./settingsBook.ts";

export interface ForwarderOptions {
  readonly store: Pick<AlertStore, "readEpisodes">;
  readonly read: () => Promise<Told>;
  readonly alerts: () => readonly Alert[] | null;
  /** Makes a picture's path one that opens without a token. */
  readonly signPath: (path: string) => Promise<string>;
  readonly consoleUrl: string;
  readonly allow: readonly string[];
  readonly tenant: number;
  readonly now: () => number;
  readonly log: Log;
  readonly meter: DeliveryMeter;
}

const STEP_MS = 1_000;
const FIRST_PATIENCE_MS = 5_000;
const MOST_AT_ONCE = 64;
/** Evidence that is not there by then was not gathered. */
const MOST_ASKED = 3;
const MOST_ASKED_AT_ONCE = 10;

type Target = Extract<ReceiverIntegration, { kind: "alertmanager" }>;

/** What one integration was told. */
interface Standing {
  /** By fingerprint: in which state, and when. */
  readonly sent: Map<string, { readonly mark: string; readonly atMs: number }>;
  isBusy: boolean;
  notBeforeMs: number;
  patienceMs: number;
  /** Empty when the last request was taken. */
  lastWhy: string;
}
interface Kept {
  evidence: AlertEvidence | null;
  asked: number;
}

const episodeOf = ({ fingerprint, firedMs, activeMs }: Alert) => `${fingerprint} ${firedMs ?? activeMs}`;
const markOf = (alert: Alert) => `${episodeOf(alert)} ${alert.state} ${alert.resolvedMs ?? ""}`;

/** Its links are the same each time, so that what is repeated changes nothing there. */
function forwardedAlert(alert: Alert): NotifiedAlert {
  const startsMs = alert.firedMs ?? alert.activeMs;
  if (alert.state === "firing") return notifiedAlert(alert, "firing", startsMs);
  return notifiedAlert(alert, "resolved", alert.resolvedMs ?? startsMs);
}

export class Forwarder {
  private readonly options: ForwarderOptions;
  private standings = new Map<string, Standing>();
  /** By episode. */
  private kept = new Map<string, Kept>();

  constructor(options: ForwarderOptions) {
    this.options = options;
  }

  /** Begins what is to be told now. Resolves to how long to wait. */
  async step(): Promise<number> {
    const alerts = this.options.alerts();
    if (alerts === null) return STEP_MS;
    const { settings, silences } = await this.options.read();
    const nowMs = this.options.now();
    const forwarded = forwardedAlerts(settings, silences, alerts, nowMs);
    const standings = new Map<string, Standing>();
    for (const { name, integrations } of settings.receivers) {
      for (const to of integrations) {
        if (to.kind !== "alertmanager") continue;
        const key = JSON.stringify([name, addressOf(to)]);
        const begun = { sent: new Map(), isBusy: false, notBeforeMs: 0, patienceMs: FIRST_PATIENCE_MS, lastWhy: "" };
        const standing = this.standings.get(key) ?? begun;
        standings.set(key, standing);
        const mine = (forwarded.get(name) ?? []).filter(({ state }) => state === "firing" || to.sendResolved);
        this.tell(name, to, standing, mine, nowMs);
      }
    }
    this.standings = standings;
    this.forgetKept(forwarded);
    return STEP_MS;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while ([...this.standings.values()].some(({ isBusy }) => isBusy)) await new Promise((turn) => setTimeout(turn, 5));
  }

  private tell(receiver: string, to: Target, standing: Standing, alerts: readonly Alert[], nowMs: number): void {
    const { sent } = standing;
    const known = new Set(alerts.map(({ fingerprint }) => fingerprint));
    for (const fingerprint of sent.keys()) if (!known.has(fingerprint)) sent.delete(fingerprint);
    // A clock that was set back makes nobody wait.
    const isBackwards = standing.notBeforeMs > nowMs + RESEND_MS;
    if (standing.isBusy || (standing.notBeforeMs > nowMs && !isBackwards)) return;
    const due = alerts.filter((alert) => {
      const last = sent.get(alert.fingerprint);
      // An end that it never heard the beginning of is told too: another process may have told that.
      return !last || last.mark !== markOf(alert) || Math.abs(nowMs - last.atMs) >= RESEND_MS;
    });
    if (due.length === 0) return;
    standing.isBusy = true;
    // What is news goes first.
    const isKnown = ({ fingerprint }: Alert) => Number(sent.has(fingerprint));
    void this.sendAll(
      receiver,
      to,
      standing,
      due.sort((one, other) => isKnown(one) - isKnown(other)),
    )
      .catch((error: unknown) => this.options.log.warn({ receiver, error }, "alerts could not be forwarded"))
      .finally(() => {
        standing.isBusy = false;
      });
  }

  /** Until one request fails that may succeed another time. */
  private async sendAll(receiver: string, to: Target, standing: Standing, due: readonly Alert[]): Promise<void> {
    const { log, now } = this.options;
    for (let at = 0; at < due.length; at += MOST_AT_ONCE) {
      const batch = due.slice(at, at + MOST_AT_ONCE);
      const outcome = await this.send(receiver, to, batch);
      this.options.meter.count(to.kind, outcome.kind);
      const why = outcome.kind === "sent" ? "" : outcome.why;
      if (why !== "" && why !== standing.lastWhy)
        log.warn({ receiver, why, alerts: batch.length }, "alerts were not forwarded; they are sent again");
      standing.lastWhy = why;
      if (outcome.kind === "retry") {
        standing.notBeforeMs = now() + standing.patienceMs;
        standing.patienceMs = Math.min(2 * standing.patienceMs, RESEND_MS);
        return;
      }
      standing.patienceMs = FIRST_PATIENCE_MS;
      // It refuses what it cannot read of a request and keeps the rest; all of it is said again in a minute.
      for (const alert of batch) standing.sent.set(alert.fingerprint, { mark: markOf(alert), atMs: now() });
    }
  }

  private async send(receiver: string, to: Target, batch: readonly Alert[]): Promise<Outcome> {
    const { consoleUrl, allow, now, signPath } = this.options;
    const evidence = await this.evidenceOf(batch);
    const alerts = batch.map(forwardedAlert);
    const firing = alerts.filter(({ status }) => status === "firing");
    const status = firing.length > 0 ? ("firing" as const) : ("resolved" as const);
    const paths = firing.map(async ({ fingerprint, startsMs }) => {
      const path = picturePath(fingerprint, startsMs);
      return [fingerprint, await signPath(path).catch(() => path)] as const;
    });
    const picturePaths = new Map(await Promise.all(paths));
    const notification = { receiver, groupKey: "", groupLabels: {}, status, alerts };
    const message = { notification, evidence, picture: null, picturePaths };
    return await deliver(to, message, { consoleUrl, allow, nowMs: now(), deliveryId: "" });
  }

  /** Asked for once an alert, since it is told of each minute. */
  private async evidenceOf(batch: readonly Alert[]): Promise<ReadonlyMap<string, AlertEvidence>> {
    const firing = batch.filter(({ state }) => state === "firing");
    const unknown = firing.filter((alert) => {
      const { evidence, asked } = this.keptOf(alert);
      return evidence === null && asked < MOST_ASKED;
    });
    const asked = unknown.slice(0, MOST_ASKED_AT_ONCE).map(async (alert) => {
      const kept = this.keptOf(alert);
      kept.asked++;
      kept.evidence = await evidenceInTime(this.options, forwardedAlert(alert));
    });
    await Promise.all(asked);
    return new Map(
      firing.flatMap((alert) => {
        const { evidence } = this.keptOf(alert);
        return evidence ? [[alert.fingerprint, evidence] as const] : [];
      }),
    );
  }

  private keptOf(alert: Alert): Kept {
    const episode = episodeOf(alert);
    const kept = this.kept.get(episode) ?? { evidence: null, asked: 0 };
    this.kept.set(episode, kept);
    return kept;
  }

  private forgetKept(forwarded: ReadonlyMap<string, readonly Alert[]>): void {
    const firing = new Set([...forwarded.values()].flat().map(episodeOf));
    for (const episode of this.kept.keys()) if (!firing.has(episode)) this.kept.delete(episode);
  }
}
