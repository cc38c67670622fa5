/** The table of resources: a row per distinct resource, written by the fold when increments describe or see one. */
import type pg from "pg";
import type { InstanceIncrement } from "../../../model/increments.ts";
import { subjectOf } from "./tiers.ts";

/** Stores the resources described in these increments and moves the times at which they were seen. */
export async function resourceRows(
  client: pg.ClientBase,
  { tenant, slot }: { tenant: number; slot: number },
  instances: readonly InstanceIncrement[],
): Promise<void> {
  const described = new Map<string, InstanceIncrement>();
  const seen = new Map<string, { first: number; last: number }>();
  for (const it of instances) {
    if (it.description && !described.has(it.hash)) described.set(it.hash, it);
    const before = seen.get(it.hash);
    seen.set(it.hash, {
      first: Math.min(before?.first ?? Number.POSITIVE_INFINITY, it.firstSeenMs),
      last: Math.max(before?.last ?? 0, it.lastSeenMs),
    });
  }
  if (described.size > 0) await insertDescribed(client, tenant, slot, [...described.values()]);
  await client.query(
    `UPDATE telemetry.resource r SET first_seen = least(r.first_seen, to_timestamp(s.first / 1000)),
       last_seen = greatest(r.last_seen, to_timestamp(s.last / 1000))
     FROM unnest($3::text[], $4::float8[], $5::float8[]) AS s (hash, first, last)
     WHERE r.tenant = $1 AND r.slot = $2 AND r.hash = decode(s.hash, 'hex')
       AND (r.first_seen > to_timestamp(s.first / 1000) OR r.last_seen < to_timestamp(s.last / 1000))`,
    [tenant, slot, [...seen.keys()], [...seen.values()].map((it) => it.first), [...seen.values()].map((it) => it.last)],
  );
}

async function insertDescribed(
  client: pg.ClientBase,
  tenant: number,
  slot: number,
  instances: readonly InstanceIncrement[],
): Promise<void> {
  const texts = (of: (it: InstanceIncrement) => string | undefined) => instances.map((it) => subjectOf(of(it) ?? ""));
  await client.query(
    `INSERT INTO telemetry.resource (tenant, slot, hash, first_seen, last_seen, service, instance, version, environment,
       region, zone, host, bytes)
     SELECT $1, $2, decode(hash, 'hex'), to_timestamp(first / 1000), to_timestamp(last / 1000), service, instance, version,
       environment, region, zone, host, decode(bytes, 'hex')
     FROM unnest($3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[])
       AS r (hash, first, last, service, instance, version, environment, region, zone, host, bytes)
     ON CONFLICT (tenant, slot, hash) DO NOTHING`,
    [
      tenant,
      slot,
      instances.map((it) => it.hash),
      instances.map((it) => it.firstSeenMs),
      instances.map((it) => it.lastSeenMs),
      texts((it) => it.service),
      texts((it) => it.description?.instance),
      texts((it) => it.description?.version),
      texts((it) => it.description?.environment),
      texts((it) => it.description?.region),
      texts((it) => it.description?.zone),
      texts((it) => it.description?.host),
      instances.map((it) => Buffer.from(it.description?.bytes ?? new Uint8Array(0)).toString("hex")),
    ],
  );
}
