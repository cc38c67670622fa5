/**
 * What differs between bad and good requests: values of attributes ranked by how much, and how surely, they separate the two.
 *
 *   payments.version 2.14.1   100 % of bad   8 % of good    => first
 *   payments.pod payments-7f   51 %          4 %            narrower: everything that has it has the version too
 *   cloud.region eu-west      100 %         33 %            wider: everything with the version has it
 *   http.route /pay           100 %        100 %            does not differ
 *
 * Each key stands once, with its best value. Values of the very same requests are one entry (`same`), led by what people change (a
 * version, a flag, a region) before what happens to be so. What good requests have and bad ones lack is a list of its own, since bad
 * requests often end early. Nothing is said that chance would say once in a hundred samples that do not differ (proportions.ts).
 * Symmetric: exchanged samples exchange the two lists. Order of the samples has no influence.
 * Alike: contrast sets (Bay and Pazzani 2001), which compare groups value by value with a guard against chance.
 */
import { leastGap, strictness } from "./proportions.ts";
import type { SampledRequest } from "./request.ts";
import { type TestedValue, testedValues, type ValueTest } from "./testedValues.ts";

export interface NamedValue {
  readonly key: string;
  readonly test: ValueTest;
}
export interface Example {
  readonly traceId: string;
  readonly spanId: string;
  readonly startMs: number;
}
export interface Difference extends NamedValue {
  /** Requests of each sample that have it, and their share. */
  readonly bad: number;
  readonly good: number;
  readonly badRatio: number;
  readonly goodRatio: number;
  /** What chance leaves of the difference of shares; the order of the list. */
  readonly leastGap: number;
  /** Other values that the same requests have. */
  readonly same: readonly NamedValue[];
  /** How its requests lie to those of one further up: within them, or around them. */
  readonly relation: { readonly kind: "narrower" | "wider"; readonly of: string } | null;
  /** A request that has it, of the side that has it more; and the nearest in time of the other side that has it not. */
  readonly badExample: Example | null;
  readonly goodExample: Example | null;
}
export interface AttributeDifferences {
  readonly badCount: number;
  readonly goodCount: number;
  /** More of the bad ones have these, the most telling first. */
  readonly differences: readonly Difference[];
  /** More of the good ones have these. */
  readonly lacking: readonly Difference[];
  /** Attributes that were compared and do not differ. */
  readonly alikeCount: number;
}

const CHANCE = 0.01;
const MOST_LISTED = 40;

export function attributeDifferences(
  bad: readonly SampledRequest[],
  good: readonly SampledRequest[],
): AttributeDifferences {
  const pool = [...[...bad].sort(inOrder), ...[...good].sort(inOrder)];
  const sizes = { bad: bad.length, good: good.length };
  const none = { badCount: bad.length, goodCount: good.length, differences: [], lacking: [], alikeCount: 0 };
  if (bad.length === 0 || good.length === 0) return none;
  const { values, tests, keys } = testedValues(pool, bad.length);
  const z = strictness(tests, CHANCE);
  const separating: Separating[] = [];
  for (const value of values) {
    const gap = leastGap(value.bad, bad.length, value.good, good.length, z);
    if (gap > 0) separating.push({ ...value, leastGap: gap, nature: natureOf(value.key) });
  }
  const isBad = ({ bad: b, good: g }: TestedValue) => b / sizes.bad > g / sizes.good;
  const groups = [separating.filter(isBad), separating.filter((one) => !isBad(one))].map(leaders);
  const [differences = [], lacking = []] = groups.map((side, at) =>
    side.slice(0, MOST_LISTED).map((one, i) => described(one, side.slice(0, i), pool, sizes.bad, at === 0)),
  );
  const differing = new Set(separating.map(({ key }) => key));
  return { ...none, differences, lacking, alikeCount: keys - differing.size };
}

interface Separating extends TestedValue {
  readonly leastGap: number;
  /** The lower the sooner it is what somebody changed. */
  readonly nature: number;
}
interface Leader extends Separating {
  readonly same: NamedValue[];
}

