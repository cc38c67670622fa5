/**
 * Gathers what is kept with an alert when it fires, a few at a time, and keeps it with its episode. Alerts of the same requests share what
 * was gathered within the same quarter of a minute; of the alerts of one rule that fire together the first twenty have evidence, and the
 * first of every rule comes before the second of any.
 * Whoever tells people waits for it no longer than two seconds (`isAwaited`).
 * Errors: those of the store in keeping; gathering itself never fails.
 */
import type { EvidenceQuery } from "../../evidence/gatherEvidence.ts";
import type { AlertRule } from "../../model/alert.ts";
import { comparisonOf } from "../../promql/comparison.ts";
import { parseQuery } from "../../promql/parse.ts";
import { selectorRangeMs } from "../../series/selectorRange.ts";
import type { AlertEvidence, AlertStore } from "../../store/alertStore.ts";
import type { LedgerEntry } from "./alertLedger.ts";

export const LONGEST_WAIT_MS = 2_000;
const MOST_OF_A_RULE = 20;
/** Beyond this only the first of each rule is taken. */
const MOST_WAITING = 1_000;
const MOST_AT_ONCE = 3;
const SHARED_MS = 15_000;
const LEAST_WINDOW_MS = 5 * 60_000;
const IDLE_MS = 200;

export type Subject = Pick<EvidenceQuery, "subject" | "thresholdSeconds">;

export interface GatherTools {
  readonly gather: (query: EvidenceQuery) => Promise<AlertEvidence>;
  readonly store: Pick<AlertStore, "keepEvidence">;
  /** Whose requests an SLO's rule is about; null when it is not known. */
  readonly subjectOf: (rule: AlertRule) => Subject | null;
  readonly ruleOf: (ruleKey: string) => AlertRule | null;
  readonly tenant: number;
  readonly now: () => number;
}

export class EvidenceGatherer {
  private queue: readonly LedgerEntry[] = [];
  private readonly awaited = new Map<string, number>();
  private readonly shared = new Map<string, { readonly atMs: number; readonly evidence: Promise<AlertEvidence> }>();

  constructor(private readonly tools: GatherTools) {}

  get waiting(): number {
    return this.queue.length;
  }

  /** `isAwaited`: false for one that people were told of already, or should have been. */
  add(entry: LedgerEntry, isAwaited = true): void {
    const key = keyOf(entry);
    const ofRule = this.queue.filter(({ alert }) => alert.ruleKey === entry.alert.ruleKey);
    if (ofRule.some((one) => keyOf(one) === key)) return;
    if (ofRule.length >= (this.queue.length < MOST_WAITING ? MOST_OF_A_RULE : 1)) return;
    this.queue = [...this.queue, entry];
    if (isAwaited) this.awaited.set(key, this.tools.now());
  }

  /** True while the alert's evidence may still come in time. */
  isAwaited(entry: LedgerEntry, nowMs: number): boolean {
    const sinceMs = this.awaited.get(keyOf(entry));
    return sinceMs !== undefined && nowMs - sinceMs < LONGEST_WAIT_MS;
  }

  async step(): Promise<number> {
    const some = this.next();
    if (some.length === 0) return IDLE_MS;
    await Promise.all(some.map((entry) => this.keep(entry)));
    this.queue = this.queue.filter((entry) => !some.includes(entry));
    for (const entry of some) this.awaited.delete(keyOf(entry));
    return 0;
  }

  /** Those whose telling waits for it before all others; the first that wait of each rule, then the second ones, and so on. */
  private next(): readonly LedgerEntry[] {
    const ofRule = new Map<string, number>();
    const ranked = this.queue.map((entry) => {
      const rank = ofRule.get(entry.alert.ruleKey) ?? 0;
      ofRule.set(entry.alert.ruleKey, rank + 1);
      return { entry, rank };
    });
    const patience = (entry: LedgerEntry) => (this.awaited.has(keyOf(entry)) ? 0 : 1);
    const first = ranked
      .sort((a, b) => patience(a.entry) - patience(b.entry) || a.rank - b.rank)
      .slice(0, MOST_AT_ONCE);
    return first.map(({ entry }) => entry);
  }

  private async keep(entry: LedgerEntry): Promise<void> {
    const { store, tenant } = this.tools;
    const { fingerprint, activeMs } = entry.alert;
    const evidence = await this.gatherOnce(entry);
    await store.keepEvidence({ tenant, fingerprint, activeMs, evidence });
  }

  private gatherOnce({ alert }: LedgerEntry): Promise<AlertEvidence> {
    const { gather, ruleOf, subjectOf, tenant, now } = this.tools;
    const nowMs = now();
    const rule = ruleOf(alert.ruleKey);
    const subject = rule && subjectOf(rule);
    const { labels } = alert;
    const who = [labels.service_name, labels.service, labels.span_name, labels.span_kind, labels.client, labels.server];
    const endMs = alert.firedMs ?? nowMs;
    const key = JSON.stringify([who, subject, Math.round(endMs / SHARED_MS)]);
    for (const [known, { atMs }] of this.shared) if (Math.abs(nowMs - atMs) > SHARED_MS) this.shared.delete(known);
    const known = this.shared.get(key);
    if (known) return known.evidence;
    const reachMs = Math.max(LEAST_WINDOW_MS, rule ? reachOf(rule) : 0);
    const window = { startMs: Math.min(alert.activeMs, endMs) - reachMs, endMs: Math.max(endMs, 1) };
    const evidence = gather({ tenant, labels, ...subject, window, nowMs, withinMs: LONGEST_WAIT_MS });
    this.shared.set(key, { atMs: nowMs, evidence });
    return evidence;
  }
}

const keyOf = ({ alert: { ruleKey, fingerprint, activeMs } }: LedgerEntry) => `${fingerprint} ${activeMs} ${ruleKey}`;

/** How far back the value looks that a rule compares; what is usual, which it may compare it with, is of other hours. */
function reachOf({ condition }: AlertRule): number {
  if (condition.kind === "promql") return selectorRangeMs(parseQuery(comparisonOf(condition.query).query));
  if (condition.kind !== "slo") return condition.windowMs;
  return condition.condition.kind === "burn" ? condition.condition.shortMs : LEAST_WINDOW_MS;
}
