/** Reads what is counted per region, and exceptions: tiers plus what is not folded yet, as readDerived.ts does. */
import { decodeIncrements, EDGE_TYPES } from "../../../model/increments.ts";
import {
  type ExceptionIncrement,
  MAX_EXCEPTION_TYPES,
  OTHER_EXCEPTIONS,
  type PlacedEdgeIncrement,
  type PlacementIncrement,
} from "../../../model/incrementsPlaced.ts";
import { placedEdgeKey } from "../../../model/incrementTotals.ts";
import type { Derived, DerivedQuery } from "../../derivedReader.ts";
import type { ExceptionSeries, PlacedEdgeSeries, PlacementSeries } from "../../placedReader.ts";
import { CallSums, entryOf, placeOf, zeros } from "./callSums.ts";
import { answer, byText, type DerivedSource, planOf } from "./readDerived.ts";
import { readBodies } from "./snapshot.ts";
import { Kind, subjectOf } from "./tiers.ts";

/** What is stored of a kind in the query's buckets, of one service or of all, and what is not folded yet. */
async function readOf(source: DerivedSource, query: DerivedQuery & { service?: string }, kind: number) {
  const plan = planOf(source, query);
  const subject = query.service === undefined ? undefined : subjectOf(query.service);
  const bodies = await readBodies(source.pool, { tenant: query.tenant, parts: plan.parts, kind, subject });
  return { plan, subject, ...bodies };
}

/** By the rule of `readServices`: a service's entry spans when it has any in the window, else all. */
export async function readPlacements(
  source: DerivedSource,
  query: DerivedQuery & { service?: string },
): Promise<Derived<PlacementSeries>> {
  const { plan, subject, stored, pending } = await readOf(source, query, Kind.PLACEMENTS);
  const withEntry = new Set<string>();
  const placements = new Map<string, { first: PlacementIncrement; entry: CallSums; all: CallSums }>();
  const add = (it: PlacementIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0 || (subject !== undefined && subjectOf(it.service) !== subject)) return;
    const make = () => ({ first: it, entry: new CallSums(plan.bucketCount), all: new CallSums(plan.bucketCount) });
    const sums = entryOf(placements, `${subjectOf(it.service)}\n${it.region}`, make);
    if (it.entry) withEntry.add(subjectOf(it.service));
    sums.all.add(place, it.errors, it.sumNano, it.cells);
    if (it.entry) sums.entry.add(place, it.errors, it.sumNano, it.cells);
  };
  for (const { bytes } of stored) decodeIncrements(bytes).placements.forEach(add);
  for (const { placements: added } of pending) added.forEach(add);
  const series = [...placements.values()].flatMap(({ first, entry, all }) => {
    const service = subjectOf(first.service);
    const hasEntry = withEntry.has(service);
    const calls = (hasEntry ? entry : all).series();
    const isEmpty = hasEntry && calls.calls.every((count) => count === 0);
    return isEmpty ? [] : [{ service, region: subjectOf(first.region), entry: hasEntry, ...calls }];
  });
  return answer(
    plan,
    series.sort((a, b) => byText(a.service, b.service) || byText(a.region, b.region)),
  );
}

export async function readPlacedEdges(source: DerivedSource, query: DerivedQuery): Promise<Derived<PlacedEdgeSeries>> {
  const plan = planOf(source, query);
  const { tenant } = query;
  const { stored, pending } = await readBodies(source.pool, { tenant, parts: plan.parts, kind: Kind.PLACED_EDGES });
  const edges = new Map<string, { first: PlacedEdgeIncrement; sums: CallSums }>();
  const add = (it: PlacedEdgeIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0) return;
    const { sums } = entryOf(edges, placedEdgeKey(it), () => ({ first: it, sums: new CallSums(plan.bucketCount) }));
    sums.add(place, it.errors, it.sumNano, it.cells);
  };
  for (const { bytes } of stored) decodeIncrements(bytes).placedEdges.forEach(add);
  for (const { placedEdges } of pending) placedEdges.forEach(add);
  const series = [...edges.values()].map(({ first, sums }): PlacedEdgeSeries => {
    return {
      client: subjectOf(first.client),
      clientRegion: subjectOf(first.clientRegion),
      server: subjectOf(first.server),
      serverRegion: subjectOf(first.serverRegion),
      type: EDGE_TYPES[first.type] ?? "",
      ...sums.series(),
    };
  });
  return answer(plan, series.sort(byEnds));
}

function byEnds(a: PlacedEdgeSeries, b: PlacedEdgeSeries): number {
  return (
    byText(a.client, b.client) ||
    byText(a.server, b.server) ||
    byText(a.clientRegion, b.clientRegion) ||
    byText(a.serverRegion, b.serverRegion) ||
    byText(a.type, b.type)
  );
}

export async function readExceptions(
  source: DerivedSource,
  query: DerivedQuery & { service?: string },
): Promise<Derived<ExceptionSeries>> {
  const { plan, subject, stored, pending } = await readOf(source, query, Kind.EXCEPTIONS);
  const services = new Map<string, Map<string, number[]>>();
  const add = (it: ExceptionIncrement) => {
    const place = placeOf(plan, it.bucket);
    if (place < 0 || (subject !== undefined && subjectOf(it.service) !== subject)) return;
    const types = entryOf(services, subjectOf(it.service), () => new Map<string, number[]>());
    const count = entryOf(types, subjectOf(it.type), () => zeros(plan.bucketCount));
    count[place] = (count[place] as number) + it.count;
  };
  for (const { bytes } of stored) decodeIncrements(bytes).exceptions.forEach(add);
  for (const { exceptions } of pending) exceptions.forEach(add);
  const series = [...services].flatMap(([service, types]) =>
    boundedTypes(types).map(([type, count]) => ({ service, type, count })),
  );
  return answer(
    plan,
    series.sort((a, b) => byText(a.service, b.service) || byText(a.type, b.type)),
  );
}

/** Each ingest process bounds its types; together, and over long windows, they may be more: the rarest join the others. */
function boundedTypes(types: ReadonlyMap<string, number[]>): [string, number[]][] {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const own = [...types].filter(([type]) => type !== OTHER_EXCEPTIONS);
  const others = types.get(OTHER_EXCEPTIONS);
  if (own.length <= MAX_EXCEPTION_TYPES) return [...types];
  const ranked = own.sort((a, b) => sum(b[1]) - sum(a[1]) || byText(a[0], b[0]));
  const rest = ranked.slice(MAX_EXCEPTION_TYPES).map(([, counts]) => counts);
  const total = zeros(ranked[0]?.[1].length ?? 0).map((_, place) =>
    [...rest, others ?? []].reduce((count, counts) => count + (counts[place] ?? 0), 0),
  );
  return [...ranked.slice(0, MAX_EXCEPTION_TYPES), [OTHER_EXCEPTIONS, total]];
}
