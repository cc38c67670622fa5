/**
 * "The history of this derivation in this stretch is this": what equals what stands is kept, what is not said any more is taken back,
 * what is new is added, and the derivation's cursor, its frames and the marks on snapshots go with it in one transaction.
 * Events are compared by place and thing; where several share both, their order counts too, so such a group stands or goes as one.
 * Errors: INVALID when a happening lies outside of the stretch; passing troubles as they are, and then nothing was written.
 */
import type pg from "pg";
import { DomainError } from "../../../errors.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { DerivationCursor, HistoryRewrite } from "../../stateStore.ts";
import { copiedNumber, copyRowsOut } from "../copyOut.ts";
import { noteTold } from "../derived/late.ts";
import { onClient, writing } from "./clientWork.ts";
import { derivationCode } from "./codes.ts";
import { copyEvents, isTelling, type PackedHappening, packHappening } from "./eventRows.ts";
import { bumpHead, lockHead } from "./historyHead.ts";
import { ensureHistory, type StateTools } from "./stateTools.ts";
import { prepareFrames, replaceFrames } from "./writeFrames.ts";

interface Standing {
  readonly eventId: number;
  readonly atMs: number;
  readonly telling: boolean;
  readonly hash: number;
}

const groupOf = (place: { atMs: number; rank: number; thing: number }) => `${place.atMs}/${place.rank}/${place.thing}`;

function grouped<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

async function readStanding(
  client: pg.ClientBase,
  tenant: number,
  derivation: number,
  { startMs, endMs }: TimeWindow,
): Promise<Map<string, Standing[]>> {
  const rows = await copyRowsOut(
    client,
    `SELECT at_ms, rank, thing, event_id, hash, octet_length(patch) FROM telemetry.state_event
     WHERE tenant = ${tenant} AND at_ms >= ${startMs} AND at_ms < ${endMs} AND retracted_ms IS NULL AND derivation = ${derivation}
     ORDER BY at_ms, rank, event_id`,
  );
  const standing = rows.map((row) => {
    const [atMs = 0, rank = 0, thing = 0, eventId = 0, hash = 0, bytes = 0] = row.map(copiedNumber);
    return { key: groupOf({ atMs, rank, thing }), atMs, eventId, hash, telling: isTelling(bytes) };
  });
  return grouped(standing, ({ key }) => key);
}

/** What differs between what stands and what is said. */
function compare(standing: ReadonlyMap<string, Standing[]>, said: ReadonlyMap<string, PackedHappening[]>) {
  const retracted: Standing[] = [];
  const added: PackedHappening[] = [];
  for (const [key, group] of standing) {
    const now = said.get(key) ?? [];
    const isSame = now.length === group.length && now.every(({ hash }, i) => hash === group[i]?.hash);
    if (!isSame) retracted.push(...group);
  }
  for (const [key, group] of said) {
    const before = standing.get(key) ?? [];
    const isSame = before.length === group.length && group.every(({ hash }, i) => hash === before[i]?.hash);
    if (!isSame) added.push(...group);
  }
  return { retracted, added };
}

/** Equal ones of equal place are one. */
function withoutRepeats(happenings: readonly PackedHappening[]): Map<string, PackedHappening[]> {
  const groups = grouped(happenings, groupOf);
  for (const [key, group] of groups) {
    if (group.length > 1) groups.set(key, [...new Map(group.map((one) => [one.hash, one])).values()]);
  }
  return groups;
}

