/**
 * Samples of some series out of blocks of points, block by block, straight into what is answered: values are decoded into one
 * growing array per series, times are shared by series that have the same ones. Blocks come in order of arrival; a series whose
 * times go back is sorted in the end.
 * Errors: TOO_LARGE as soon as more samples than the limit were met.
 */
import { DomainError } from "../../errors.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { DistributionSample, SeriesSamples } from "../seriesReader.ts";
import type { PointRuns } from "./decodePoints.ts";
import { Distributions } from "./distributionSamples.ts";
import { Mode } from "./doubleRuns.ts";
import type { InstantVector } from "./instantVectors.ts";
import { Chain, type ChainPart, ChainParts } from "./sampleChain.ts";
import { sortSamples } from "./sampleOrder.ts";

const NO_RECORDED_VALUE = 1;

/** One series on its way. */
export class GatheredSeries {
  readonly id: number;
  values = new Float64Array(0);
  length = 0;
  times: Chain;
  starts: Chain;
  lastMs = Number.NEGATIVE_INFINITY;
  isSorted = true;
  absent: Uint8Array | null = null;
  distributions: (DistributionSample | null)[] | null = null;

  constructor(id: number, times: Chain, starts: Chain) {
    this.id = id;
    this.times = times;
    this.starts = starts;
  }

  /** Room for `count` more; `share` of the whole window has been read. */
  reserve(count: number, share: number): number {
    const at = this.length;
    this.length += count;
    if (this.length <= this.values.length) return at;
    const grown = new Float64Array(
      Math.max(this.length, Math.ceil(Math.min(this.length / share, this.length * 8) * 1.02)),
    );
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
  readonly row: number;
  readonly kind: number;
}

interface VectorWindow {
  readonly from: number;
  readonly to: number;
  readonly part: ChainPart;
}

export class SampleGather {
  private readonly window: TimeWindow;
  private readonly maxSamples: number;
  private readonly order: readonly number[];
  private readonly wanted: Float64Array;
  private readonly series: GatheredSeries[];
  private readonly parts = new ChainParts();
  private readonly distributions = new Distributions();
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

  /** `share`: how much of the window lies before the end of this block, 0..1. */
  add(runs: PointRuns, share: number): OddPoint[] {
    const { wanted, series } = this;
    const windows: (VectorWindow | undefined)[] = [];
    const starts: (ChainPart | undefined)[] = [];
    const places = new Int32Array(runs.series.length).fill(-1);
    let row = 0;
    for (let s = 0, j = 0; s < runs.series.length && j < wanted.length; s++) {
      const count = runs.rows[s] ?? 0;
      const id = runs.series[s] ?? 0;
      while ((wanted[j] ?? id) < id) j++;
      const t = runs.time[s] ?? 0;
      const inside = wanted[j] === id ? (windows[t] ?? this.windowOf(runs, t)) : null;
      if (inside) windows[t] = inside;
      const one = series[j];
      if (inside && one && inside.to > inside.from) {
        const length = inside.to - inside.from;
        this.samples += length;
        if (this.samples > this.maxSamples) throw tooMany(this.maxSamples);
        const at = one.reserve(length, share);
        runs.values.take(count, inside.from, inside.to, one.values, at);
        const v = runs.start[s] ?? 0;
        // The same vector of starts may go with several of times, whose windows differ.
        let start = starts[v];
        if (start?.from !== inside.from || start.to !== inside.to) {
          start = this.parts.partOf(this.internedVector(runs, v), inside.from, inside.to);
          starts[v] = start;
        }
        extend(one, inside.part, start);
        places[s] = at;
        if (!runs.isPlain) markAbsent(runs.flags, one, at, row + inside.from, length);
      } else runs.values.skip(count);
      row += count;
    }
    return runs.values.modes.includes(Mode.OTHER) ? this.addDistributions(runs, places, windows) : [];
  }

  private internedVector(runs: PointRuns, index: number): InstantVector {
    const vector = runs.vectors[index];
    if (vector === undefined)
      throw new RangeError("A telemetry block names times that it does not have: it is damaged.");
    return this.parts.intern(vector);
  }

  private windowOf(runs: PointRuns, index: number): VectorWindow {
    const vector = this.internedVector(runs, index);
    const from = firstAfter(vector.ms, this.window.startMs);
    const to = firstAfter(vector.ms, this.window.endMs);
    return { from, to, part: this.parts.partOf(vector, from, to) };
  }

  private addDistributions(
    runs: PointRuns,
    places: Int32Array,
    windows: readonly (VectorWindow | undefined)[],
  ): OddPoint[] {
    const { modes } = runs.values;
    let others = 0;
    for (let s = 0; s < modes.length; s++) if (modes[s] === Mode.OTHER) others += runs.rows[s] ?? 0;
    const histograms = runs.histograms(others);
    const odd: OddPoint[] = [];
    let row = 0;
    for (let s = 0, j = 0; s < modes.length; s++) {
      const count = runs.rows[s] ?? 0;
      if (modes[s] !== Mode.OTHER) {
        row += count;
        continue;
      }
      while ((this.wanted[j] ?? Number.POSITIVE_INFINITY) < (runs.series[s] ?? 0)) j++;
      const one = (places[s] ?? -1) >= 0 ? this.series[j] : undefined;
      const inside = windows[runs.time[s] ?? 0];
      histograms.restart();
      const last = one && inside ? inside.to : 0;
      for (let i = 0; one && inside && i < last; i++) {
        const { kind, fields, shape } = histograms.next();
        if (i < inside.from) continue;
        const at = (places[s] ?? 0) + i - inside.from;
        one.distributions ??= [];
        one.distributions[at] = fields && this.distributions.ofFields(fields, histograms.shapes[shape]?.bounds);
        if (fields === null) odd.push({ series: one, at, row: row + i, kind });
      }
      histograms.skip(count - last);
      row += count;
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

function samplesOf({
  id,
  length,
  values,
  times,
  starts,
  absent,
  distributions,
  isSorted,
}: GatheredSeries): SeriesSamples {
  const samples = {
    id,
    timesMs: times.toArray(),
    startsMs: starts.toArray(),
    // What was too much room is given back.
    values: values.length > 2 * length ? values.slice(0, length) : values.subarray(0, length),
    absent: absent && Uint8Array.from({ length }, (_, i) => absent[i] ?? 0),
    distributions: distributions && Array.from({ length }, (_, i) => distributions[i] ?? null),
  };
  return isSorted ? samples : sortSamples(samples);
}

function extend(one: GatheredSeries, part: ChainPart, start: ChainPart): void {
  const { ms, from, to } = part;
  if (!part.isAscending || (ms[from] ?? 0) <= one.lastMs) one.isSorted = false;
  one.lastMs = Math.max(one.lastMs, ms[to - 1] ?? 0);
  one.times = one.times.goOn(part);
  one.starts = one.starts.goOn(start);
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

function markAbsent(flags: Uint32Array, one: GatheredSeries, at: number, row: number, length: number): void {
  for (let i = 0; i < length; i++) if (((flags[row + i] ?? 0) & NO_RECORDED_VALUE) !== 0) one.setAbsent(at + i);
}

function tooMany(limit: number): DomainError {
  return new DomainError(
    "TOO_LARGE",
    `More than ${limit} samples match; choose a shorter range, fewer series or a narrower selector.`,
  );
}
