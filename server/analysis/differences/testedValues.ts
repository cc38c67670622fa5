/**
 * What may differ: every value of every attribute that enough requests share, and the best cuts of every number, each with the requests
 * that have it. Ids and other unique values fall away by themselves, since no two requests share them; numbers that only count up
 * (ids, ports, instants) are not cut.
 */
import { cutsOf, isBeyond } from "./cutNumbers.ts";
import type { RequestValue, SampledRequest } from "./request.ts";

/** What a request's attribute must be. `atLeast` and `below` are of whole numbers, `over` and `upTo` of others. */
export type ValueTest =
  | { readonly kind: "is"; readonly text: string; readonly type: "string" | "number" }
  | { readonly kind: "atLeast" | "below" | "over" | "upTo"; readonly number: number };

export interface TestedValue {
  readonly key: string;
  readonly test: ValueTest;
  /** 1 for each request of the pool that has it; the bad ones come first. */
  readonly members: Uint8Array;
  readonly bad: number;
  readonly good: number;
}
export interface TestedValues {
  readonly values: readonly TestedValue[];
  /** How many tests these stand for: a cut was chosen among several. */
  readonly tests: number;
  /** Keys that could differ at all. */
  readonly keys: number;
}

/** A value that fewer requests than this share tells nothing of them together. */
const LEAST_SHARED = 3;
/** Of the smaller side. */
const LEAST_SHARE = 0.05;
/** Independent tests that choosing the best cut of a number amounts to, at most. */
const TESTS_PER_CUT = 16;
const COUNTS_UP = /(^|[._-])(id|ids|uuid|guid|pid|port|time|timestamp|seq|sequence|offset|line|lineno|epoch)$/i;

export function testedValues(pool: readonly SampledRequest[], badTotal: number): TestedValues {
  const goodTotal = pool.length - badTotal;
  const least = Math.max(LEAST_SHARED, LEAST_SHARE * Math.min(badTotal, goodTotal));
  const values: TestedValue[] = [];
  const keys = new Set<string>();
  let tests = 0;
  for (const [key, found] of byKey(pool)) {
    const before = values.length;
    for (const [value, members] of found.members) {
      const tested = counted(key, isOf(value), members, badTotal);
      if (tested.bad + tested.good < least) continue;
      values.push(tested);
      tests++;
    }
    if (!COUNTS_UP.test(key) && !countsUp(found.largest, pool)) {
      values.push(...cutValues(key, found.largest, pool.length, badTotal));
      tests += TESTS_PER_CUT;
    }
    if (values.length > before) keys.add(key);
  }
  return { values, tests, keys: keys.size };
}

interface FoundKey {
  readonly members: Map<RequestValue, Uint8Array>;
  /** Request -> its largest number. */
  readonly largest: Map<number, number>;
}

/** More different values than this of one key are no kinds of anything; the ones met first are kept. */
const MOST_VALUES = 2_000;

function byKey(pool: readonly SampledRequest[]): Map<string, FoundKey> {
  const keys = new Map<string, FoundKey>();
  pool.forEach(({ values }, request) => {
    for (const [key, list] of values) {
      const found = keys.get(key) ?? { members: new Map(), largest: new Map() };
      keys.set(key, found);
      for (const value of list) {
        if (typeof value === "number") {
          if (Number.isFinite(value))
            found.largest.set(request, Math.max(value, found.largest.get(request) ?? Number.NEGATIVE_INFINITY));
          if (!Number.isInteger(value)) continue;
        }
        let members = found.members.get(value);
        if (!members && found.members.size >= MOST_VALUES) continue;
        members ??= new Uint8Array(pool.length);
        members[request] = 1;
        found.members.set(value, members);
      }
    }
  });
  return keys;
}

/** Numbers that are all but different and grow with time: another of them for each request, whatever their key is called. */
function countsUp(largest: ReadonlyMap<number, number>, pool: readonly SampledRequest[]): boolean {
  const byTime = [...largest].sort(([a], [b]) => (pool[a]?.startMs ?? 0) - (pool[b]?.startMs ?? 0));
  if (new Set(largest.values()).size < 0.9 * byTime.length) return false;
  const rising = byTime.filter(([, value], i) => i > 0 && value > (byTime[i - 1]?.[1] ?? value)).length;
  return byTime.length > 10 && rising > 0.8 * (byTime.length - 1);
}

const isOf = (value: RequestValue): ValueTest => ({
  kind: "is",
  text: String(value),
  type: typeof value === "number" ? "number" : "string",
});

function counted(key: string, test: ValueTest, members: Uint8Array, badTotal: number): TestedValue {
  let [bad, all] = [0, 0];
  members.forEach((one, i) => {
    all += one;
    if (i < badTotal) bad += one;
  });
  return { key, test, members, bad, good: all - bad };
}

function cutValues(
  key: string,
  largest: ReadonlyMap<number, number>,
  size: number,
  badTotal: number,
): readonly TestedValue[] {
  const sides: [number[], number[]] = [[], []];
  for (const [request, value] of largest) sides[request < badTotal ? 0 : 1].push(value);
  const isWhole = [...largest.values()].every(Number.isInteger);
  return cutsOf(sides[0], sides[1], badTotal, size - badTotal).map((cut) => {
    const members = new Uint8Array(size);
    for (const [request, value] of largest) if (isBeyond(value, cut)) members[request] = 1;
    const kind = cut.side === "above" ? (isWhole ? "atLeast" : "over") : isWhole ? "below" : "upTo";
    return counted(key, { kind, number: cut.at }, members, badTotal);
  });
}
