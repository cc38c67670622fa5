/** Reads call edges (kept by their client), and the instances that sent in a window. */
import type pg from "pg";
import type { EdgeSeries, ServiceInstance } from "../../../model/derived.ts";
import { NO_CELLS } from "../../../model/durationCells.ts";
import {
  decodeIncrements,
  EDGE_TYPES,
  type EdgeIncrement,
  type Increments,
  type InstanceIncrement,
} from "../../../model/increments.ts";
import { IncrementTotals } from "../../../model/incrementTotals.ts";
import type { TimeWindow } from "../../../model/time.ts";
import type { Derived, DerivedQuery, Scope } from "../../telemetryStore.ts";
import { DurationSums, entryOf, placeOf, zeros } from "./callSums.ts";
import { answer, byText, type DerivedSource, planOf } from "./readDerived.ts";
import { planInstances } from "./readPlan.ts";
import { readBodies } from "./snapshot.ts";
import { Kind, subjectOf } from "./tiers.ts";

interface EdgeSums {
  readonly first: EdgeIncrement;
  readonly calls: number[];
  readonly errors: number[];
  readonly client: DurationSums;
  readonly server: DurationSums;
}

export async function readEdges(
  source: DerivedSource,
  query: DerivedQuery & { service?: string },
): Promise<Derived<EdgeSeries>> {
  const plan = planOf(source, query);
  const count = plan.bucketCount;
  const { stored, pending } = await readBodies(source.pool, {
    tenant: query.tenant,
    parts: plan.parts,
    kind: Kind.EDGES,
  });
  const edges = new Map<string, EdgeSums>();
  const add = (it: EdgeIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0) return;
    if (query.service !== undefined && it.client !== query.service && it.server !== query.service) return;
    const sums = entryOf(edges, `${it.type}${it.client}\n${it.server}`, () => ({
      first: it,
      calls: zeros(count),
      errors: zeros(count),
      client: new DurationSums(count),
      server: new DurationSums(count),
    }));
    sums.calls[place] = (sums.calls[place] as number) + it.calls;
    sums.errors[place] = (sums.errors[place] as number) + it.errors;
    sums.client.add(place, it.clientSumNano, it.clientCells);
    sums.server.add(place, it.serverSumNano, it.serverCells);
  };
  for (const { bytes } of stored) decodeIncrements(bytes).edges.forEach(add);
  for (const { edges: added } of pending) added.forEach(add);
  const series = [...edges.values()].map(seriesOf);
  return answer(
    plan,
    series.sort((a, b) => byText(a.client, b.client) || byText(a.server, b.server) || byText(a.type, b.type)),
  );
}

function seriesOf({ first, calls, errors, client, server }: EdgeSums): EdgeSeries {
  return {
    client: first.client,
    server: first.server,
    type: EDGE_TYPES[first.type] ?? "",
    calls,
    errors,
    clientSumSeconds: client.seconds(),
    serverSumSeconds: server.seconds(),
    clientDuration: client.histograms(),
    serverDuration: server.histograms(),
    clientCells: client.cells.map((cells) => cells ?? NO_CELLS),
    serverCells: server.cells.map((cells) => cells ?? NO_CELLS),
  };
}

type Described = Pick<ServiceInstance, "instance" | "version" | "environment" | "region" | "zone" | "host">;

/** Counts are those of its service's requests (`ServiceSeries.entry`); times are within the window's steps of 5 min. */
export async function readInstances(
  source: DerivedSource,
  query: Scope & { window: TimeWindow; service?: string },
): Promise<ServiceInstance[]> {
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
  const instances = totals.increments(0).instances;
  const described = await readDescriptions(source.pool, query.tenant, pending, instances);
  return mergeAlike(instances, described);
}

/**
 * Descriptions by hash: from the table, and from increments that are not folded yet. The table only grows, so that it may be asked
 * after the snapshot.
 */
async function readDescriptions(
  pool: pg.Pool,
  tenant: number,
  pending: readonly Increments[],
  instances: readonly InstanceIncrement[],
): Promise<Map<string, Described>> {
  const { rows } = await pool.query<Described & { hash: string }>(
    `SELECT encode(hash, 'hex') AS hash, instance, version, environment, region, zone, host FROM telemetry.resource
     WHERE tenant = $1 AND slot = ANY (ARRAY(SELECT slot FROM telemetry.fold_cursor WHERE tenant = $1)) AND hash = ANY (ARRAY(SELECT decode(h, 'hex') FROM unnest($2::text[]) h))`,
    [tenant, instances.map(({ hash }) => hash)],
  );
  const described = new Map<string, Described>(rows.map(({ hash, ...description }) => [hash, description]));
  for (const it of pending.flatMap((increments) => increments.instances)) {
    if (it.description === null || described.has(it.hash)) continue;
    const { bytes: _, ...description } = it.description;
    described.set(it.hash, description);
  }
  return described;
}

const NOTHING: Described = { instance: "", version: "", environment: "", region: "", zone: "", host: "" };

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
