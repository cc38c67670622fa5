/** What every part of the history works with. */
import type pg from "pg";
import { EVENTS, SNAPSHOTS, type TimedPartitions } from "./partitions.ts";
import type { Things } from "./things.ts";

export interface StateTools {
  readonly pool: pg.Pool;
  readonly things: Things;
  readonly partitions: TimedPartitions;
  readonly now: () => number;
  /** How far back the history is kept. */
  readonly retentionMs: number;
  /** How many events lie between two snapshots. */
  readonly snapshotEvents: number;
}

/** Partitions for events at these instants, and for the snapshots that may come to lie among them. */
export async function ensureHistory(
  tools: StateTools,
  client: pg.ClientBase,
  instants: readonly number[],
): Promise<void> {
  await tools.partitions.ensure(client, EVENTS, instants);
  await tools.partitions.ensure(
    client,
    SNAPSHOTS,
    instants.map((atMs) => atMs + 1),
  );
}
