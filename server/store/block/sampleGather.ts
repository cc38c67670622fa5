/**
 * Samples of some series out of blocks of points: some blocks are decoded one after the other (sampleRuns.ts), then what they had is
 * put into one growing array of values for each series; times are shared by series that have the same ones. Blocks come in order
 * of arrival; a series whose times go back is sorted in the end.
 * Errors: TOO_LARGE as soon as more samples than the limit were met.
 */
import { DomainError } from "../../errors.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { DistributionSample, SeriesSamples } from "../seriesReader.ts";
import { BlockTimes } from "./blockTimes.ts";
import type { PointRuns } from "./decodePoints.ts";
import { Distributions } from "./distributionSamples.ts";
import { Chain, ChainParts } from "./sampleChain.ts";
import { sortSamples } from "./sampleOrder.ts";
import { NumberRoom, SampleRuns } from "./sampleRuns.ts";
import { Mode } from "./valueRuns.ts";

const NO_RECORDED_VALUE = 1;

/** A series that ended early in the window gets no more room than this many times what it has. */
const MOST_AHEAD = 32;

/** One series on its way. */
export class GatheredSeries {
  readonly id: number;
  values: Float64Array = new Float64Array(0);
  length = 0;
  times: Chain;
  starts: Chain;
  absent: Uint8Array | null = null;
  distributions: (DistributionSample | null)[] | null = null;

  constructor(id: number, times: Chain, starts: Chain) {
    this.id = id;
    this.times = times;
    this.starts = starts;
  }

  /** Room for `count` more, ahead for what is likely to come; `share` of the whole window has been read. */
  reserve(count: number, share: number, room: NumberRoom): number {
    const at = this.length;
    this.length += count;
    if (this.length <= this.values.length) return at;
    const ahead = Math.ceil(Math.min(this.length / share, this.length * MOST_AHEAD) * 1.02);
    const grown = room.take(Math.max(this.length, ahead));
    grown.set(this.values.subarray(0, at));
    this.values = grown;
    return at;
  }

  setAbsent(at: number): void {
    if (this.absent === null || this.absent.length < this.length) {
      const grown = new Uint8Array(this.values.length);
      if (this.absent) grown.set(this.absent);
      this.absent = grown;
    }
    this.absent[at] = 1;
  }
}

/** A point whose fields stayed bytes: somebody fetches them and says what they are. */
export interface OddPoint {
  readonly series: GatheredSeries;
  readonly at: number;
  /** Which of the blocks taken since the last placing, and its row. */
  readonly block: number;
  readonly row: number;
  readonly kind: number;
}

interface TakenBlock {
  readonly runs: PointRuns;
  /** Its runs in the batch. */
  readonly firstRun: number;
  readonly endRun: number;
}

const NO_TIMES = { from: 0, to: 0 };

export class SampleGather {
  private readonly window: TimeWindow;
  private readonly maxSamples: number;
  private readonly order: readonly number[];
  private readonly wanted: Float64Array;
  private readonly series: GatheredSeries[];
  private readonly parts = new ChainParts();
  private readonly distributions = new Distributions();
  private readonly batch = new SampleRuns();
  private readonly room = new NumberRoom();
  private readonly taken: TakenBlock[] = [];
  private lastList: Float64Array | null = null;
  private lastPlaces = new Int32Array(0);
  private samples = 0;

  constructor(ids: readonly number[], window: TimeWindow, maxSamples: number) {
    this.window = window;
    this.maxSamples = maxSamples;
    this.order = ids;
    this.wanted = Float64Array.from(new Set(ids)).sort();
    const root = new Chain();
    this.series = Array.from(this.wanted, (id) => new GatheredSeries(id, root, root));
  }

  /** Whether a block with these series, ascending, has any that is wanted. */
  wants(list: Float64Array): boolean {
    const { wanted } = this;
    for (let i = 0, j = 0; i < list.length && j < wanted.length; ) {
      const [a = 0, b = 0] = [list[i], wanted[j]];
      if (a === b) return true;
      if (a < b) i++;
      else j++;
    }
    return false;
  }

  /** Decodes what a block has; `place` puts it where it belongs. */
  take(runs: PointRuns): void {
    const { batch } = this;
    const places = this.placesOf(runs.series);
    const times = new BlockTimes(runs, this.window, this.parts, batch);
    const firstRun = batch.count;
    batch.reserve(runs.series.length, runs.count);
    for (let s = 0; s < places.length; s++) {
      const count = runs.rows[s] ?? 0;
      const j = places[s] ?? -1;
      const time = j < 0 ? -1 : times.of(s);
      if (time < 0) runs.values.skip(count);
      else {
        const { from, to } = times;
        this.samples += to - from;
        runs.values.take(count, from, to, batch.values, batch.add(j, s, time, to - from));
      }
    }
    if (this.samples > this.maxSamples) throw tooMany(this.maxSamples);
    this.taken.push({ runs, firstRun, endRun: batch.count });
  }

  /** Of each series of a list its place among those asked for, -1 for the others; blocks of one sender have the same list. */
  private placesOf(list: Float64Array): Int32Array {
    if (this.lastList === list) return this.lastPlaces;
    const { wanted } = this;
    const places = new Int32Array(list.length).fill(-1);
    for (let i = 0, j = 0; i < list.length && j < wanted.length; i++) {
      const id = list[i] ?? 0;
      while ((wanted[j] ?? id) < id) j++;
      if (wanted[j] === id) places[i] = j;
    }
    this.lastList = list;
    this.lastPlaces = places;
    return places;
  }