function inOrder(a: SampledRequest, b: SampledRequest): number {
  return a.startMs - b.startMs || compare(a.traceId, b.traceId) || compare(a.spanId, b.spanId);
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const NATURES = [
  /(^|[._])version$/,
  /flag|variant|experiment/i,
  /(^|[._])(region|availability_zone|cluster\.name|environment(\.name)?)$/,
];
const HAPPENS = /(\.duration|\.operation|db\.query\.text|db\.query\.summary)$/;
const PLACES = /(^|[._])(instance|pod|host|node|container|process|telemetry|creation)([._]|$)/;
function natureOf(key: string): number {
  const changed = NATURES.findIndex((pattern) => pattern.test(key));
  if (PLACES.test(key)) return 6;
  if (changed >= 0) return changed;
  return HAPPENS.test(key) ? 5 : 4;
}

/** Gaps this close are one rank: their order is by nature. */
const RANK = 0.02;
const AS_GOOD = 0.05;
/** Two sets of requests are the same from this overlap on. */
const SAME_FROM = 0.95;

function byRank(a: Separating, b: Separating): number {
  const ranks = Math.round(b.leastGap / RANK) - Math.round(a.leastGap / RANK);
  return (
    ranks ||
    a.nature - b.nature ||
    b.leastGap - a.leastGap ||
    a.key.length - b.key.length ||
    compare(textOf(a), textOf(b))
  );
}
const textOf = ({ key, test }: NamedValue) => `${key} ${JSON.stringify(test)}`;

/** One per key and per set of requests, in order of rank. */
function leaders(separating: readonly Separating[]): Leader[] {
  const found: Leader[] = [];
  const keys = new Set<string>();
  for (const one of [...separating].sort(byRank)) {
    if (keys.has(one.key)) continue;
    keys.add(one.key);
    const at = found.findIndex((leader) => overlap(leader.members, one.members).both >= SAME_FROM);
    const equal = found[at];
    if (!equal) found.push({ ...one, same: [] });
    else if (leadsBetter(one, equal))
      found[at] = { ...one, same: [{ key: equal.key, test: equal.test }, ...equal.same] };
    else equal.same.push({ key: one.key, test: one.test });
  }
  return found;
}

/** Of what the very same requests have, the plainest stands for all: the request's own region rather than that of a service below. */
function leadsBetter(one: Separating, leader: Separating): boolean {
  const isAsGood = one.leastGap >= leader.leastGap - AS_GOOD && one.nature <= leader.nature;
  return isAsGood && leader.key.endsWith(`.${one.key}`);
}

/** Shares of the requests that have either, the first, or the second which have both. */
function overlap(a: Uint8Array, b: Uint8Array) {
  let [both, inA, inB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    inA += a[i] ?? 0;
    inB += b[i] ?? 0;
    both += (a[i] ?? 0) & (b[i] ?? 0);
  }
  return { both: both / Math.max(1, inA + inB - both), ofA: both / Math.max(1, inA), ofB: both / Math.max(1, inB) };
}

function described(
  one: Leader,
  before: readonly Leader[],
  pool: readonly SampledRequest[],
  badTotal: number,
  isBadSide: boolean,
): Difference {
  const { key, test, bad, good, members, same } = one;
  return {
    ...{ key, test, bad, good, leastGap: one.leastGap, same },
    badRatio: bad / badTotal,
    goodRatio: good / (pool.length - badTotal),
    relation: relationOf(one, before),
    ...examples(pool, members, badTotal, isBadSide),
  };
}

/** To the one further up that somebody changed rather than to what happens, then to the one that it shares most with. */
function relationOf(one: Leader, before: readonly Leader[]): Difference["relation"] {
  const relations = before.flatMap(({ key, nature, members }) => {
    const { both, ofA, ofB } = overlap(members, one.members);
    const kind: "narrower" | "wider" = ofB >= SAME_FROM ? "narrower" : "wider";
    return Math.max(ofA, ofB) < SAME_FROM ? [] : [{ nature, both, relation: { kind, of: key } }];
  });
  relations.sort((a, b) => a.nature - b.nature || b.both - a.both);
  return relations[0]?.relation ?? null;
}

/** The latest request of the side that has it; of the other side, without it, the one that began nearest to that. */
function examples(pool: readonly SampledRequest[], members: Uint8Array, badTotal: number, isBadSide: boolean) {
  const side = (i: number) => i < badTotal === isBadSide;
  const having = pool.findLast((_, i) => side(i) && members[i] === 1);
  const without = pool.filter((_, i) => !side(i) && members[i] !== 1);
  const near = (request: SampledRequest) => Math.abs(request.startMs - (having?.startMs ?? 0));
  const beside = without.reduce<SampledRequest | null>(
    (best, request) => (best && near(best) <= near(request) ? best : request),
    null,
  );
  const [first, second] = [having ? exampleOf(having) : null, beside ? exampleOf(beside) : null];
  return isBadSide ? { badExample: first, goodExample: second } : { badExample: second, goodExample: first };
}

const exampleOf = ({ traceId, spanId, startMs }: SampledRequest): Example => ({ traceId, spanId, startMs });
