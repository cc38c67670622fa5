/**
 * Sums of increments: equal keys become one record. Used to fold increments into the rows of a tier and to read across them.
 * Buckets are forgotten while summing; `increments` gives every record the bucket it is told.
 */
import { type Cells, NO_CELLS } from "./durationCells.ts";
import type {
  CallTotals,
  EdgeIncrement,
  Increments,
  InstanceIncrement,
  LogIncrement,
  OperationIncrement,
} from "./increments.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class IncrementTotals {
  private readonly operations = new Map<string, Writable<OperationIncrement>>();
  private readonly edges = new Map<string, Writable<EdgeIncrement>>();
  private readonly logs = new Map<string, Writable<LogIncrement>>();
  private readonly instances = new Map<string, Writable<InstanceIncrement>>();

  add(increments: Increments): void {
    for (const it of increments.operations) this.addOperation(it);
    for (const it of increments.edges) this.addEdge(it);
    for (const it of increments.logs) this.addLog(it);
    for (const it of increments.instances) this.addInstance(it);
  }

  addOperation(it: OperationIncrement): void {
    const key = `${it.kind}${it.status}${it.overflow ? 1 : 0}${it.service}\n${it.name}`;
    const sum = this.operations.get(key);
    if (!sum) this.operations.set(key, { ...it });
    else {
      sum.sumNano += it.sumNano;
      sum.cells = mergeCells(sum.cells, it.cells);
    }
  }

  addEdge(it: EdgeIncrement): void {
    const key = `${it.type}${it.client}\n${it.server}`;
    const sum = this.edges.get(key);
    if (!sum) this.edges.set(key, { ...it });
    else {
      sum.calls += it.calls;
      sum.errors += it.errors;
      sum.clientSumNano += it.clientSumNano;
      sum.serverSumNano += it.serverSumNano;
      sum.clientCells = mergeCells(sum.clientCells, it.clientCells);
      sum.serverCells = mergeCells(sum.serverCells, it.serverCells);
    }
  }

  addLog(it: LogIncrement): void {
    const key = `${it.severity}${it.service}`;
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

  increments(bucket: number): Increments {
    const placed = <T extends { bucket: number }>(sums: Map<string, T>): T[] =>
      [...sums.values()].map((it) => ({ ...it, bucket }));
    return {
      operations: placed(this.operations),
      edges: placed(this.edges),
      logs: placed(this.logs),
      instances: placed(this.instances),
    };
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

/** The sum of many, in one go. */
export function sumCells(many: readonly Cells[]): Cells {
  return many.reduce(mergeCells, NO_CELLS);
}
