/**
 * Which points of each series of one block lie in a window, and their instants as parts of chains: worked out once for every pair
 * of vectors, of which a block has few.
 */
import type { TimeWindow } from "../../model/time.ts";
import type { PointRuns } from "./decodePoints.ts";
import type { InstantVector } from "./instantVectors.ts";
import type { ChainPart, ChainParts } from "./sampleChain.ts";
import type { RunTimes, SampleRuns } from "./sampleRuns.ts";

export class BlockTimes {
  /** What `of` found last: the points [from, to) of the series. */
  from = 0;
  to = 0;
  private lastTime = -1;
  private lastStart = -1;
  private last = -1;
  private readonly windows: (ChainPart | undefined)[] = [];
  private readonly known = new Map<number, number>();

  constructor(
    private readonly runs: PointRuns,
    private readonly window: TimeWindow,
    private readonly parts: ChainParts,
    private readonly into: SampleRuns,
  ) {}

  /** Index in `into.times` for series `s` of the block; -1 when none of its points lies in the window. */
  of(s: number): number {
    const time = this.runs.time[s] ?? 0;
    const start = this.runs.start[s] ?? 0;
    if (time === this.lastTime && start === this.lastStart) return this.last;
    this.lastTime = time;
    this.lastStart = start;
    const part = this.windows[time] ?? this.windowOf(time);
    this.windows[time] = part;
    this.from = part.from;
    this.to = part.to;
    this.last = part.to > part.from ? this.pairOf(time, start, part) : -1;
    return this.last;
  }

  private pairOf(time: number, start: number, part: ChainPart): number {
    const key = time * this.runs.vectors.length + start;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { from, to } = part;
    const pair: RunTimes = { time: part, start: this.parts.partOf(this.vectorOf(start), from, to) };
    const index = this.into.times.push(pair) - 1;
    this.known.set(key, index);
    return index;
  }

  private windowOf(time: number): ChainPart {
    const vector = this.vectorOf(time);
    const from = firstAfter(vector.ms, this.window.startMs);
    const to = firstAfter(vector.ms, this.window.endMs);
    return this.parts.partOf(vector, from, to);
  }

  private vectorOf(index: number): InstantVector {
    const vector = this.runs.vectors[index];
    if (vector === undefined)
      throw new RangeError("A telemetry block names times that it does not have: it is damaged.");
    return this.parts.intern(vector);
  }
}

/** The first place whose instant is later than `ms`, of ascending ones. */
function firstAfter(all: Float64Array, ms: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] ?? 0) > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
