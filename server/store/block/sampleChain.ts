/**
 * Times of many series as they are gathered block by block. Series of one export have the same times, so the way through the blocks
 * is a tree: series that met the same parts in the same order stand on one node, and share one array in the end.
 */
import type { InstantVector } from "./instantVectors.ts";

/** Some of a vector's instants: [from, to). */
export interface ChainPart {
  readonly ms: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly isAscending: boolean;
}

/** Parts of vectors, equal ones once, whatever block they come from. */
export class ChainParts {
  private readonly vectors = new Map<string, InstantVector[]>();
  private readonly parts = new WeakMap<InstantVector, Map<number, ChainPart>>();

  intern(vector: InstantVector): InstantVector {
    const { ms } = vector;
    const key = `${ms.length}:${ms[0]}:${ms[ms.length - 1]}`;
    const known = this.vectors.get(key) ?? [];
    const found = known.find((one) => one.ms.every((value, i) => value === ms[i]));
    if (found) return found;
    known.push(vector);
    this.vectors.set(key, known);
    return vector;
  }

  /** Of an interned vector. */
  partOf(vector: InstantVector, from: number, to: number): ChainPart {
    const known = this.parts.get(vector) ?? new Map<number, ChainPart>();
    this.parts.set(vector, known);
    const key = from * 2 ** 26 + to;
    const found = known.get(key);
    if (found) return found;
    const part = { ms: vector.ms, from, to, isAscending: vector.isAscending };
    known.set(key, part);
    return part;
  }
}

export class Chain {
  readonly length: number;
  private readonly parent: Chain | null;
  private readonly part: ChainPart | null;
  private readonly next = new Map<ChainPart, Chain>();
  private lastPart: ChainPart | null = null;
  private lastNext: Chain | null = null;
  private all: Float64Array | null = null;

  constructor(parent: Chain | null = null, part: ChainPart | null = null) {
    this.parent = parent;
    this.part = part;
    this.length = parent && part ? parent.length + part.to - part.from : 0;
  }

  /** Where a series stands that goes on with this part. */
  goOn(part: ChainPart): Chain {
    if (this.lastPart === part && this.lastNext) return this.lastNext;
    const known = this.next.get(part) ?? new Chain(this, part);
    this.next.set(part, known);
    this.lastPart = part;
    this.lastNext = known;
    return known;
  }

  /** Every instant from the root to here; one array for all who stand here. */
  toArray(): Float64Array {
    if (this.all) return this.all;
    const all = new Float64Array(this.length);
    for (let node: Chain | null = this; node?.part; node = node.parent) {
      const { ms, from, to } = node.part;
      all.set(ms.subarray(from, to), node.length - (to - from));
    }
    this.all = all;
    return all;
  }
}
