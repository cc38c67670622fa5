/**
 * Sums of increments: equal keys become one record. Used to fold increments into the rows of a tier and to read across them.
 * Buckets are forgotten while summing; `increments` gives every record the bucket it is told.
 */
import type { Cells } from "./durationCells.ts";
import type {
  CallTotals,
  EdgeIncrement,
  Increments,
  InstanceIncrement,
  LogIncrement,
  OperationIncrement,
} from "./increments.ts";
import type { ExceptionIncrement, PlacedEdgeIncrement, PlacementIncrement } from "./incrementsPlaced.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface OwnCells {
  readonly index: number[];
  readonly count: number[];
}
type WithCells<T extends { readonly cells: Cells }> = Writable<Omit<T, "cells">> & { readonly cells: OwnCells };
type OperationSum = WithCells<OperationIncrement>;
type EdgeSum = Writable<Omit<EdgeIncrement, "clientCells" | "serverCells">> & {
  readonly clientCells: OwnCells;
  readonly serverCells: OwnCells;
};

export class IncrementTotals {
  private readonly operations = new Map<string, OperationSum>();
  private readonly edges = new Map<string, EdgeSum>();
  private readonly logs = new Map<string, Writable<LogIncrement>>();
  private readonly instances = new Map<string, Writable<InstanceIncrement>>();
  private readonly placements = new Map<string, WithCells<PlacementIncrement>>();
  private readonly placedEdges = new Map<string, WithCells<PlacedEdgeIncrement>>();
  private readonly exceptions = new Map<string, Writable<ExceptionIncrement>>();

  add(increments: Increments): void {
    for (const it of increments.operations) this.addOperation(it);
    for (const it of increments.edges) this.addEdge(it);
    for (const it of increments.logs) this.addLog(it);
    for (const it of increments.instances) this.addInstance(it);
    for (const it of increments.placements) this.addPlacement(it);
    for (const it of increments.placedEdges) this.addPlacedEdge(it);
    for (const it of increments.exceptions) this.addException(it);
  }

  addTotals(totals: IncrementTotals): void {
    for (const [key, it] of totals.operations) this.addOperation(it, key);
    for (const [key, it] of totals.edges) this.addEdge(it, key);
    for (const [key, it] of totals.logs) this.addLog(it, key);
    for (const it of totals.instances.values()) this.addInstance(it);
    for (const [key, it] of totals.placements) this.addPlacement(it, key);
    for (const [key, it] of totals.placedEdges) this.addPlacedEdge(it, key);
    for (const [key, it] of totals.exceptions) this.addException(it, key);
  }

  addOperation(it: OperationIncrement, key = operationKey(it)): void {
    const sum = this.operations.get(key);
    if (!sum) this.operations.set(key, { ...it, cells: ownCells(it.cells) });
    else {
      sum.sumNano += it.sumNano;
      addCells(sum.cells, it.cells);
    }
  }

  addEdge(it: EdgeIncrement, key = `${it.type}${it.client}\n${it.server}`): void {
    const sum = this.edges.get(key);
    if (!sum) {
      this.edges.set(key, { ...it, clientCells: ownCells(it.clientCells), serverCells: ownCells(it.serverCells) });
      return;
    }
    sum.calls += it.calls;
    sum.errors += it.errors;
    sum.clientSumNano += it.clientSumNano;
    sum.serverSumNano += it.serverSumNano;
    addCells(sum.clientCells, it.clientCells);
    addCells(sum.serverCells, it.serverCells);
  }

  addLog(it: LogIncrement, key = `${it.severity}${it.service}`): void {
    const sum = this.logs.get(key);
    if (!sum) this.logs.set(key, { ...it });
    else sum.records += it.records;
  }

  addInstance(it: InstanceIncrement): void {
    const sum = this.instances.get(it.hash);
    if (!sum) this.instances.set(it.hash, { ...it });
    else {
      sum.entry = addTotals(sum.entry, it.entry);
      sum.all = addTotals(sum.all, it.all);
      sum.firstSeenMs = Math.min(sum.firstSeenMs, it.firstSeenMs);
      sum.lastSeenMs = Math.max(sum.lastSeenMs, it.lastSeenMs);
      sum.description ??= it.description;
    }
  }

  addPlacement(it: PlacementIncrement, key = placementKey(it)): void {
    const sum = this.placements.get(key);
    if (sum) addFailing(sum, it);
    else this.placements.set(key, { ...it, cells: ownCells(it.cells) });
  }

  addPlacedEdge(it: PlacedEdgeIncrement, key = placedEdgeKey(it)): void {
    const sum = this.placedEdges.get(key);
    if (sum) addFailing(sum, it);
    else this.placedEdges.set(key, { ...it, cells: ownCells(it.cells) });
  }

  addException(it: ExceptionIncrement, key = `${it.service}\n${it.type}`): void {
    const sum = this.exceptions.get(key);
    if (sum) sum.count += it.count;
    else this.exceptions.set(key, { ...it });
  }

  increments(bucket: number): Increments {
    const placed = <T extends { bucket: number }>(sums: Map<string, T>): T[] =>
      [...sums.values()].map((it) => ({ ...it, bucket }));
    return {
      operations: placed(this.operations),
      edges: placed(this.edges),
      logs: placed(this.logs),
      instances: placed(this.instances),
      placements: placed(this.placements),
      placedEdges: placed(this.placedEdges),
      exceptions: placed(this.exceptions),
    };
  }
}

function operationKey(it: OperationIncrement): string {
  return `${it.kind * 8 + it.status * 2 + (it.overflow ? 1 : 0)} ${it.service}\n${it.name}`;
}

/** Of what a placement is told apart by. */
export function placementKey({ entry, service, region }: PlacementIncrement): string {
  return `${entry ? 1 : 0}${service}\n${region}`;
}

export function placedEdgeKey(it: PlacedEdgeIncrement): string {
  return `${it.type}${it.client}\n${it.clientRegion}\n${it.server}\n${it.serverRegion}`;
}

interface Failing {
  errors: number;
  sumNano: number;
}

function addFailing(sum: Failing & { readonly cells: OwnCells }, it: Failing & { readonly cells: Cells }): void {
  sum.errors += it.errors;
  sum.sumNano += it.sumNano;
  addCells(sum.cells, it.cells);
}

const ownCells = ({ index, count }: Cells): OwnCells => ({ index: [...index], count: [...count] });

/** Adds in place: most cells of an increment are there already. */
function addCells({ index, count }: OwnCells, { index: cells, count: counts }: Cells): void {
  let at = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as number;
    while (at < index.length && (index[at] as number) < cell) at++;
    if (index[at] === cell) count[at] = (count[at] as number) + (counts[i] as number);
    else {
      index.splice(at, 0, cell);
      count.splice(at, 0, counts[i] as number);
    }
  }
}

function addTotals(a: CallTotals, b: CallTotals): CallTotals {
  return { calls: a.calls + b.calls, errors: a.errors + b.errors, sumNano: a.sumNano + b.sumNano };
}

/** The counts of both, cell by cell. */
export function mergeCells(a: Cells, b: Cells): Cells {
  if (a.index.length === 0) return b;
  if (b.index.length === 0) return a;
  const index: number[] = [];
  const count: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.index.length || j < b.index.length) {
    const left = a.index[i] ?? Number.POSITIVE_INFINITY;
    const right = b.index[j] ?? Number.POSITIVE_INFINITY;
    index.push(Math.min(left, right));
    let seen = 0;
    if (left <= right) seen += a.count[i++] as number;
    if (right <= left) seen += b.count[j++] as number;
    count.push(seen);
  }
  return { index, count };
}
