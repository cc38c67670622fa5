/**
 * Alerts that fire while their rule cannot be judged: they stay as they were last known, and the history says so once that has lasted a
 * minute, and again when the rule can be judged. One slow answer is no news.
 * Units: Unix milliseconds. Errors: none.
 */
import type { RuleStep } from "../../alerting/ruleState.ts";
import type { AlertRule } from "../../model/alert.ts";
import type { Turn } from "./alertLedger.ts";

const TOLD_AFTER_MS = 60_000;

export class UnknownAlerts {
  /** By rule: since when it fails, null when it does not, and which alerts were told to be unknown since. */
  private readonly rules = new Map<string, { readonly sinceMs: number | null; readonly told: Set<string> }>();

  take(
    { name, source, key }: Pick<AlertRule, "name" | "source" | "key">,
    { alerts, error, isJudged }: Pick<RuleStep, "alerts" | "error" | "isJudged">,
    atMs: number,
  ): Turn[] {
    const firing = alerts.filter(({ state }) => state === "firing");
    const before = this.rules.get(key);
    if (error === null && !isJudged && firing.length > 0) return [];
    if (error === null) {
      if (firing.length === 0) this.rules.delete(key);
      else if (before?.sinceMs !== null) this.rules.set(key, { sinceMs: null, told: new Set() });
      if (before?.sinceMs === null) return [];
      // Whether anything was told, maybe by whoever led before, is known to the history: what is no news it passes over.
      return firing.map((alert) => ({ entry: { alert, name, source }, to: "known", atMs }));
    }
    const { sinceMs, told } = { sinceMs: before?.sinceMs ?? atMs, told: before?.told ?? new Set<string>() };
    this.rules.set(key, { sinceMs, told });
    if (atMs - sinceMs < TOLD_AFTER_MS) return [];
    const untold = firing.filter(({ fingerprint }) => !told.has(fingerprint));
    for (const { fingerprint } of untold) told.add(fingerprint);
    return untold.map((alert) => ({ entry: { alert, name, source }, to: "unknown", why: error, atMs }));
  }
}
