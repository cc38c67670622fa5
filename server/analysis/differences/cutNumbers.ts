/**
 * Where to cut a number so that bad and good requests fall apart most: "over 100 ms", "8 or more".
 * The cut is moved to a round number where that costs next to nothing. A request has the largest of its values; one without is on no side.
 */

/** Numbers at or above `from` on one side. For whole numbers people say "from or more", for others "over from". */
export interface Cut {
  readonly side: "above" | "below";
  readonly at: number;
}

/** What rounding may cost, as part of the distance between the two. */
const ROUNDING_COSTS = 0.05;
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Both cuts of these numbers: the one that bad ones lie above most, and below. Null where there are too few numbers to cut. */
export function cutsOf(bad: readonly number[], good: readonly number[], badTotal: number, goodTotal: number): Cut[] {
  const all = [...new Set([...bad, ...good])].sort((a, b) => a - b);
  if (all.length < 2) return [];
  const isWhole = all.every(Number.isInteger);
  const sides = { bad: [...bad].sort((a, b) => a - b), good: [...good].sort((a, b) => a - b) };
  const gap = (side: Cut["side"], at: number) => {
    const part = (sorted: readonly number[], total: number) => {
      const below = countBelow(sorted, at);
      return (side === "below" ? below : sorted.length - below) / total;
    };
    return Math.abs(part(sides.bad, badTotal) - part(sides.good, goodTotal));
  };
  const candidates = all.length > 200 ? all.filter((_, i) => i % Math.ceil(all.length / 200) === 0) : all;
  return (["above", "below"] as const).flatMap((side) => {
    const exact = best(candidates.slice(1), (at) => gap(side, at));
    if (exact === null) return [];
    const round = best(roundNumbers(all[0] ?? 0, all.at(-1) ?? 0, isWhole), (at) => gap(side, at));
    const isCheap = round !== null && gap(side, round) >= gap(side, exact) * (1 - ROUNDING_COSTS);
    return [{ side, at: isCheap ? round : shortest(all[all.indexOf(exact) - 1] ?? exact, exact) }];
  });
}

export function isBeyond(value: number, { side, at }: Cut): boolean {
  return side === "above" ? value >= at : value < at;
}

function best(candidates: readonly number[], gap: (at: number) => number): number | null {
  let [found, most]: [number | null, number] = [null, -1];
  for (const at of candidates) {
    const one = gap(at);
    if (one > most) [found, most] = [at, one];
  }
  return found;
}

/** The number of fewest digits above the one and not above the other. */
function shortest(above: number, upTo: number): number {
  for (let digits = 1; digits < 12; digits++) {
    const step = 10 ** (Math.floor(Math.log10(Math.abs(upTo) || 1)) - digits + 1);
    const at = Number((Math.floor(upTo / step) * step).toPrecision(12));
    if (at > above && at <= upTo) return at;
  }
  return upTo;
}

/** Every whole number of a small range, else those that people say. */
function roundNumbers(low: number, high: number, isWhole: boolean): number[] {
  if (isWhole && high - low <= 50) return Array.from({ length: high - low }, (_, i) => low + 1 + i);
  const numbers: number[] = [];
  const most = Math.max(Math.abs(low), Math.abs(high));
  for (let power = Math.floor(Math.log10(most)); power > Math.log10(most) - 6; power--) {
    for (const digit of ROUND) {
      const at = Number((digit * 10 ** power).toPrecision(3));
      for (const signed of [at, -at]) if (signed > low && signed <= high) numbers.push(signed);
    }
  }
  return isWhole ? numbers.filter(Number.isInteger) : numbers;
}

function countBelow(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
