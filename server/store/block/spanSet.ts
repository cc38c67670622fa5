/**
 * Which spans were seen, by identity: trace id, span id, kind and start. Of a shared id with a CLIENT and a SERVER half both count.
 * Shape: a hash table of places in the blocks that hold the spans; ids are compared where they lie, no text is made of them.
 */
import type { SpanView } from "./decodeSpans.ts";

/** The ids of the view asked about last, which is mostly the next one's too. */
interface OpenIds {
  readonly view: SpanView;
  readonly ids: DataView;
}

export class SpanSet {
  private views: SpanView[] = [];
  private rows: number[] = [];
  /** Number of a span in `views` and `rows` plus one; 0 is free. Its length is a power of two. */
  private table = new Int32Array(64);
  private hashes: number[] = [];
  private readonly open: (OpenIds | null)[] = [null, null];

  get size(): number {
    return this.rows.length;
  }

  /** False when an equal span was added before. */
  add(view: SpanView, row: number): boolean {
    const ids = this.idsOf(view, 0);
    const trace = (view.trace[row] ?? 0) * 16;
    const span = view.spanIdAt(row);
    const hash = mix(ids.getInt32(span) ^ mix(ids.getInt32(span + 4) ^ mix(ids.getInt32(trace + 12))));
    const mask = this.table.length - 1;
    let slot = hash & mask;
    for (let known = this.table[slot] ?? 0; known !== 0; known = this.table[slot] ?? 0) {
      if (this.hashes[known - 1] === hash && this.isSame(known - 1, view, row, ids)) return false;
      slot = (slot + 1) & mask;
    }
    this.views.push(view);
    this.rows.push(row);
    this.table[slot] = this.hashes.push(hash);
    if (this.rows.length * 2 > this.table.length) this.grow();
    return true;
  }

  private isSame(known: number, view: SpanView, row: number, ids: DataView): boolean {
    const other = this.views[known];
    const at = this.rows[known] ?? 0;
    if (other === undefined || view.kind[row] !== other.kind[at]) return false;
    if (view.start.lo[row] !== other.start.lo[at] || view.start.hi[row] !== other.start.hi[at]) return false;
    const others = other === view ? ids : this.idsOf(other, 1);
    return (
      bytesEqual(ids, view.spanIdAt(row), others, other.spanIdAt(at), 8) &&
      bytesEqual(ids, (view.trace[row] ?? 0) * 16, others, (other.trace[at] ?? 0) * 16, 16)
    );
  }

  private idsOf(view: SpanView, place: 0 | 1): DataView {
    const open = this.open[place];
    if (open?.view === view) return open.ids;
    const { ids } = view.block;
    const made = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
    this.open[place] = { view, ids: made };
    return made;
  }

  private grow(): void {
    const table = new Int32Array(this.table.length * 4);
    const mask = table.length - 1;
    this.hashes.forEach((hash, i) => {
      let slot = hash & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = i + 1;
    });
    this.table = table;
  }
}

function mix(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function bytesEqual(a: DataView, aAt: number, b: DataView, bAt: number, length: number): boolean {
  for (let i = 0; i < length; i += 4) if (a.getInt32(aAt + i) !== b.getInt32(bAt + i)) return false;
  return true;
}
