/**
 * Several frames as one that stands for all of them: the worst health, the highest ratio, p95 and saturation, the mean rate of those
 * that know one. What no frame knows stays unknown. One object serves row after row, so that hundreds of frames make little garbage.
 */
import type { FrameColumns } from "./frameCodec.ts";

const UNSEEN = -1;
const REFUSED = -2;

function grown<T extends Int32Array | Uint8Array | Float32Array | Float64Array>(column: T, made: T): T {
  made.set(column);
  return made;
}

export class FrameSums {
  /** Numbers of the things met, in the order of their columns. */
  readonly things: number[] = [];
  private places = new Int32Array(0);
  private health = new Uint8Array(0);
  private errorRatio = new Float32Array(0);
  private p95Seconds = new Float32Array(0);
  private saturation = new Float32Array(0);
  private rateSum = new Float64Array(0);
  private rateCount = new Int32Array(0);

  /** Things of this frame that were in none before. */
  unseen({ things }: FrameColumns): number[] {
    const found: number[] = [];
    for (const thing of things) if ((this.places[thing] ?? UNSEEN) === UNSEEN) found.push(thing);
    return found;
  }

  /** From now on these have columns, or none; others are passed over. */
  admit(things: readonly number[], isAdmitted: (thing: number) => boolean): void {
    const highest = things.reduce((high, thing) => Math.max(high, thing), -1);
    if (highest >= this.places.length) {
      const length = this.places.length;
      this.places = grown(this.places, new Int32Array(Math.max(highest + 1, length * 2)));
      this.places.fill(UNSEEN, length);
    }
    for (const thing of things) {
      this.places[thing] = isAdmitted(thing) ? this.things.push(thing) - 1 : REFUSED;
    }
    if (this.things.length > this.health.length) this.grow(Math.max(this.things.length, this.health.length * 2));
  }

  private grow(size: number): void {
    const floats = (column: Float32Array) => {
      const made = new Float32Array(size).fill(Number.NaN);
      made.set(column);
      return made;
    };
    this.health = grown(this.health, new Uint8Array(size));
    this.errorRatio = floats(this.errorRatio);
    this.p95Seconds = floats(this.p95Seconds);
    this.saturation = floats(this.saturation);
    this.rateSum = grown(this.rateSum, new Float64Array(size));
    this.rateCount = grown(this.rateCount, new Int32Array(size));
  }

  add(frame: FrameColumns): void {
    const { things, health, requestsPerSecond } = frame;
    for (let i = 0; i < things.length; i++) {
      const place = this.places[things[i] ?? -1] ?? UNSEEN;
      if (place < 0) continue;
      if ((health[i] ?? 0) > (this.health[place] ?? 0)) this.health[place] = health[i] ?? 0;
      raise(this.errorRatio, place, frame.errorRatio[i]);
      raise(this.p95Seconds, place, frame.p95Seconds[i]);
      raise(this.saturation, place, frame.saturation[i]);
      const rate = requestsPerSecond[i] ?? Number.NaN;
      if (Number.isNaN(rate)) continue;
      this.rateSum[place] = (this.rateSum[place] ?? 0) + rate;
      this.rateCount[place] = (this.rateCount[place] ?? 0) + 1;
    }
  }

  /** What was added, by column; the next row begins with nothing known. */
  take(): Omit<FrameColumns, "things"> {
    const size = this.things.length;
    const row = {
      health: this.health.slice(0, size),
      requestsPerSecond: Float32Array.from(
        { length: size },
        (_, i) => (this.rateSum[i] ?? 0) / (this.rateCount[i] ?? 0),
      ),
      errorRatio: this.errorRatio.slice(0, size),
      p95Seconds: this.p95Seconds.slice(0, size),
      saturation: this.saturation.slice(0, size),
    };
    this.health.fill(0);
    for (const column of [this.errorRatio, this.p95Seconds, this.saturation]) column.fill(Number.NaN);
    this.rateSum.fill(0);
    this.rateCount.fill(0);
    return row;
  }
}

/** NaN gives way to any number, and no number to NaN. */
function raise(column: Float32Array, place: number, value = Number.NaN): void {
  if (value > (column[place] ?? 0) || (Number.isNaN(column[place]) && !Number.isNaN(value))) column[place] = value;
}

export function sumFrames(frames: readonly FrameColumns[]): FrameColumns {
  const sums = new FrameSums();
  const all = new Set<number>();
  for (const frame of frames) for (const thing of frame.things) all.add(thing);
  const things = Int32Array.from(all).sort();
  sums.admit([...things], () => true);
  for (const frame of frames) sums.add(frame);
  return { things, ...sums.take() };
}
