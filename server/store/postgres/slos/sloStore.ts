/**
 * Counts of SLOs on Postgres: composition only; each method's work is in the file it names.
 * Errors: passing troubles of the database as UNAVAILABLE.
 */
import type pg from "pg";
import type { SloStore } from "../../sloStore.ts";
import { withStoreErrors } from "../databaseErrors.ts";
import { onClient } from "../state/clientWork.ts";
import { makeTimedAhead, startOf, TimedPartitions } from "../state/partitions.ts";
import { dropExpiredHours, SLO_HOURS } from "./hourPartitions.ts";
import { readCounts, readCursors, unknownCounts } from "./readCounts.ts";
import { forgetCountsLate, readCountsLate } from "./sloLate.ts";
import { readProblems, writeProblems } from "./sloProblems.ts";
import { forgetCounts, writeCounts } from "./writeCounts.ts";

export interface SloStoreOptions {
  readonly pool: pg.Pool;
  /** How long counts are kept: as long as long series. */
  readonly retentionMs: number;
}

export function createSloStore({ pool, retentionMs }: SloStoreOptions) {
  const tools = { pool, partitions: new TimedPartitions() };
  const store: SloStore = {
    readSloCursors: ({ tenant }) => withStoreErrors(() => readCursors(pool, tenant)),
    async readSloCounts({ tenant, slo, window }) {
      const found = await withStoreErrors(() => readCounts(pool, tenant, [slo], window));
      return found.get(slo) ?? unknownCounts(window.startMs, 0);
    },
    readManySloCounts: ({ tenant, slos, window }) => withStoreErrors(() => readCounts(pool, tenant, slos, window)),
    writeSloCounts: ({ tenant, writes }) => withStoreErrors(() => writeCounts(tools, tenant, writes)),
    forgetSlo: ({ tenant, slo }) => withStoreErrors(() => forgetCounts(tools, tenant, slo)),
    readSloProblems: ({ tenant }) => withStoreErrors(() => readProblems(pool, tenant)),
    writeSloProblems: ({ tenant, problems }) => withStoreErrors(() => writeProblems(pool, tenant, problems)),
    readSloLate: ({ tenant }) => withStoreErrors(() => readCountsLate(pool, tenant)),
    forgetSloLate: ({ tenant, token, untilMs }) =>
      withStoreErrors(() => forgetCountsLate(pool, tenant, token, untilMs)),
  };
  const maintenance = {
    makePartitionsAhead: (nowMs: number) =>
      withStoreErrors(() => onClient(pool, (client) => makeTimedAhead(client, nowMs, [SLO_HOURS]))),
    async dropExpired(nowMs: number): Promise<string[]> {
      if (!Number.isFinite(retentionMs)) return [];
      const beforeMs = startOf(SLO_HOURS, nowMs - retentionMs);
      const dropped = await withStoreErrors(() => onClient(pool, (client) => dropExpiredHours(client, beforeMs)));
      tools.partitions.forget();
      return dropped;
    },
  };
  return { store, maintenance };
}
