/**
 * The derived series' part of the TelemetryStore: its reads, and what `loops` does for it. Composition only.
 * Errors: passing troubles of the database as UNAVAILABLE.
 */
import type pg from "pg";
import type { DerivedReader } from "../../derivedReader.ts";
import type { PlacedReader } from "../../placedReader.ts";
import { withStoreErrors } from "../databaseErrors.ts";
import { foldDerived } from "./fold.ts";
import { type DerivedRetention, dropExpiredDerived, makeDerivedPartitionsAhead } from "./partitions.ts";
import { type DerivedSource, readLogCounts, readOperations, readServices } from "./readDerived.ts";
import { readEdges } from "./readEdges.ts";
import { readInstances, readResources } from "./readInstances.ts";
import { readExceptions, readPlacedEdges, readPlacements } from "./readPlaced.ts";
import { readSightings } from "./readSightings.ts";
import { visitOperations } from "./visitOperations.ts";

export function createDerivedReader(source: DerivedSource): DerivedReader & PlacedReader {
  return {
    readServices: (query) => withStoreErrors(() => readServices(source, query)),
    readOperations: (query) => withStoreErrors(() => readOperations(source, query)),
    readEdges: (query) => withStoreErrors(() => readEdges(source, query)),
    readLogCounts: (query) => withStoreErrors(() => readLogCounts(source, query)),
    readInstances: (query) => withStoreErrors(() => readInstances(source, query)),
    readResources: (query) => withStoreErrors(() => readResources(source, query)),
    readPlacements: (query) => withStoreErrors(() => readPlacements(source, query)),
    readPlacedEdges: (query) => withStoreErrors(() => readPlacedEdges(source, query)),
    readExceptions: (query) => withStoreErrors(() => readExceptions(source, query)),
    readSightings: (query) => withStoreErrors(() => readSightings(source, query)),
    scanOperations: (query, visitorOf) => withStoreErrors(() => visitOperations(source, query, visitorOf)),
  };
}

/** A tenth of the finest step: a row of 10 s is written some ten times. */
const FOLD_AGE_MS = 1_000;

/** Steps of the leader of `loops`, each on a connection of its own. */
export function createDerivedMaintenance(pool: pg.Pool, retention: DerivedRetention) {
  const onClient = <T>(work: (client: pg.ClientBase) => Promise<T>) =>
    withStoreErrors(async () => {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    });
  return {
    foldDerived: () => onClient((client) => foldDerived(client, { minAgeMs: FOLD_AGE_MS })),
    makePartitionsAhead: (nowMs: number) => onClient((client) => makeDerivedPartitionsAhead(client, nowMs)),
    dropExpired: (nowMs: number) => onClient((client) => dropExpiredDerived(client, nowMs, retention)),
  };
}
