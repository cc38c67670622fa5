/**
 * The dispatcher: each second, what is to be told now (server/routing/dispatch.ts) goes into the outbox, in one transaction with what
 * receivers know then. It holds nothing that cannot be read again.
 */
import type { Alert } from "../../model/alert.ts";
import type { GroupStanding } from "../../model/notification.ts";
import { graver, groupId } from "../../routing/alertGroups.ts";
import { type DispatchStep, dispatchStep } from "../../routing/dispatch.ts";
import type { AlertStore } from "../../store/alertStore.ts";
import type { NotificationStore } from "../../store/notificationStore.ts";
import type { Told } from "./settingsBook.ts";

export interface DispatcherOptions {
  readonly store: Pick<NotificationStore, "readStandings" | "readOwed" | "writeDispatch"> &
    Pick<AlertStore, "readEpisodes">;
  readonly read: () => Promise<Told>;
  /** Every alert as it stands; null while that is not known yet. */
  readonly alerts: () => readonly Alert[] | null;
  readonly tenant: number;
  readonly now: () => number;
}

const STEP_MS = 1_000;
const YEAR_MS = 366 * 86_400_000;

export class Dispatcher {
  private readonly options: DispatcherOptions;
  /** Null: to be read. */
  private standings: Map<string, GroupStanding> | null = null;
  /** Alerts that a receiver holds to fire, as they were seen last: they may be forgotten before it was told that they are over. */
  private held = new Map<string, Alert>();

  constructor(options: DispatcherOptions) {
    this.options = options;
  }

  /** Resolves to how long to wait. */
  async step(): Promise<number> {
    const alerts = this.options.alerts();
    if (alerts === null) return STEP_MS;
    const { store, tenant, now, read } = this.options;
    const { settings, silences } = await read();
    const standings = await this.readStandings();
    const nowMs = now();
    const all = await this.withForgotten(alerts, [...standings.values()], nowMs);
    const owed = await store.readOwed({ tenant });
    const step = dispatchStep(settings, silences, all, [...standings.values()], nowMs, owed);
    const { notifications, ended, settled } = step;
    if (step.standings.length + ended.length + notifications.length + settled.length > 0) {
      try {
        await store.writeDispatch({ tenant, atMs: nowMs, standings: step.standings, ended, notifications, settled });
      } catch (error) {
        // It may have been written all the same.
        this.standings = null;
        throw error;
      }
    }
    this.remember(step, all);
    return STEP_MS;
  }

  private async readStandings(): Promise<Map<string, GroupStanding>> {
    if (this.standings) return this.standings;
    const stored = await this.options.store.readStandings({ tenant: this.options.tenant });
    this.standings = new Map(stored.map((standing) => [groupId(standing), standing]));
    return this.standings;
  }

  /** Alerts that are gone although a receiver holds them to fire are over. */
  private async withForgotten(
    alerts: readonly Alert[],
    standings: readonly GroupStanding[],
    nowMs: number,
  ): Promise<readonly Alert[]> {
    const known = new Set(alerts.map(({ fingerprint }) => fingerprint));
    const missing = new Set(standings.flatMap(({ firing }) => firing).filter((fingerprint) => !known.has(fingerprint)));
    const over: Alert[] = [];
    for (const fingerprint of missing) {
      const last = this.held.get(fingerprint) ?? (await this.lastOf(fingerprint, nowMs));
      if (last) over.push({ ...last, state: "inactive", resolvedMs: last.resolvedMs ?? nowMs });
    }
    return over.length === 0 ? alerts : [...alerts, ...over];
  }

  private async lastOf(fingerprint: string, nowMs: number): Promise<Alert | null> {
    const { store, tenant } = this.options;
    const window = { startMs: Math.max(0, nowMs - YEAR_MS), endMs: nowMs + 1 };
    const [episode] = (await store.readEpisodes({ tenant, window, fingerprint, limit: 1 })).episodes;
    if (!episode) return null;
    const { ruleKey, labels, annotations, value, activeMs, firedMs, resolvedMs } = episode;
    const end = { keepFiringSinceMs: null, resolvedMs, evaluatedMs: nowMs, state: "inactive" as const };
    return { fingerprint, ruleKey, labels, annotations, value, activeMs, firedMs, ...end };
  }

  private remember(step: DispatchStep, alerts: readonly Alert[]): void {
    const standings = this.standings ?? new Map<string, GroupStanding>();
    for (const standing of step.standings) standings.set(groupId(standing), standing);
    for (const ended of step.ended) standings.delete(groupId(ended));
    this.standings = standings;
    const firing = new Set([...standings.values()].flatMap((standing) => standing.firing));
    this.held = new Map();
    for (const alert of alerts) {
      if (!firing.has(alert.fingerprint)) continue;
      const seen = this.held.get(alert.fingerprint);
      this.held.set(alert.fingerprint, seen ? graver(seen, alert) : alert);
    }
  }
}
