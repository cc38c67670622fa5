/** What one step of telling changes, in one transaction: standings, and deliveries that wait to be sent. */
import { createHash } from "node:crypto";
import type pg from "pg";
import type { GroupStanding } from "../../../model/notification.ts";
import type { Dispatch } from "../../notificationStore.ts";
import { onClient, writing } from "../state/clientWork.ts";

const sha256 = (...parts: readonly (string | number)[]) => createHash("sha256").update(JSON.stringify(parts)).digest();
const groupHash = ({ receiver, groupKey }: Pick<GroupStanding, "receiver" | "groupKey">) => sha256(receiver, groupKey);
/** Postgres has no NUL in texts. */
export const sayable = (text: string) => text.replaceAll("\0", "\ufffd");

export async function readStandings(pool: pg.Pool, tenant: number): Promise<GroupStanding[]> {
  const { rows } = await pool.query<{ standing: string }>(
    "SELECT standing FROM telemetry.notification_standing WHERE tenant = $1",
    [tenant],
  );
  // Only writeDispatch below makes them.
  return rows.map(({ standing }) => JSON.parse(standing) as GroupStanding);
}

async function writeStandings(client: pg.ClientBase, { tenant, standings, ended }: Dispatch): Promise<void> {
  if (standings.length > 0) {
    const newest = new Map(standings.map((standing) => [groupHash(standing).toString("hex"), standing]));
    await client.query(
      `INSERT INTO telemetry.notification_standing (tenant, group_hash, standing)
       SELECT $1, decode(hash, 'hex'), standing FROM unnest($2::text[], $3::text[]) AS given (hash, standing)
       ON CONFLICT (tenant, group_hash) DO UPDATE SET standing = excluded.standing`,
      [tenant, [...newest.keys()], [...newest.values()].map((standing) => JSON.stringify(standing))],
    );
  }
  if (ended.length > 0) {
    await client.query(
      "DELETE FROM telemetry.notification_standing WHERE tenant = $1 AND group_hash = ANY ($2::bytea[])",
      [tenant, ended.map(groupHash)],
    );
  }
}

const INSERT = `INSERT INTO telemetry.notification_delivery
    (tenant, created_ms, due_ms, receiver, state, state_hash, notification, fingerprints, integration, kind, lane)
  SELECT $1, $2, $2, $3, 'waiting', $4, $5, $6, given.* FROM unnest($7::int4[], $8::text[], $9::bytea[]) AS given
  ON CONFLICT (tenant, lane, state_hash) DO NOTHING`;

async function writeDeliveries(client: pg.ClientBase, { tenant, atMs, notifications }: Dispatch): Promise<number> {
  let written = 0;
  for (const { notification, integrations, stateHash } of notifications) {
    const { receiver, groupKey, alerts } = notification;
    const { rowCount } = await client.query({
      name: "write deliveries",
      text: INSERT,
      values: [
        tenant,
        Math.floor(atMs),
        sayable(receiver),
        sha256(stateHash),
        JSON.stringify(notification),
        alerts.map(({ fingerprint }) => sayable(fingerprint)),
        integrations.map(({ index }) => index),
        integrations.map(({ kind }) => kind),
        integrations.map(({ index }) => sha256(receiver, index, groupKey)),
      ],
    });
    written += rowCount ?? 0;
  }
  return written;
}

const SETTLE = "UPDATE telemetry.notification_delivery SET is_owed = false WHERE tenant = $1 AND id = ANY ($2::int8[])";

/** Resolves to how many deliveries are new. */
export async function writeDispatch(pool: pg.Pool, dispatch: Dispatch): Promise<number> {
  return await onClient(pool, (client) =>
    writing(client, async () => {
      await writeStandings(client, dispatch);
      if (dispatch.settled?.length) await client.query(SETTLE, [dispatch.tenant, dispatch.settled]);
      return await writeDeliveries(client, dispatch);
    }),
  );
}
