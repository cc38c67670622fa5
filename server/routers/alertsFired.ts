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
  const alerts = episodes.flatMap(({ fingerprint, name, labels, annotations, firedMs, resolvedMs }) => {
    if (firedMs === null) return [];
    const isOver = resolvedMs !== null && resolvedMs <= window.endMs;
    const sentence = sentenceOf(name, annotations, labels);
    const severity = severityOf(labels);
    return [{ fingerprint, severity, sentence, labels, firedMs, resolvedMs: isOver ? resolvedMs : null }];
  });
  return { alerts: alerts.reverse(), more };
}
