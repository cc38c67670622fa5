/**
 * One step of the alerts in one transaction: how those that changed stand, the episodes that began or ended, those to forget. Written again
 * it changes nothing: what began keeps the words it began with.
 */
import type pg from "pg";
import type { AlertStep, LapsedAlert } from "../../alertStore.ts";
import { onClient, writing } from "../state/clientWork.ts";
import type { TimedPartitions } from "../state/partitions.ts";
import { hashOf, toText } from "./alertJson.ts";
import { EPISODES } from "./episodePartitions.ts";
import { NEVER_MS, OPEN_MS } from "./episodeRows.ts";

export interface AlertTools {
  readonly pool: pg.Pool;
  readonly partitions: TimedPartitions;
}

type Changed = AlertStep["changed"];
type Named = Changed[number];

export async function writeAlertStep(tools: AlertTools, step: AlertStep): Promise<void> {
  const fired = step.changed.filter(({ alert }) => alert.firedMs !== null);
  const waiting = step.changed.filter(({ alert }) => alert.firedMs === null);
  const lapsed = step.lapsed ?? [];
  await onClient(tools.pool, async (client) => {
    const begun = [...fired, ...lapsed].map(({ alert }) => alert.activeMs);
    await tools.partitions.ensure(client, EPISODES, begun);
    await writing(client, async () => {
      await stand(client, step.tenant, step.changed);
      await writeEpisodes(client, step.tenant, fired.map(firedEpisode), ON_AGAIN);
      await writeEpisodes(client, step.tenant, lapsed.map(lapsedEpisode), "DO NOTHING");
      await closeEpisodes(client, step, waiting);
      await forget(client, step);
    });
  });
}

async function stand(client: pg.ClientBase, tenant: number, all: Changed): Promise<void> {
  if (all.length === 0) return;
  // One that ended and began again in this step stands as it is now.
  const changed = [...new Map(all.map((one) => [`${one.alert.fingerprint} ${one.alert.ruleKey}`, one])).values()];
  await client.query(
    `INSERT INTO telemetry.alert_standing (tenant, rule_hash, fingerprint, active_ms, alert)
     SELECT $1, * FROM unnest($2::bytea[], $3::text[], $4::int8[], $5::text[])
     ON CONFLICT (tenant, rule_hash, fingerprint) DO UPDATE SET active_ms = excluded.active_ms, alert = excluded.alert`,
    [
      tenant,
      changed.map(({ alert }) => hashOf(alert.ruleKey)),
      changed.map(({ alert }) => alert.fingerprint),
      changed.map(({ alert }) => alert.activeMs),
      changed.map(toText),
    ],
  );
}

interface WrittenEpisode extends Named {
  readonly firedMs: number;
  readonly untilMs: number;
}
const firedEpisode = (one: Named): WrittenEpisode => ({
  ...one,
  firedMs: one.alert.firedMs ?? NEVER_MS,
  untilMs: one.alert.resolvedMs ?? OPEN_MS,
});
const lapsedEpisode = (one: LapsedAlert): WrittenEpisode => ({ ...one, firedMs: NEVER_MS });
/** What began keeps the words it began with. */
const ON_AGAIN = `DO UPDATE SET fired_ms = excluded.fired_ms, until_ms = excluded.until_ms,
       value = CASE WHEN e.fired_ms = excluded.fired_ms THEN e.value ELSE excluded.value END,
       annotations = CASE WHEN e.fired_ms = excluded.fired_ms THEN e.annotations ELSE excluded.annotations END`;

async function writeEpisodes(
  client: pg.ClientBase,
  tenant: number,
  episodes: readonly WrittenEpisode[],
  onAgain: string,
): Promise<void> {
  if (episodes.length === 0) return;
  const column = (read: (one: WrittenEpisode) => unknown) => episodes.map(read);
  await client.query(
    `INSERT INTO telemetry.alert_episode AS e (tenant, active_ms, fired_ms, until_ms, value, rule_hash, fingerprint, rule_key, name,
       source, labels, annotations)
     SELECT $1, * FROM unnest($2::int8[], $3::int8[], $4::int8[], $5::float8[], $6::bytea[], $7::text[], $8::text[], $9::text[],
       $10::text[], $11::text[], $12::text[])
     ON CONFLICT (tenant, active_ms, fingerprint, rule_hash) ${onAgain}`,
    [
      tenant,
      column(({ alert }) => alert.activeMs),
      column(({ firedMs }) => firedMs),
      column(({ untilMs }) => untilMs),
      column(({ alert }) => alert.value),
      column(({ alert }) => hashOf(alert.ruleKey)),
      column(({ alert }) => alert.fingerprint),
      column(({ alert }) => alert.ruleKey),
      column(({ name }) => name),
      column(({ source }) => source),
      column(({ alert }) => toText(alert.labels)),
      column(({ alert }) => toText(alert.annotations)),
    ],
  );
}

/** Of alerts that fired and are pending again, since their rule now waits longer. */
async function closeEpisodes(client: pg.ClientBase, { tenant, atMs }: AlertStep, waiting: Changed): Promise<void> {
  if (waiting.length === 0) return;
  await client.query(
    `UPDATE telemetry.alert_episode e SET until_ms = $2 FROM unnest($3::int8[], $4::bytea[], $5::text[]) AS w (active_ms, rule_hash, fingerprint)
     WHERE e.tenant = $1 AND e.until_ms = ${OPEN_MS} AND e.active_ms = w.active_ms AND e.rule_hash = w.rule_hash
       AND e.fingerprint = w.fingerprint`,
    [
      tenant,
      atMs,
      waiting.map(({ alert }) => alert.activeMs),
      waiting.map(({ alert }) => hashOf(alert.ruleKey)),
      waiting.map(({ alert }) => alert.fingerprint),
    ],
  );
}

async function forget(client: pg.ClientBase, { tenant, forgotten }: AlertStep): Promise<void> {
  if (forgotten.length === 0) return;
  await client.query(
    `DELETE FROM telemetry.alert_standing s USING unnest($2::bytea[], $3::text[]) AS f (rule_hash, fingerprint)
     WHERE s.tenant = $1 AND s.rule_hash = f.rule_hash AND s.fingerprint = f.fingerprint`,
    [tenant, forgotten.map(({ ruleKey }) => hashOf(ruleKey)), forgotten.map(({ fingerprint }) => fingerprint)],
  );
}
