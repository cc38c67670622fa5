/**
 * What changed about alerts, on its way to the store: steps are taken from rules as they are evaluated, written in one transaction a turn,
 * and only what is durable goes on to the history and to those who gather evidence. A store that is away makes the ledger wait, and
 * nothing is lost while it does: what is not written is written with the next turn, newest state only.
 * Alerts whose rule is no more are kept here until their quarter of an hour is over, so that everybody is told of their end.
 * Units: Unix milliseconds. Errors of `flush`: those of the store.
 */
import { alertWithoutRule } from "../../alerting/nextAlert.ts";
import type { RuleStep } from "../../alerting/ruleState.ts";
import { type Alert, type AlertRule, RESOLVED_RETENTION_MS, type RuleSource } from "../../model/alert.ts";
import type { AlertStep, AlertStore } from "../../store/alertStore.ts";
import { LapsedAlerts } from "./lapsedAlerts.ts";
import { UnknownAlerts } from "./unknownAlerts.ts";

export interface LedgerEntry {
  readonly alert: Alert;
  readonly name: string;
  readonly source: RuleSource;
}
export type Turn =
  | { readonly entry: LedgerEntry; readonly to: "firing" | "over" }
  /** Its rule cannot be judged, or can be again; it fires as last known. */
  | { readonly entry: LedgerEntry; readonly to: "unknown"; readonly why: string; readonly atMs: number }
  | { readonly entry: LedgerEntry; readonly to: "known"; readonly atMs: number };

const keyOf = ({ ruleKey, fingerprint }: Pick<Alert, "ruleKey" | "fingerprint">) => `${fingerprint} ${ruleKey}`;
/** Turns of so long ago are told again by whoever leads next. */
const RETOLD_MS = 3_600_000;
/** One that ends and begins again within a turn is two. */
const changeOf = (alert: Alert) => `${keyOf(alert)} ${alert.activeMs}`;
type Forgotten = AlertStep["forgotten"][number];

export class AlertLedger {
  private changed = new Map<string, LedgerEntry>();
  private forgotten = new Map<string, Forgotten>();
  /** Over, and of no rule that is evaluated. */
  private readonly lingering = new Map<string, LedgerEntry>();
  /** Since when the history knows it as firing. */
  private readonly firing = new Map<string, number>();
  private readonly lapsed = new LapsedAlerts();
  private readonly unknown = new UnknownAlerts();
  /** News of alerts that do not change. */
  private news: Turn[] = [];
  private atMs = 0;

  constructor(
    private readonly store: Pick<AlertStore, "writeAlertStep">,
    private readonly tenant: number,
    private readonly onTurns: (turns: readonly Turn[], isRecalled: boolean) => void,
  ) {}

  get waiting(): number {
    return this.changed.size + this.forgotten.size;
  }

  /** Whether anything that is not written yet fired, or is over. */
  get hasTurns(): boolean {
    for (const { alert } of this.changed.values()) if (alert.firedMs !== null) return true;
    return false;
  }

  /** Over alerts of rules that are no more. */
  get left(): LedgerEntry[] {
    return [...this.lingering.values()];
  }

  /** Takes what a rule's evaluation changed; what it forgets although it just ended is kept for those who are to be told. */
  take(rule: Pick<AlertRule, "name" | "source" | "key">, step: RuleStep, atMs: number): void {
    const { name, source, key } = rule;
    this.atMs = Math.max(this.atMs, atMs);
    this.news.push(...this.unknown.take(rule, step, atMs));
    for (const alert of step.changed) {
      const entry = { alert, name, source };
      this.changed.set(changeOf(alert), entry);
      this.forgotten.delete(keyOf(alert));
      this.lingering.delete(keyOf(alert));
    }
    for (const alert of step.lapsed) this.lapsed.add({ alert, name, source, untilMs: atMs });
    const over = new Map(step.changed.map((alert) => [alert.fingerprint, alert]));
    for (const fingerprint of step.forgotten) {
      const ended = over.get(fingerprint);
      if (ended && ended.resolvedMs !== null) this.linger({ alert: ended, name, source });
      else this.forget({ ruleKey: key, fingerprint });
    }
  }

