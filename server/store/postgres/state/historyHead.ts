/**
 * The one row that stands for a tenant's history: its version, the latest knowledge, and the last changes, so that whoever holds a
 * fold in memory learns from which instant on it is wrong. Writers lock it first and so take turns.
 */
import type pg from "pg";

export interface HistoryHead {
  readonly version: number;
  readonly knownMs: number;
  /** Events before it are gone; null when none are. */
  readonly keptSinceMs: number | null;
  /** The earliest `untilMs` of the derivations that tell stretches; null without any. */
  readonly toldUntilMs: number | null;
  /** Version and the earliest instant that it changed, oldest first. */
  readonly changes: readonly { readonly version: number; readonly fromMs: number }[];
}
export const NO_HISTORY: HistoryHead = {
  version: 0,
  knownMs: 0,
  keptSinceMs: null,
  toldUntilMs: null,
  changes: [],
};
const MOST_CHANGES = 64;

interface Row {
  readonly version: string;
  readonly known_ms: string;
  readonly kept_since_ms: string | null;
  readonly told_ms: string | null;
  readonly changes: readonly string[];
}
const numberOrNull = (text: string | null) => (text === null ? null : Number(text));

function headOf(row: Row | undefined): HistoryHead {
  if (!row) return NO_HISTORY;
  const changes = [];
  for (let at = 0; at + 1 < row.changes.length; at += 2) {
    changes.push({ version: Number(row.changes[at]), fromMs: Number(row.changes[at + 1]) });
  }
  return {
    version: Number(row.version),
    knownMs: Number(row.known_ms),
    keptSinceMs: numberOrNull(row.kept_since_ms),
    toldUntilMs: numberOrNull(row.told_ms),
    changes,
  };
}

const SELECT = `SELECT version, known_ms, kept_since_ms, changes,
    (SELECT min(until_ms) FROM telemetry.state_cursor c WHERE c.tenant = h.tenant) AS told_ms
  FROM telemetry.state_history h WHERE tenant = $1`;

export async function readHead(client: pg.ClientBase | pg.Pool, tenant: number): Promise<HistoryHead> {
  const { rows } = await client.query<Row>({ name: "state head", text: SELECT, values: [tenant] });
  return headOf(rows[0]);
}

/** Within a transaction: nobody else writes this tenant's history until it ends. */
export async function lockHead(client: pg.ClientBase, tenant: number): Promise<HistoryHead> {
  await client.query("INSERT INTO telemetry.state_history (tenant) VALUES ($1) ON CONFLICT DO NOTHING", [tenant]);
  await client.query("SELECT 1 FROM telemetry.state_history WHERE tenant = $1 FOR UPDATE", [tenant]);
  return headOf((await client.query<Row>(SELECT, [tenant])).rows[0]);
}

/** Events changed from `fromMs` on, and that became known at `knownMs`. */
export async function bumpHead(
  client: pg.ClientBase,
  tenant: number,
  head: HistoryHead,
  change: { readonly fromMs: number; readonly knownMs: number },
): Promise<void> {
  const version = head.version + 1;
  const changes = [...head.changes, { version, fromMs: change.fromMs }].slice(-MOST_CHANGES);
  await client.query(
    `UPDATE telemetry.state_history SET version = $2, known_ms = greatest(known_ms, $3), changes = $4 WHERE tenant = $1`,
    [tenant, version, change.knownMs, changes.flatMap((one) => [one.version, one.fromMs])],
  );
}

/** From which instant on what was folded at `version` is wrong; infinite when nothing changed. */
export function changedSince(head: HistoryHead, version: number): number {
  if (head.version === version) return Number.POSITIVE_INFINITY;
  const since = head.changes.filter((change) => change.version > version);
  if (since.length < head.version - version) return Number.NEGATIVE_INFINITY;
  return Math.min(...since.map(({ fromMs }) => fromMs));
}
