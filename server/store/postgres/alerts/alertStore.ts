/**
 * Alerts on Postgres: composition only; each method's work is in the file it names.
 * Errors: passing troubles of the database as UNAVAILABLE.
 */
import type pg from "pg";
import type { AlertStore } from "../../alertStore.ts";
import { withStoreErrors } from "../databaseErrors.ts";
import { onClient } from "../state/clientWork.ts";
import { makeTimedAhead, startOf, TimedPartitions } from "../state/partitions.ts";
import { dropExpiredEpisodes, EPISODES } from "./episodePartitions.ts";
import { keepEvidence, readAlerts, readEpisodes, readEpisodesAt } from "./readAlerts.ts";
import { readRuleReport, writeRuleGroups, writeRuleStandings } from "./ruleGroups.ts";
import { writeAlertStep } from "./writeStep.ts";

export interface AlertStoreOptions {
  readonly pool: pg.Pool;
  /** How long episodes are kept: as long as the history of the system. */
  readonly retentionMs: number;
}

export function createAlertStore({ pool, retentionMs }: AlertStoreOptions) {
  const tools = { pool, partitions: new TimedPartitions() };
  const store: AlertStore = {
    writeAlertStep: (step) => withStoreErrors(() => writeAlertStep(tools, step)),
    readAlerts: ({ tenant }) => withStoreErrors(() => readAlerts(pool, tenant)),
    readEpisodesAt: ({ tenant, atMs }) => withStoreErrors(() => readEpisodesAt(pool, tenant, atMs)),
    readEpisodes: (query) => withStoreErrors(() => readEpisodes(pool, query)),
    keepEvidence: (query) => withStoreErrors(() => keepEvidence(pool, query)),
    writeRuleGroups: (query) => withStoreErrors(() => writeRuleGroups(pool, query)),
    writeRuleStandings: ({ tenant, standings }) => withStoreErrors(() => writeRuleStandings(pool, tenant, standings)),
    readRuleReport: ({ tenant }) => withStoreErrors(() => readRuleReport(pool, tenant)),
  };
  const maintenance = {
    makePartitionsAhead: (nowMs: number) =>
      withStoreErrors(() => onClient(pool, (client) => makeTimedAhead(client, nowMs, [EPISODES]))),
    async dropExpired(nowMs: number): Promise<string[]> {
      if (!Number.isFinite(retentionMs)) return [];
      const beforeMs = startOf(EPISODES, nowMs - retentionMs);
      const dropped = await withStoreErrors(() => onClient(pool, (client) => dropExpiredEpisodes(client, beforeMs)));
      tools.partitions.forget();
      return dropped;
    },
  };
  return { store, maintenance };
}
