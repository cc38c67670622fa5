/** Rows of `alert_episode` <-> episodes. */
import type { AlertEpisode, AlertEvidence } from "../../alertStore.ts";
import { fromText } from "./alertJson.ts";

/** `until_ms` of an episode that is not over. */
export const OPEN_MS = Number.MAX_SAFE_INTEGER;
/** `fired_ms` of one that never fired. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;

const WITHOUT_EVIDENCE =
  "active_ms, fired_ms, until_ms, value, fingerprint, rule_key, name, source, labels, annotations";
export const EPISODE_COLUMNS = `${WITHOUT_EVIDENCE}, evidence`;
export const BARE_EPISODE_COLUMNS = `${WITHOUT_EVIDENCE}, NULL AS evidence`;

export interface EpisodeRow {
  readonly active_ms: string;
  readonly fired_ms: string;
  readonly until_ms: string;
  readonly value: number;
  readonly fingerprint: string;
  readonly rule_key: string;
  readonly name: string;
  readonly source: AlertEpisode["source"];
  readonly labels: string;
  readonly annotations: string;
  readonly evidence: string | null;
}

export function episodeOf(row: EpisodeRow): AlertEpisode {
  const untilMs = Number(row.until_ms);
  const firedMs = Number(row.fired_ms);
  return {
    fingerprint: row.fingerprint,
    ruleKey: row.rule_key,
    name: row.name,
    source: row.source,
    labels: fromText(row.labels),
    annotations: fromText(row.annotations),
    value: row.value,
    activeMs: Number(row.active_ms),
    firedMs: firedMs === NEVER_MS ? null : firedMs,
    resolvedMs: untilMs === OPEN_MS ? null : untilMs,
    evidence: row.evidence === null ? null : fromText<AlertEvidence>(row.evidence),
  };
}
