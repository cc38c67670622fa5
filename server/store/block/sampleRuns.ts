/**
 * Values of several blocks on their way to their series. A block just arrived has one point for each of thousands of series: put
 * straight where they belong they would touch as many arrays, block after block, and wait for memory each time. So they are decoded
 * one after the other here, and then taken series by series.
 * A run is what one block has of one series inside the window. Room is used again from batch to batch.
 */
import type { ChainPart } from "./sampleChain.ts";

/** The instants of runs, and the starts that belong to them. */
export interface RunTimes {
  readonly time: ChainPart;
  readonly start: ChainPart;
}

export class SampleRuns {
  count = 0;
  /** Place of each run among the series asked for. */
  series = new Int32Array(0);
  /** Where each run begins in `values`; one more than runs. */
  from = new Int32Array(1);
  /** Index in `times`. */
  time = new Int32Array(0);
  /** Which series of its block it is. */
  source = new Int32Array(0);
  times: RunTimes[] = [];
  values = new Float64Array(0);

  clear(): void {
    this.count = 0;
    this.times = [];
  }

  /** Room for so many more runs and samples: whoever adds asks for it first. */
  reserve(runs: number, samples: number): void {
    const used = this.from[this.count] ?? 0;
    if (used + samples > this.values.length) {
      const grown = new Float64Array(Math.max(used + samples, this.values.length * 2));
      grown.set(this.values.subarray(0, used));
      this.values = grown;
    }
    const least = this.count + runs;
    if (least <= this.series.length) return;
    const length = Math.max(least, this.series.length * 2);
    this.series = grown(this.series, length);
    this.from = grown(this.from, length + 1);
    this.time = grown(this.time, length);
    this.source = grown(this.source, length);
  }

  /** Answers where in `values` its samples go. */
  add(series: number, source: number, time: number, length: number): number {
    const run = this.count++;
    const at = this.from[run] ?? 0;
    this.series[run] = series;
    this.source[run] = source;
    this.time[run] = time;
    this.from[run + 1] = at + length;
    return at;
  }

  lengthOf(run: number): number {
    return (this.from[run + 1] ?? 0) - (this.from[run] ?? 0);
  }

  /** Which of the points that its block has of the series. */
  timeOf(run: number): ChainPart {
    const found = this.times[this.time[run] ?? 0];
    if (found === undefined) throw new RangeError("A run of samples has no times.");
    return found.time;
  }

  /** Runs by series, those of one in the order in which they were added; `ends[j]` is where those of series j end. */
  bySeries(seriesCount: number): { readonly order: Int32Array; readonly ends: Int32Array } {
    const { count, series } = this;
    const next = new Int32Array(seriesCount + 1);
    for (let run = 0; run < count; run++) {
      const after = (series[run] ?? 0) + 1;
      next[after] = (next[after] ?? 0) + 1;
    }
    for (let i = 1; i <= seriesCount; i++) next[i] = (next[i] ?? 0) + (next[i - 1] ?? 0);
    const order = new Int32Array(count);
    for (let run = 0; run < count; run++) {
      const of = series[run] ?? 0;
      const to = next[of] ?? 0;
      order[to] = run;
      next[of] = to + 1;
    }
    return { order, ends: next };
  }
}

function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(length);
  more.set(from);
  return more;
}

const ROOM_NUMBERS = 512 * 1024;

/** Arrays cut from large ones: an array buffer for each of ten thousand series would keep the garbage collector busy. */
export class NumberRoom {
  private left = new Float64Array(0);

  take(length: number): Float64Array {
    if (length > ROOM_NUMBERS / 8) return new Float64Array(length);
    if (length > this.left.length) this.left = new Float64Array(ROOM_NUMBERS);
    const taken = this.left.subarray(0, length);
    this.left = this.left.subarray(length);
    return taken;
  }
}
