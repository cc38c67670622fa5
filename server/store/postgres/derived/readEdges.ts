/** Reads call edges, which are kept by their client. */
import type { EdgeSeries } from "../../../model/derived.ts";
import { NO_CELLS } from "../../../model/durationCells.ts";
import { decodeIncrements, EDGE_TYPES, type EdgeIncrement } from "../../../model/increments.ts";
import type { Derived, DerivedQuery } from "../../derivedReader.ts";
import { DurationSums, entryOf, placeOf, zeros } from "./callSums.ts";
import { answer, byText, type DerivedSource, planOf } from "./readDerived.ts";
import { readBodies } from "./snapshot.ts";
import { Kind } from "./tiers.ts";

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
