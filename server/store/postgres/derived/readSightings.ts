/**
 * Reads when each resource was there: stretches made of the first and the last sign of life in each step of 5 min.
 * Reading begins with the window and goes on to both sides, in growing stretches, as long as something there goes on.
 */
import type pg from "pg";
import {
  BUCKET_MS,
  decodeIncrements,
  type InstanceIncrement,
  type ResourceDescription,
  SILENCE_MS,
} from "../../../model/increments.ts";
import { anyValueText } from "../../../otlp/anyValueText.ts";
import { readResource } from "../../../otlp/readAttributes.ts";
import type { Sighting, SightingsQuery } from "../../placedReader.ts";
import { entryOf } from "./callSums.ts";
import { byText, type DerivedSource } from "./readDerived.ts";
import { readDescriptions } from "./readInstances.ts";
import type { TierPart } from "./readPlan.ts";
import { readBodies } from "./snapshot.ts";
import { Kind, subjectOf, TIER_5M } from "./tiers.ts";

const DAY_MS = 86_400_000;
/** How far reading goes beyond the window at first, and then twice as far each time. */
const FIRST_REACH_MS = 3_600_000;
/** Stretches of one resource that are gathered before neighbours are joined. */
const GATHERED = 64;

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

interface SeenResource {
  readonly service: string;
  stretches: Stretch[];
}

type Seen = Map<string, SeenResource>;

export async function readSightings(source: DerivedSource, query: SightingsQuery): Promise<Sighting[]> {
  const { window, tenant } = query;
  const seen: Seen = new Map();
  const described = new Map<string, ResourceDescription>();
  const read = async (parts: readonly TierPart[]) => {
    const { stored, pending } = await readBodies(source.pool, { tenant, parts, kind: Kind.INSTANCES });
    for (const { bytes } of stored) for (const it of decodeIncrements(bytes).instances) see(seen, it);
    for (const it of pending.flatMap(({ instances }) => instances)) {
      see(seen, it);
      if (it.description) described.set(it.hash, it.description);
    }
  };
  const reachMs = query.reachMs ?? DAY_MS;
  let [fromMs, toMs] = [window.startMs - SILENCE_MS, window.endMs + SILENCE_MS];
  await read([partOf(fromMs, toMs)]);
  for (let reach = Math.min(FIRST_REACH_MS, reachMs); ; reach = Math.min(reach * 2, reachMs)) {
    const touching = [...seen.values()].flatMap((resource) => touchingOf(resource, window));
    const before = window.startMs - reach;
    const after = Math.min(window.endMs + reach, (source.now ?? Date.now)() + FIRST_REACH_MS);
    const parts: TierPart[] = [];
    if (before < fromMs && touching.some((it) => it.fromMs - SILENCE_MS < fromMs)) parts.push(partOf(before, fromMs));
    if (after > toMs && touching.some((it) => it.toMs + SILENCE_MS >= toMs)) parts.push(partOf(toMs, after));
    if (parts.length > 0) await read(parts);
    [fromMs, toMs] = [Math.min(fromMs, before), Math.max(toMs, after)];
    if (parts.length === 0 || reach >= reachMs) break;
  }
  return sightingsOf(source.pool, query, seen, described);
}

const STEP = TIER_5M.buckets;
const partOf = (fromMs: number, toMs: number): TierPart => ({
  tier: TIER_5M,
  from: Math.floor(fromMs / BUCKET_MS / STEP) * STEP,
  to: Math.ceil(toMs / BUCKET_MS / STEP) * STEP,
});

function see(seen: Seen, { hash, service, firstSeenMs, lastSeenMs }: InstanceIncrement): void {
  const resource = entryOf(seen, hash, (): SeenResource => ({ service, stretches: [] }));
  resource.stretches.push({ fromMs: firstSeenMs, toMs: lastSeenMs });
  if (resource.stretches.length >= GATHERED) resource.stretches = joined(resource.stretches);
}

/** The same, with one stretch for those that no long silence parts. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const next of [...stretches].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (!last || next.fromMs - last.toMs > SILENCE_MS) all.push(next);
    else all[all.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) };
  }
  return all;
}

function touchingOf(resource: SeenResource, { startMs, endMs }: SightingsQuery["window"]): Stretch[] {
  resource.stretches = joined(resource.stretches);
  return resource.stretches.filter(({ fromMs, toMs }) => fromMs < endMs && toMs >= startMs);
}

async function sightingsOf(
  pool: pg.Pool,
  { tenant, window }: SightingsQuery,
  seen: Seen,
  described: ReadonlyMap<string, ResourceDescription>,
): Promise<Sighting[]> {
  const found = [...seen].flatMap(([hash, resource]) =>
    touchingOf(resource, window).map((stretch) => ({ hash, service: resource.service, ...stretch })),
  );
  const hashes = new Set(found.map(({ hash }) => hash));
  const identities = await identitiesOf(pool, tenant, hashes, described);
  const sightings = found.flatMap(({ hash, service, fromMs, toMs }): Sighting[] => {
    const identity = identities.get(hash);
    return identity ? [{ service: subjectOf(service), ...identity, firstSeenMs: fromMs, lastSeenMs: toMs }] : [];
  });
  return sightings.sort(
    (a, b) => byText(a.service, b.service) || byText(a.instance, b.instance) || a.firstSeenMs - b.firstSeenMs,
  );
}

/** Who a resource is: never changes, since it is found by the hash of all of it. */
type Identity = Omit<Sighting, "service" | "firstSeenMs" | "lastSeenMs">;

/** Identities read lately, so that whoever asks every few seconds decodes each resource once; the oldest give way. */
const MOST_IDENTITIES = 10_000;
const caches = new WeakMap<pg.Pool, Map<string, Identity>>();

async function identitiesOf(
  pool: pg.Pool,
  tenant: number,
  hashes: ReadonlySet<string>,
  described: ReadonlyMap<string, ResourceDescription>,
): Promise<Map<string, Identity>> {
  const cache = caches.get(pool) ?? new Map<string, Identity>();
  caches.set(pool, cache);
  const identities = new Map<string, Identity>();
  const unknown: string[] = [];
  for (const hash of hashes) {
    const known = cache.get(`${tenant} ${hash}`);
    if (known) identities.set(hash, known);
    else unknown.push(hash);
  }
  const stored = unknown.length > 0 ? await readDescriptions(pool, tenant, [], unknown) : described;
  for (const hash of unknown) {
    const description = stored.get(hash) ?? described.get(hash);
    if (!description) continue;
    const identity = identityOf(description);
    identities.set(hash, identity);
    cache.set(`${tenant} ${hash}`, identity);
  }
  for (const oldest of cache.keys()) {
    if (cache.size <= MOST_IDENTITIES) break;
    cache.delete(oldest);
  }
  return identities;
}

function identityOf({ instance, version, environment, region, zone, host, bytes }: ResourceDescription): Identity {
  return {
    instance: subjectOf(instance),
    version: subjectOf(version),
    environment: subjectOf(environment),
    region: subjectOf(region),
    zone: subjectOf(zone),
    host: subjectOf(host),
    attributes: attributesOf(bytes),
  };
}

/** Of a key given twice the last value counts. NUL, which no database keeps in a text, is U+FFFD. */
function attributesOf(bytes: Uint8Array): Record<string, string> {
  const clean = (text: string) => text.replaceAll("\0", "\uFFFD");
  const { attributes } = readResource(bytes, 0, bytes.length, "");
  return Object.fromEntries(attributes.map(({ key, value }) => [clean(key), clean(anyValueText(value))]));
}
