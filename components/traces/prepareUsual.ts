/**
 * A histogram of usual durations and one duration among them -> bars and words. The axis is logarithmic, as the buckets are: at, width
 * and ownAt are shares of it, `share` of the tallest bar.
 */
import type { UsualDuration } from "../../server/routers/traceUsual.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { UNIT_SPACE } from "../format/significant.ts";

export interface UsualPicture {
  readonly bars: readonly { readonly at: number; readonly width: number; readonly share: number }[];
  readonly ticks: readonly { readonly at: number; readonly nano: number }[];
  readonly ownAt: number;
  readonly isSlow: boolean;
  readonly words: string;
}

const LEAST_NANO = 1_000;
const TICK_EDGE = 0.08;
const ENOUGH_CALLS = 20;

/** Whether there were calls enough to say what is usual. */
export const isEnough = ({ count }: UsualDuration) => count >= ENOUGH_CALLS;

export function prepareUsual(usual: UsualDuration, ownNano: number): UsualPicture {
  const buckets = usual.buckets.filter((bucket) => bucket.toNano > LEAST_NANO);
  const ownLog = Math.log(Math.max(ownNano, LEAST_NANO));
  const logs = buckets.flatMap((bucket) => [Math.log(Math.max(bucket.fromNano, LEAST_NANO)), Math.log(bucket.toNano)]);
  const margin = 0.3;
  const low = Math.min(ownLog, ...logs) - margin;
  const high = Math.max(ownLog, ...logs) + margin;
  const at = (log: number) => (log - low) / (high - low);
  const tallest = Math.max(1, ...buckets.map((bucket) => bucket.count));
  return {
    bars: buckets.map(({ fromNano, toNano, count }) => {
      const from = at(Math.log(Math.max(fromNano, LEAST_NANO)));
      return { at: from, width: at(Math.log(toNano)) - from, share: count / tallest };
    }),
    ticks: roundTicks(low, high).map((nano) => ({ at: at(Math.log(nano)), nano })),
    ownAt: at(ownLog),
    isSlow: isEnough(usual) && ownNano > usual.p95Nano,
    words: wordsOf(usual, ownNano),
  };
}

/** "slower than 97 % of 1,204 calls": by the share of calls whose bucket ends below. */
function wordsOf(usual: UsualDuration, ownNano: number): string {
  const { buckets, count } = usual;
  if (!isEnough(usual)) return `${formatCountOf(count, "call")} in it`;
  let below = 0;
  for (const { fromNano, toNano, count: own } of buckets) {
    if (toNano <= ownNano) below += own;
    else if (fromNano < ownNano) below += (own * (ownNano - fromNano)) / (toNano - fromNano);
  }
  const share = below / count;
  const [word, part] = share >= 0.5 ? ["slower", share] : ["faster", 1 - share];
  return `${word} than ${Math.min(Math.floor(part * 100), 99)}${UNIT_SPACE}% of ${formatCount(count)}`;
}

function roundTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  const decades = (high - low) / Math.LN10;
  const steps = decades > 3 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 3, 5];
  for (let power = Math.floor(low / Math.LN10); power <= Math.ceil(high / Math.LN10); power++) {
    for (const step of steps) {
      const nano = step * 10 ** power;
      const at = (Math.log(nano) - low) / (high - low);
      if (at > TICK_EDGE && at < 1 - TICK_EDGE) ticks.push(nano);
    }
  }
  return ticks.length > 5 ? ticks.filter((_, i) => i % 2 === 0) : ticks;
}