async function retract(
  client: pg.ClientBase,
  tenant: number,
  events: readonly Standing[],
  knownMs: number,
): Promise<void> {
  if (events.length === 0) return;
  const instants = events.map(({ atMs }) => atMs);
  const [first, last] = instants.reduce(
    ([low, high], atMs) => [Math.min(low, atMs), Math.max(high, atMs)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  await client.query(
    `UPDATE telemetry.state_event SET retracted_ms = $2
     WHERE tenant = $1 AND at_ms >= $3 AND at_ms <= $4 AND retracted_ms IS NULL AND event_id = ANY ($5::int8[])`,
    [tenant, knownMs, first, last, events.map(({ eventId }) => eventId)],
  );
}

/** Snapshots hold what happened before their instant: those after the first change are wrong from now on. */
export async function dirtySnapshots(
  client: pg.ClientBase,
  tenant: number,
  fromMs: number,
  knownMs: number,
): Promise<void> {
  if (!Number.isFinite(fromMs)) return;
  await client.query(
    "UPDATE telemetry.state_snapshot SET dirty_ms = $3 WHERE tenant = $1 AND at_ms > $2 AND dirty_ms IS NULL",
    [tenant, fromMs, knownMs],
  );
}

async function saveCursor(
  client: pg.ClientBase,
  tenant: number,
  derivation: number,
  cursor: DerivationCursor,
): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.state_cursor (tenant, derivation, until_ms, memo) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, derivation) DO UPDATE SET until_ms = excluded.until_ms, memo = excluded.memo`,
    [tenant, derivation, Math.floor(cursor.untilMs), JSON.stringify(cursor.memo ?? null)],
  );
}

const earliest = (events: readonly { readonly atMs: number }[]) =>
  events.reduce((low, { atMs }) => Math.min(low, atMs), Number.POSITIVE_INFINITY);

async function replaceEvents(
  client: pg.ClientBase,
  rewrite: HistoryRewrite,
  packed: readonly PackedHappening[],
): Promise<{ added: number; retracted: number }> {
  const { tenant } = rewrite;
  const derivation = derivationCode(rewrite.derivation);
  const head = await lockHead(client, tenant);
  const knownMs = Math.max(Math.floor(rewrite.knownMs), head.knownMs);
  const keptSinceMs = head.keptSinceMs ?? Number.NEGATIVE_INFINITY;
  const startMs = Math.max(Math.ceil(rewrite.window.startMs), keptSinceMs);
  const window = { startMs, endMs: Math.ceil(rewrite.window.endMs) };
  const kept = packed.filter(({ atMs }) => atMs >= keptSinceMs);
  const { retracted, added } = compare(await readStanding(client, tenant, derivation, window), withoutRepeats(kept));
  await retract(client, tenant, retracted, knownMs);
  await copyEvents(client, { tenant, derivation, knownMs }, added);
  const telling = [
    ...retracted.filter((event) => event.telling),
    ...added.filter(({ patch }) => isTelling(patch.length)),
  ];
  await dirtySnapshots(client, tenant, earliest(telling), knownMs);
  if (retracted.length + added.length > 0) {
    await bumpHead(client, tenant, head, { fromMs: Math.min(earliest(retracted), earliest(added)), knownMs });
  }
  await saveCursor(client, tenant, derivation, rewrite.cursor);
  await noteTold(client, tenant, rewrite.cursor.untilMs);
  return { added: added.length, retracted: retracted.length };
}

export async function rewriteHistory(tools: StateTools, rewrite: HistoryRewrite) {
  const { startMs, endMs } = rewrite.window;
  for (const { atMs, title } of rewrite.happenings) {
    if (atMs >= startMs && atMs < endMs) continue;
    throw new DomainError("INVALID", `"${title}" lies outside of the stretch that is told: ${atMs}.`);
  }
  return onClient(tools.pool, async (client) => {
    const things = rewrite.happenings.map(({ thing }) => thing);
    const numberOf = await tools.things.intern(client, rewrite.tenant, things);
    const packed = rewrite.happenings.map((happening) => packHappening(happening, numberOf));
    const instants = packed.map(({ atMs }) => atMs);
    await ensureHistory(tools, client, instants);
    const frames = await prepareFrames(tools, client, rewrite);
    return writing(client, async () => {
      const report = await replaceEvents(client, rewrite, packed);
      if (frames) await replaceFrames(client, frames);
      return report;
    });
  });
}

export async function readCursor(
  pool: pg.Pool,
  tenant: number,
  derivation: HistoryRewrite["derivation"],
): Promise<DerivationCursor | null> {
  const { rows } = await pool.query<{ until_ms: string; memo: string }>(
    "SELECT until_ms, memo FROM telemetry.state_cursor WHERE tenant = $1 AND derivation = $2",
    [tenant, derivationCode(derivation)],
  );
  const row = rows[0];
  return row ? { untilMs: Number(row.until_ms), memo: JSON.parse(row.memo) } : null;
}