  /** Of a rule that nobody evaluates any more: ends it, and keeps it until everybody was told. */
  endOrphan(entry: LedgerEntry, nowMs: number): void {
    const { alert } = entry;
    if (alert.state === "pending") {
      this.lapsed.add({ ...entry, untilMs: nowMs });
      this.forget(alert);
      return;
    }
    if (alert.state === "inactive") {
      this.linger(entry);
      return;
    }
    const over = alertWithoutRule(alert, nowMs);
    this.changed.set(changeOf(over), { ...entry, alert: over });
    this.linger({ ...entry, alert: over });
  }

  /**
   * Alerts as another process left them. Those that turned lately are told to the history again, which changes nothing there: a kill may
   * have come between writing them and telling of them.
   */
  recall(entries: readonly LedgerEntry[], nowMs: number): void {
    const turns: Turn[] = [];
    for (const entry of entries) {
      const { firedMs, activeMs, resolvedMs, state } = entry.alert;
      if (firedMs === null) continue;
      if (state === "firing") this.firing.set(keyOf(entry.alert), activeMs);
      if (firedMs >= nowMs - RETOLD_MS) turns.push({ entry, to: "firing" });
      if (resolvedMs !== null && resolvedMs >= nowMs - RETOLD_MS) turns.push({ entry, to: "over" });
    }
    this.onTurns(turns, true);
  }

  /** One transaction. What comes in while it is written waits for the next. */
  async flush(nowMs: number): Promise<void> {
    this.expire(nowMs);
    if (this.waiting > 0) await this.write();
    const news = this.news.splice(0);
    if (news.length > 0) this.onTurns(news, false);
  }

  private async write(): Promise<void> {
    const [changed, forgotten, lapsed] = [this.changed, this.forgotten, this.lapsed.take()];
    [this.changed, this.forgotten] = [new Map(), new Map()];
    const entries = [...changed.values()];
    try {
      const { tenant, atMs } = this;
      await this.store.writeAlertStep({ tenant, atMs, changed: entries, forgotten: [...forgotten.values()], lapsed });
    } catch (error) {
      this.lapsed.putBack(lapsed);
      const later = this.changed;
      this.changed = new Map([...changed, ...later]);
      this.forgotten = new Map([...forgotten, ...this.forgotten]);
      for (const { alert } of later.values()) this.forgotten.delete(keyOf(alert));
      throw error;
    }
    for (const entry of entries) this.turn(entry, entry.alert.state === "firing" ? "firing" : "over");
  }

  private turn(entry: LedgerEntry, to: "firing" | "over"): void {
    const key = keyOf(entry.alert);
    const since = this.firing.get(key);
    if (to === "firing") {
      if (since === entry.alert.activeMs) return;
      this.firing.set(key, entry.alert.activeMs);
    } else if (!this.firing.delete(key)) return;
    this.onTurns([{ entry, to }], false);
  }

  private linger(entry: LedgerEntry): void {
    this.lingering.set(keyOf(entry.alert), entry);
  }

  private forget({ ruleKey, fingerprint }: Forgotten): void {
    const key = keyOf({ ruleKey, fingerprint });
    this.forgotten.set(key, { ruleKey, fingerprint });
    // What fired is written all the same: its episode is over.
    for (const [change, { alert }] of this.changed)
      if (alert.firedMs === null && keyOf(alert) === key) this.changed.delete(change);
    this.lingering.delete(key);
  }

  private expire(nowMs: number): void {
    for (const { alert } of this.left)
      if (alert.resolvedMs === null || nowMs - alert.resolvedMs > RESOLVED_RETENTION_MS) this.forget(alert);
  }
}
