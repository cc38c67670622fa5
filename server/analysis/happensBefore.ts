/**
 * Which of two spans came first, as far as anybody can know: Lamport's happens-before over what a trace tells, not over clocks alone.
 *
 * Known order: a span starts before its descendants start; two spans stamped by one clock are ordered by that clock; and from these, what
 * follows by way of a common ancestor on one clock (a call that ended before the next was begun by the same caller precedes
 * everything in it, if the caller waited: the answer came back before the next was sent).
 * Everything else is concurrent: two hosts' clocks alone prove nothing.
 * Where the spans carry vector clocks, those decide (Fidge, Mattern 1988): a before b when every entry of a is at most b's and one is less.
 * Source: L. Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, CACM 1978.
 */
import { NO_ROW } from "./traceTree.ts";

export interface OrderedRows {
  readonly count: number;
  readonly parent: Int32Array;
  readonly offsetNano: Float64Array;
  readonly durationNano: Float64Array;
  /** Which clock stamped a row; rows of one value share one. */
  readonly clock: ArrayLike<number>;
}

export type VectorClock = ReadonlyMap<string, number>;

export type Relation =
  /** One began inside the other, by its doing. */
  | { readonly kind: "causes"; readonly first: number; readonly second: number; readonly by: readonly number[] }
  /** One was over before the other began. `by` is the row on whose clock that is known. */
  | { readonly kind: "before"; readonly first: number; readonly second: number; readonly by: number }
  | { readonly kind: "before"; readonly first: number; readonly second: number; readonly by: "vectorClock" }
  /** They overlapped on a clock that saw both. */
  | { readonly kind: "overlaps"; readonly by: number }
  /** Nothing orders them: not even the clocks, which are two. `clocksSay` is what those would suggest. */
  | { readonly kind: "concurrent"; readonly clocksSay: "firstBeforeSecond" | "secondBeforeFirst" | "overlap" };

export function happensBefore(
  rows: OrderedRows,
  a: number,
  b: number,
  clocks?: { readonly a: VectorClock; readonly b: VectorClock },
): Relation {
  if (clocks) {
    const order = compareVectorClocks(clocks.a, clocks.b);
    if (order === "before") return { kind: "before", first: a, second: b, by: "vectorClock" };
    if (order === "after") return { kind: "before", first: b, second: a, by: "vectorClock" };
  }
  const [aboveA, aboveB] = [lineOf(rows, a), lineOf(rows, b)];
  if (aboveB.includes(a))
    return { kind: "causes", first: a, second: b, by: aboveB.slice(1, aboveB.indexOf(a)).reverse() };
  if (aboveA.includes(b))
    return { kind: "causes", first: b, second: a, by: aboveA.slice(1, aboveA.indexOf(b)).reverse() };
  if (rows.clock[a] === rows.clock[b]) return onOneClock(rows, a, b, a, b, a);
  return byCommonCaller(rows, a, b, aboveA, aboveB);
}

/** The row and everything above it, up to the root. */
function lineOf({ parent, count }: OrderedRows, row: number): number[] {
  const line: number[] = [];
  for (let at = row; at !== NO_ROW && line.length <= count; at = parent[at] ?? NO_ROW) line.push(at);
  return line;
}

/** The calls of a common ancestor through which both came: where one clock stamped both, it orders them and what they caused. */
function byCommonCaller(
  rows: OrderedRows,
  a: number,
  b: number,
  aboveA: readonly number[],
  aboveB: readonly number[],
): Relation {
  const common = aboveA.find((row) => aboveB.includes(row));
  if (common !== undefined) {
    const callA = aboveA[aboveA.indexOf(common) - 1] ?? a;
    const callB = aboveB[aboveB.indexOf(common) - 1] ?? b;
    if (rows.clock[callA] === rows.clock[callB]) return onOneClock(rows, callA, callB, a, b, common);
  }
  return { kind: "concurrent", clocksSay: suggestion(rows, a, b) };
}

function onOneClock(rows: OrderedRows, x: number, y: number, a: number, b: number, by: number): Relation {
  if (endOf(rows, x) <= startOf(rows, y) && coversWhole(rows, x, a)) return { kind: "before", first: a, second: b, by };
  if (endOf(rows, y) <= startOf(rows, x) && coversWhole(rows, y, b)) return { kind: "before", first: b, second: a, by };
  if (x === a && y === b) return { kind: "overlaps", by };
  return { kind: "concurrent", clocksSay: suggestion(rows, a, b) };
}

/** Whether the caller waited for all of it: what goes on after the call returned is not ordered by it. */
function coversWhole(rows: OrderedRows, call: number, inner: number): boolean {
  if (call === inner) return true;
  // Clocks differ by hosts, lengths do not: what took no longer than the call can have been waited for.
  return (rows.durationNano[inner] ?? 0) <= (rows.durationNano[call] ?? 0);
}

const startOf = (rows: OrderedRows, row: number) => rows.offsetNano[row] ?? 0;
const endOf = (rows: OrderedRows, row: number) => startOf(rows, row) + (rows.durationNano[row] ?? 0);

function suggestion(rows: OrderedRows, a: number, b: number) {
  if (endOf(rows, a) <= startOf(rows, b)) return "firstBeforeSecond" as const;
  return endOf(rows, b) <= startOf(rows, a) ? ("secondBeforeFirst" as const) : ("overlap" as const);
}

/** Missing entries count as 0. */
export function compareVectorClocks(a: VectorClock, b: VectorClock): "before" | "after" | "equal" | "concurrent" {
  let less = false;
  let more = false;
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const difference = (a.get(key) ?? 0) - (b.get(key) ?? 0);
    if (difference < 0) less = true;
    if (difference > 0) more = true;
  }
  if (less && more) return "concurrent";
  if (less) return "before";
  return more ? "after" : "equal";
}
