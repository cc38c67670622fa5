/** How alerts stand, and their episodes: those of an instant, those of a window. */
import type pg from "pg";
import type { Alert, RuleSource } from "../../../model/alert.ts";
import type { AlertEpisode, AlertEvidence, EpisodesQuery } from "../../alertStore.ts";
import { fromText, hashOf, toText } from "./alertJson.ts";
import { BARE_EPISODE_COLUMNS, EPISODE_COLUMNS, type EpisodeRow, episodeOf } from "./episodeRows.ts";

interface Standing {
  readonly alert: Alert;
  readonly name: string;
  readonly source: RuleSource;
}

async function readStandings(pool: pg.Pool, tenant: number): Promise<Standing[]> {
  const { rows } = await pool.query<{ alert: string }>(
    "SELECT alert FROM telemetry.alert_standing WHERE tenant = $1 ORDER BY rule_hash, fingerprint",
    [tenant],
  );
  return rows.map(({ alert }) => fromText<Standing>(alert));
}

export async function readAlerts(pool: pg.Pool, tenant: number): Promise<Alert[]> {
  return (await readStandings(pool, tenant)).map(({ alert }) => alert);
}

export async function readEpisodesAt(pool: pg.Pool, tenant: number, atMs: number): Promise<AlertEpisode[]> {
  const { rows } = await pool.query<EpisodeRow>(
    `SELECT ${EPISODE_COLUMNS} FROM telemetry.alert_episode
     WHERE tenant = $1 AND until_ms > $2 AND active_ms <= $2 ORDER BY fired_ms DESC, fingerprint`,
    [tenant, atMs],
  );
  const told = rows.map(episodeOf).map((episode) => asOf(episode, atMs));
  const known = new Set(told.map(keyOf));
  const pending = (await readStandings(pool, tenant)).filter(
    ({ alert }) => alert.state === "pending" && alert.activeMs <= atMs && !known.has(keyOf(alert)),
  );
  return [...told, ...pending.map(pendingEpisode)];
}

const keyOf = ({ ruleKey, fingerprint }: Pick<Alert, "ruleKey" | "fingerprint">) => `${fingerprint} ${ruleKey}`;

/** One that fired later, or never, was pending then, and nobody knew of its evidence. */
function asOf(episode: AlertEpisode, atMs: number): AlertEpisode {
  const isPending = episode.firedMs === null || episode.firedMs > atMs;
  return isPending ? { ...episode, firedMs: null, resolvedMs: null, evidence: null } : episode;
}

function pendingEpisode({ alert, name, source }: Standing): AlertEpisode {
  const { fingerprint, ruleKey, labels, annotations, value, activeMs } = alert;
  const open = { firedMs: null, resolvedMs: null, evidence: null };
  return { fingerprint, ruleKey, name, source, labels, annotations, value, activeMs, ...open };
}

export async function readEpisodes(
  pool: pg.Pool,
  { tenant, window, ruleKey, fingerprint, limit, withoutEvidence = false }: EpisodesQuery,
): Promise<{ readonly episodes: AlertEpisode[]; readonly more: boolean }> {
  const { rows } = await pool.query<EpisodeRow>(
    `SELECT ${withoutEvidence ? BARE_EPISODE_COLUMNS : EPISODE_COLUMNS} FROM telemetry.alert_episode
     WHERE tenant = $1 AND until_ms > $2 AND fired_ms < $3 AND active_ms < $3
       AND ($4::bytea IS NULL OR rule_hash = $4) AND ($5::text IS NULL OR fingerprint = $5)
     ORDER BY fired_ms DESC, fingerprint, rule_hash LIMIT $6`,
    [
      tenant,
      window.startMs,
      window.endMs,
      ruleKey === undefined ? null : hashOf(ruleKey),
      fingerprint ?? null,
      limit + 1,
    ],
  );
  return { episodes: rows.slice(0, limit).map(episodeOf), more: rows.length > limit };
}

export async function keepEvidence(
  pool: pg.Pool,
  { tenant, fingerprint, activeMs, evidence }: KeptEvidence,
): Promise<void> {
  await pool.query(
    "UPDATE telemetry.alert_episode SET evidence = $4 WHERE tenant = $1 AND active_ms = $2 AND fingerprint = $3",
    [tenant, activeMs, fingerprint, toText(evidence)],
  );
}
interface KeptEvidence {
  readonly tenant: number;
  readonly fingerprint: string;
  readonly activeMs: number;
  readonly evidence: AlertEvidence;
}
