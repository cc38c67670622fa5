/**
 * The alerts that fired within a window, for the marks on charts: as they were known at its end. One question for a whole page; which of
 * them concern a chart the browser decides.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertContext } from "./alertQueries.ts";
import { sentenceOf, severityOf } from "./alertRows.ts";

export interface FiredAlert {
  readonly fingerprint: string;
  /** Label `severity`; null when the rule gives none. */
  readonly severity: string | null;
  readonly sentence: string;
  readonly labels: LabelPairs;
  /** May lie before the window. */
  readonly firedMs: number;
  /** Null: it fired still when the window ended. */
  readonly resolvedMs: number | null;
}

export interface FiredAnswer {
  /** Oldest first; of more than `MOST_FIRED` the newest. */
  readonly alerts: readonly FiredAlert[];
  readonly more: boolean;
}

const MOST_FIRED = 500;

export async function alertsFired({ store, tenant }: AlertContext, window: TimeWindow): Promise<FiredAnswer> {
  const { episodes, more } = await store.readEpisodes({ tenant, window, limit: MOST_FIRED, withoutEvidence: true });
  // Two rules may say the same of the same: that is one alert.
  const alerts = new Map<string, FiredAlert>();
  for (const { fingerprint, name, labels, annotations, firedMs, resolvedMs } of episodes) {
    if (firedMs === null) continue;
    const isOver = resolvedMs !== null && resolvedMs <= window.endMs;
    const sentence = sentenceOf(name, annotations, labels);
    const said = { fingerprint, severity: severityOf(labels), sentence, labels };
    alerts.set(`${fingerprint} ${firedMs}`, { ...said, firedMs, resolvedMs: isOver ? resolvedMs : null });
  }
  return { alerts: [...alerts.values()].reverse(), more };
}
