/**
 * Keys of the series of data points: 64 bits over resource, scope, metric name and the point's attributes, in two halves.
 * What describes a metric (unit, help, kind) is left out: a series stays itself when its description comes later. Seeds differ per
 * process, so that nobody can choose what collides. A key of 0 and 0 is given to none.
 */
import { randomInt } from "node:crypto";
import type { PointColumns } from "../model/columns.ts";

const SEED_A = randomInt(2 ** 31);
const SEED_B = randomInt(2 ** 31);

export class SeriesKeys {
  a = 0;
  b = 0;
  private readonly columns: PointColumns;
  private readonly view: DataView;
  private readonly metrics: ({ readonly a: number; readonly b: number } | undefined)[] = [];

  constructor(columns: PointColumns) {
    this.columns = columns;
    const { bytes } = columns;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Leaves the key of this record in `a` and `b`. */
  read(record: number): void {
    const { columns } = this;
    const m = columns.metric[record] ?? 0;
    const metric = this.metrics[m] ?? this.metricKey(m);
    this.a = metric.a;
    this.b = metric.b;
    const last = 2 * (columns.firstAttributeRun[record + 1] ?? 0);
    for (let r = 2 * (columns.firstAttributeRun[record] ?? 0); r < last; r += 2) {
      this.bytes(columns.attributeRuns[r] ?? 0, columns.attributeRuns[r + 1] ?? 0);
    }
    this.a = finish(this.a);
    this.b = finish(this.b ^ this.a);
    if (this.a === 0 && this.b === 0) this.a = 1;
  }

  private metricKey(index: number): { a: number; b: number } {
    const { columns } = this;
    const metric = columns.metrics[index];
    const scope = columns.scopes[metric?.scope ?? 0];
    const resource = columns.resources[scope?.resource ?? 0];
    this.a = SEED_A;
    this.b = SEED_B;
    this.bytes(resource?.at ?? 0, resource?.end ?? 0);
    this.bytes(scope?.at ?? 0, scope?.end ?? 0);
    const name = metric?.name ?? "";
    for (let i = 0; i < name.length; i++) this.word(name.charCodeAt(i));
    this.word(name.length);
    const key = { a: this.a, b: this.b };
    this.metrics[index] = key;
    return key;
  }

  private word(word: number): void {
    const a = Math.imul(this.a ^ word, 0x85ebca6b);
    this.a = a ^ (a >>> 13);
    const b = Math.imul(this.b + word, 0xc2b2ae35 | 0);
    this.b = b ^ (b >>> 15);
  }

  private bytes(from: number, end: number): void {
    const { view } = this;
    let at = from;
    for (; at + 4 <= end; at += 4) this.word(view.getInt32(at, true));
    let rest = 0;
    for (; at < end; at++) rest = (rest << 8) | view.getUint8(at);
    this.word(rest ^ ((end - from) << 24));
  }
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b | 0);
  return mixed ^ (mixed >>> 16);
}
