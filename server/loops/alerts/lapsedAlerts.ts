/**
 * Pending alerts that ended without having fired, on their way to the store: so many of a rule and of all rules within an hour, so that
 * conditions that come and go at every evaluation cost no more than a few rows a second. What is beyond that is not remembered.
 * Units: Unix milliseconds.
 */
import type { LapsedAlert } from "../../store/alertStore.ts";

const HOUR_MS = 3_600_000;
export const MOST_OF_A_RULE = 120;
export const MOST_OF_ALL = 20_000;

export class LapsedAlerts {
  private waiting: LapsedAlert[] = [];
  private hour = 0;
  private all = 0;
  private ofRule = new Map<string, number>();

  add(lapsed: LapsedAlert): void {
    const { alert, untilMs } = lapsed;
    if (untilMs <= alert.activeMs) return;
    const hour = Math.floor(untilMs / HOUR_MS);
    if (hour !== this.hour) [this.hour, this.all, this.ofRule] = [hour, 0, new Map()];
    const ofRule = this.ofRule.get(alert.ruleKey) ?? 0;
    if (this.all >= MOST_OF_ALL || ofRule >= MOST_OF_A_RULE) return;
    this.all++;
    this.ofRule.set(alert.ruleKey, ofRule + 1);
    this.waiting.push(lapsed);
  }

  take(): LapsedAlert[] {
    return this.waiting.splice(0);
  }

  /** They could not be written. */
  putBack(lapsed: readonly LapsedAlert[]): void {
    this.waiting = [...lapsed, ...this.waiting];
  }
}
