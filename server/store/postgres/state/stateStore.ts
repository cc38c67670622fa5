/**
 * The history of the system on Postgres: composition only; each method's work is in the file it names.
 * Errors: passing troubles of the database as UNAVAILABLE.
 */
import type pg from "pg";
import type { StateReader, StateWriter } from "../../stateStore.ts";
import { withStoreErrors } from "../databaseErrors.ts";
import { forgetLate, readLate } from "../derived/late.ts";
import { onClient } from "./clientWork.ts";
import { countEvents } from "./countEvents.ts";
import { readEvents, stepEvent } from "./eventsInOrder.ts";
import { keepSnapshots, SNAPSHOT_EVENTS } from "./keepSnapshots.ts";
import { makeTimedAhead, TimedPartitions } from "./partitions.ts";
import { readFrames } from "./readFrames.ts";
import { StateFolds } from "./readState.ts";
import { readStrip } from "./readStrip.ts";
import { reportEvent } from "./reportEvent.ts";
import { readCursor, rewriteHistory } from "./rewriteHistory.ts";
import { dropExpiredState } from "./stateRetention.ts";
import type { StateTools } from "./stateTools.ts";
import { Things } from "./things.ts";

export interface StateStoreOptions {
  readonly pool: pg.Pool;
  readonly retentionMs: number;
  readonly now: () => number;
  /** For tests: how many events lie between two snapshots. */
  readonly snapshotEvents?: number;
}

export function createStateStore({ pool, retentionMs, now, snapshotEvents = SNAPSHOT_EVENTS }: StateStoreOptions) {
  const parts = { things: new Things(), partitions: new TimedPartitions() };
  const tools: StateTools = { pool, ...parts, now, retentionMs, snapshotEvents };
  const folds = new StateFolds(tools);
  const store: StateReader & StateWriter = {
    readDerivationCursor: ({ tenant, derivation }) => withStoreErrors(() => readCursor(pool, tenant, derivation)),
    rewriteHistory: (rewrite) => withStoreErrors(() => rewriteHistory(tools, rewrite)),
    reportEvent: (report) => withStoreErrors(() => reportEvent(tools, report)),
    readLate: ({ tenant }) => readLate(pool, tenant),
    forgetLate: ({ tenant, token }) => forgetLate(pool, tenant, token),
    keepSnapshots: ({ tenant }) => withStoreErrors(() => keepSnapshots(tools, tenant)),
    readState: (query) => withStoreErrors(() => folds.readState(query)),
    readEvents: (query) => withStoreErrors(() => readEvents(tools, query)),
    countEvents: (query) => withStoreErrors(() => countEvents(tools, query)),
    stepEvent: (query) => withStoreErrors(() => stepEvent(tools, query)),
    readFrames: (query) => withStoreErrors(() => readFrames(tools, query)),
    readStrip: (query) => withStoreErrors(() => readStrip(tools, query)),
  };
  const maintenance = {
    makePartitionsAhead: (nowMs: number) =>
      withStoreErrors(() => onClient(pool, (client) => makeTimedAhead(client, nowMs))),
    dropExpired: (nowMs: number) => withStoreErrors(() => dropExpiredState(tools, nowMs, retentionMs)),
  };
  return { store, maintenance };
}