  /** What was taken, into its series. `share`: how much of the window lies before the end of the last block, 0..1. */
  place(share: number): OddPoint[] {
    const { batch, series, taken } = this;
    const { order, ends } = batch.bySeries(series.length);
    const isPlain = taken.every(({ runs }) => runs.isPlain && !runs.values.modes.includes(Mode.OTHER));
    // Where each run went, for what lies beside the values.
    const placed = new Int32Array(isPlain ? 0 : batch.count);
    for (let j = 0, from = 0; j < series.length; j++) {
      const end = ends[j] ?? 0;
      const one = series[j];
      if (one && end > from) this.placeRuns(one, order.subarray(from, end), share, placed);
      from = end;
    }
    const odd = taken.flatMap((block, i) => {
      if (!block.runs.isPlain) this.markAbsent(block, placed);
      return block.runs.values.modes.includes(Mode.OTHER) ? this.addDistributions(block, i, placed) : [];
    });
    batch.clear();
    taken.length = 0;
    return odd;
  }

  /** Runs of one series, in order of arrival, behind what it has. */
  private placeRuns(one: GatheredSeries, runs: Int32Array, share: number, placed: Int32Array): void {
    const { from: starts, values: decoded, time, times } = this.batch;
    let total = 0;
    for (let i = 0; i < runs.length; i++) total += this.batch.lengthOf(runs[i] ?? 0);
    let to = one.reserve(total, share, this.room);
    const { values } = one;
    const isPlain = placed.length === 0;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i] ?? 0;
      const from = starts[run] ?? 0;
      const end = starts[run + 1] ?? 0;
      if (end - from === 1) values[to] = decoded[from] ?? 0;
      else values.set(decoded.subarray(from, end), to);
      if (!isPlain) placed[run] = to;
      to += end - from;
      const known = times[time[run] ?? 0];
      if (known === undefined) continue;
      one.times = one.times.goOn(known.time);
      one.starts = one.starts.goOn(known.start);
    }
  }

  private markAbsent({ runs: { flags, rows }, firstRun, endRun }: TakenBlock, placed: Int32Array): void {
    const { batch, series } = this;
    let row = 0;
    for (let s = 0, run = firstRun; run < endRun; s++) {
      if (batch.source[run] === s) {
        const from = row + batch.timeOf(run).from;
        const [at, length] = [placed[run] ?? 0, batch.lengthOf(run)];
        for (let i = 0; i < length; i++)
          if (((flags[from + i] ?? 0) & NO_RECORDED_VALUE) !== 0) series[batch.series[run] ?? 0]?.setAbsent(at + i);
        run++;
      }
      row += rows[s] ?? 0;
    }
  }

  private addDistributions({ runs, firstRun, endRun }: TakenBlock, block: number, placed: Int32Array): OddPoint[] {
    const { batch } = this;
    const { modes } = runs.values;
    let others = 0;
    for (let s = 0; s < modes.length; s++) if (modes[s] === Mode.OTHER) others += runs.rows[s] ?? 0;
    const histograms = runs.histograms(others);
    const odd: OddPoint[] = [];
    let row = 0;
    for (let s = 0, run = firstRun; s < modes.length; s++) {
      const count = runs.rows[s] ?? 0;
      while (run < endRun && (batch.source[run] ?? 0) < s) run++;
      if (modes[s] !== Mode.OTHER) {
        row += count;
        continue;
      }
      const isWanted = run < endRun && batch.source[run] === s;
      const one = isWanted ? this.series[batch.series[run] ?? 0] : undefined;
      const { from, to } = isWanted ? batch.timeOf(run) : NO_TIMES;
      histograms.restart();
      for (let i = 0; i < count; i++, row++) {
        const { kind, fields, shape } = histograms.next();
        if (!one || i < from || i >= to) continue;
        const at = (placed[run] ?? 0) + i - from;
        one.distributions ??= [];
        one.distributions[at] = fields && this.distributions.ofFields(fields, histograms.shapes[shape]?.bounds);
        if (fields === null) odd.push({ series: one, at, block, row, kind });
      }
    }
    return odd;
  }

  /** What an odd point says, from all its fields. */
  setOdd({ series, at, kind }: OddPoint, bytes: Uint8Array): void {
    const { sample, isAbsent } = this.distributions.ofBytes(kind, bytes);
    if (series.distributions) series.distributions[at] = sample;
    if (isAbsent) series.setAbsent(at);
  }

  /** In the order asked for, series without samples left out. */
  finish(): SeriesSamples[] {
    const byId = new Map(this.series.map((one) => [one.id, one]));
    return this.order.flatMap((id) => {
      const one = byId.get(id);
      byId.delete(id);
      return one && one.length > 0 ? [samplesOf(one)] : [];
    });
  }
}

function samplesOf({ id, length, values, times, starts, absent, distributions }: GatheredSeries): SeriesSamples {
  const samples = {
    id,
    timesMs: times.toArray(),
    startsMs: starts.toArray(),
    // What was too much room is given back.
    values: values.length > 2 * length ? values.slice(0, length) : values.subarray(0, length),
    absent: absent && Uint8Array.from({ length }, (_, i) => absent[i] ?? 0),
    distributions: distributions && Array.from({ length }, (_, i) => distributions[i] ?? null),
  };
  return times.isSorted ? samples : sortSamples(samples);
}

function tooMany(limit: number): DomainError {
  return new DomainError(
    "TOO_LARGE",
    `More than ${limit} samples match; choose a shorter range, fewer series or a narrower selector.`,
  );
}
