/**
 * One event at once: what a person or a pipeline says. A key of the sender's makes a repeat the same event, whatever else it says.
 * Errors: INVALID when it lies before what retention keeps.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { DomainError } from "../../../errors.ts";
import type { Happening, StateEvent } from "../../../model/state.ts";
import type { Derivation } from "../../stateStore.ts";
import { onClient, writing } from "./clientWork.ts";
import { derivationCode } from "./codes.ts";
import { EVENT_COLUMNS, eventOf, isTelling, type PackedHappening, packHappening } from "./eventRows.ts";
import { readEventById } from "./eventsInOrder.ts";
import { bumpHead, lockHead } from "./historyHead.ts";
import { dirtySnapshots } from "./rewriteHistory.ts";
import { ensureHistory, type StateTools } from "./stateTools.ts";

export interface Report {
  readonly tenant: number;
  readonly happening: Happening;
  readonly dedupe?: string;
  readonly derivation?: Derivation;
}

async function insert(
  client: pg.ClientBase,
  { tenant, derivation = "reported" }: Report,
  packed: PackedHappening,
  knownMs: number,
): Promise<number> {
  const { atMs, hash, thing, kind, rank, problem, patch, prev, words } = packed;
  const bytes = [patch, prev, words].map((part) => Buffer.from(part));
  const { rows } = await client.query<{ event_id: string }>(
    `INSERT INTO telemetry.state_event (${EVENT_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING event_id`,
    [atMs, knownMs, hash, thing, tenant, derivationCode(derivation), kind, rank, problem, ...bytes],
  );
  return Number(rows[0]?.event_id);
}

/** The event reported earlier under this key; null when there is none. */
async function readRepeat(tools: StateTools, client: pg.ClientBase, tenant: number, key: Buffer) {
  const { rows } = await client.query<{ at_ms: string; event_id: string }>(
    "SELECT at_ms, event_id FROM telemetry.state_dedupe WHERE tenant = $1 AND hash = $2",
    [tenant, key],
  );
  const row = rows[0];
  return row ? readEventById(tools, client, tenant, Number(row.at_ms), Number(row.event_id)) : null;
}

function refuseBefore(keptSinceMs: number, atMs: number): void {
  if (atMs >= keptSinceMs) return;
  const since = new Date(keptSinceMs).toISOString();
  throw new DomainError("INVALID", `The history is kept since ${since}; an event before it cannot be added.`);
}

async function add(tools: StateTools, client: pg.ClientBase, report: Report, packed: PackedHappening) {
  const { tenant, dedupe } = report;
  const head = await lockHead(client, tenant);
  const key = dedupe === undefined ? null : createHash("sha256").update(dedupe).digest().subarray(0, 16);
  const repeat = key && (await readRepeat(tools, client, tenant, key));
  if (repeat) return repeat;
  if (head.keptSinceMs !== null) refuseBefore(head.keptSinceMs, packed.atMs);
  const knownMs = Math.max(Math.floor(tools.now()), head.knownMs);
  const eventId = await insert(client, report, packed, knownMs);
  if (key) {
    await client.query(
      `INSERT INTO telemetry.state_dedupe (at_ms, event_id, tenant, hash) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant, hash) DO UPDATE SET at_ms = excluded.at_ms, event_id = excluded.event_id`,
      [packed.atMs, eventId, tenant, key],
    );
  }
  if (isTelling(packed.patch.length)) await dirtySnapshots(client, tenant, packed.atMs, knownMs);
  await bumpHead(client, tenant, head, { fromMs: packed.atMs, knownMs });
  return eventOf({ ...packed, eventId, knownMs, retractedMs: null }, report.happening.thing);
}

export async function reportEvent(tools: StateTools, report: Report): Promise<StateEvent> {
  // Before a partition is made for it, which would look as if history had begun then.
  refuseBefore(tools.now() - tools.retentionMs, report.happening.atMs);
  return onClient(tools.pool, async (client) => {
    const numberOf = await tools.things.intern(client, report.tenant, [report.happening.thing]);
    const packed = packHappening(report.happening, numberOf);
    await ensureHistory(tools, client, [packed.atMs]);
    return writing(client, () => add(tools, client, report, packed));
  });
}
