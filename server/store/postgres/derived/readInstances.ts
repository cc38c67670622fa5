/** Reads the instances, and the resources behind them, that sent in a window. */
import type pg from "pg";
import type { ServiceInstance } from "../../../model/derived.ts";
import {
  decodeIncrements,
  type Increments,
  type InstanceIncrement,
  type ResourceDescription,
} from "../../../model/increments.ts";
import { IncrementTotals } from "../../../model/incrementTotals.ts";
import type { TimeWindow } from "../../../model/time.ts";
import { readResource } from "../../../otlp/readAttributes.ts";
import type { SeenResource } from "../../derivedReader.ts";
import type { Scope } from "../../telemetryStore.ts";
import { byText, type DerivedSource } from "./readDerived.ts";
import { planInstances } from "./readPlan.ts";
import { readBodies } from "./snapshot.ts";
import { Kind, subjectOf } from "./tiers.ts";

type Described = ResourceDescription;

interface Seen {
  readonly instances: readonly InstanceIncrement[];
  readonly pending: readonly Increments[];
}

async function readSeen(source: DerivedSource, query: Scope & { window: TimeWindow; service?: string }): Promise<Seen> {
  const parts = planInstances(query.window);
  const from = parts[0]?.from ?? 0;
  const to = parts.at(-1)?.to ?? 0;
  const subject = query.service === undefined ? undefined : subjectOf(query.service);
  const { stored, pending } = await readBodies(source.pool, {
    tenant: query.tenant,
    parts,
    kind: Kind.INSTANCES,
    subject,
  });
  const totals = new IncrementTotals();
  for (const { bytes } of stored) totals.add(decodeIncrements(bytes));
  for (const { instances: added } of pending) {
    for (const it of added) {
      const inside = it.bucket >= from && it.bucket < to;
      if (inside && (subject === undefined || subjectOf(it.service) === subject)) totals.addInstance(it);
    }
  }
  return { instances: totals.increments(0).instances, pending };
}

/** Counts are those of its service's requests (`ServiceSeries.entry`); times are within the window's steps of 5 min. */
export async function readInstances(
  source: DerivedSource,
  query: Scope & { window: TimeWindow; service?: string },
): Promise<ServiceInstance[]> {
  const { instances, pending } = await readSeen(source, query);
  return mergeAlike(instances, await readDescriptions(source.pool, query.tenant, pending, hashesOf(instances)));
}

/** Every distinct resource that sent something in the window. */
export async function readResources(
  source: DerivedSource,
  query: Scope & { window: TimeWindow },
): Promise<SeenResource[]> {
  const { instances, pending } = await readSeen(source, query);
  const described = await readDescriptions(source.pool, query.tenant, pending, hashesOf(instances));
  return instances.flatMap(({ hash, firstSeenMs, lastSeenMs }) => {
    const { bytes } = described.get(hash) ?? NOTHING;
    if (bytes.length === 0) return [];
    return [{ resource: readResource(bytes, 0, bytes.length, ""), firstSeenMs, lastSeenMs }];
  });
}

/**
 * Descriptions by hash: from the table, and from increments that are not folded yet. The table only grows, so that it may be asked
 * after the snapshot.
 */
export async function readDescriptions(
  pool: pg.Pool,
  tenant: number,
  pending: readonly Increments[],
  hashes: readonly string[],
): Promise<Map<string, Described>> {
  const { rows } = await pool.query<Described & { hash: string }>(
    `SELECT encode(hash, 'hex') AS hash, instance, version, environment, region, zone, host, bytes FROM telemetry.resource
     WHERE tenant = $1 AND slot = ANY (ARRAY(SELECT slot FROM telemetry.fold_cursor WHERE tenant = $1)) AND hash = ANY (ARRAY(SELECT decode(h, 'hex') FROM unnest($2::text[]) h))`,
    [tenant, hashes],
  );
  const described = new Map<string, Described>(rows.map(({ hash, ...description }) => [hash, description]));
  for (const it of pending.flatMap((increments) => increments.instances)) {
    if (it.description === null || described.has(it.hash)) continue;
    described.set(it.hash, it.description);
  }
  return described;
}

const hashesOf = (instances: readonly InstanceIncrement[]) => instances.map(({ hash }) => hash);

const NOTHING: Described = {
  instance: "",
  version: "",
  environment: "",
  region: "",
  zone: "",
  host: "",
  bytes: new Uint8Array(0),
};

/** Resources that a person cannot tell apart are one instance. */
function mergeAlike(
  instances: readonly InstanceIncrement[],
  described: ReadonlyMap<string, Described>,
): ServiceInstance[] {
  const withEntry = new Set(instances.filter((it) => it.entry.calls > 0).map(({ service }) => service));
  const merged = new Map<string, ServiceInstance>();
  for (const it of instances) {
    const { instance, version, environment, region, zone, host } = described.get(it.hash) ?? NOTHING;
    const key = JSON.stringify([it.service, instance, version, environment, region, zone, host]);
    const counted = withEntry.has(it.service) ? it.entry : it.all;
    const before = merged.get(key);
    merged.set(key, {
      service: it.service,
      instance,
      version,
      environment,
      region,
      zone,
      host,
      firstSeenMs: Math.min(it.firstSeenMs, before?.firstSeenMs ?? Number.POSITIVE_INFINITY),
      lastSeenMs: Math.max(it.lastSeenMs, before?.lastSeenMs ?? 0),
      calls: counted.calls + (before?.calls ?? 0),
      errors: counted.errors + (before?.errors ?? 0),
      durationSumSeconds: counted.sumNano / 1e9 + (before?.durationSumSeconds ?? 0),
    });
  }
  return [...merged.values()].sort((a, b) => byText(a.service, b.service) || byText(a.instance, b.instance));
}
