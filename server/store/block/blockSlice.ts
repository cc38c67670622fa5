/**
 * Which records go into one block: pairs of (request, record), in the order in which the block shall hold them.
 * `cutByStep` splits what arrived by partition and size: a partition is a step of six hours UTC of the record's own time, a block
 * has at most `maxRecords` records and about `maxBytes` of raw fields, whichever is reached first.
 */

import type { SignalColumns } from "../../model/columns.ts";
import { ProtobufReader } from "../../otlp/protobufReader.ts";

export const STEP_SECONDS = 6 * 3600;
/** 2^32 nanoseconds in steps of partitions: a record's high half of time picks its step but for the border. */
const HALF_NANO = 4_294_967_296;
const STEP_NANO = STEP_SECONDS * 1e9;

export interface Source<C extends SignalColumns> {
  readonly columns: C;
  readonly reader: ProtobufReader;
}

export interface BlockSlice<C extends SignalColumns> {
  readonly step: number;
  readonly sources: readonly Source<C>[];
  /** Per row. */
  readonly source: Uint32Array;
  readonly record: Uint32Array;
  readonly count: number;
}

/** High and low half of the time by which a record is kept, into `hi` and `lo` of this object. */
export interface TimeOf<C> {
  hi: number;
  lo: number;
  read(columns: C, record: number): void;
}

export function sourceOf<C extends SignalColumns>(columns: C): Source<C> {
  return { columns, reader: new ProtobufReader(columns.bytes) };
}

/** The partition step of an instant given as two halves. */
export function stepOf(hi: number, lo: number): number {
  const seconds = Number(((BigInt(hi) << 32n) | BigInt(lo)) / 1_000_000_000n);
  return Math.floor(seconds / STEP_SECONDS);
}

class OpenSlice<C extends SignalColumns> {
  readonly source: number[] = [];
  readonly record: number[] = [];
  bytes = 0;

  close(step: number, sources: readonly Source<C>[]): BlockSlice<C> {
    return {
      step,
      sources,
      source: Uint32Array.from(this.source),
      record: Uint32Array.from(this.record),
      count: this.source.length,
    };
  }
}

export function cutByStep<C extends SignalColumns>(
  requests: readonly C[],
  timeOf: TimeOf<C>,
  limits: { maxRecords: number; maxBytes: number },
): BlockSlice<C>[] {
  const sources = requests.map(sourceOf);
  const open = new Map<number, OpenSlice<C>>();
  const done: BlockSlice<C>[] = [];
  for (let s = 0; s < sources.length; s++) {
    const columns = (sources[s] as Source<C>).columns;
    const steps = new StepCache();
    for (let i = 0; i < columns.count; i++) {
      timeOf.read(columns, i);
      const step = steps.of(timeOf.hi, timeOf.lo);
      const slice = open.get(step) ?? new OpenSlice<C>();
      if (slice.bytes === 0) open.set(step, slice);
      slice.source.push(s);
      slice.record.push(i);
      slice.bytes += 1 + runBytes(columns, i);
      if (slice.source.length >= limits.maxRecords || slice.bytes >= limits.maxBytes) {
        done.push(slice.close(step, sources));
        open.delete(step);
      }
    }
  }
  for (const [step, slice] of open) done.push(slice.close(step, sources));
  return done;
}

/** Remembers the last step's borders, so that a bigint is made only when a record leaves them. */
class StepCache {
  private from = 1;
  private end = 0;
  private step = 0;
  of(hi: number, lo: number): number {
    const near = hi * HALF_NANO + lo;
    if (near > this.from && near < this.end) return this.step;
    this.step = stepOf(hi, lo);
    // A margin of 1,024 ns keeps what rounding of `near` could misplace on the exact path.
    this.from = this.step * STEP_NANO + 1024;
    this.end = (this.step + 1) * STEP_NANO - 1024;
    return this.step;
  }
}

/** Bytes of a record's own fields that no column holds. */
export function runBytes(columns: SignalColumns, record: number): number {
  const runs = columns.runs;
  const last = 2 * (columns.firstRun[record + 1] ?? 0);
  let bytes = 0;
  for (let r = 2 * (columns.firstRun[record] ?? 0); r < last; r += 2) bytes += (runs[r + 1] ?? 0) - (runs[r] ?? 0);
  return bytes;
}
