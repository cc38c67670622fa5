/**
 * Byte ranges [from, to) of whole fields, per record, in one growing array: record i owns runs[2 * first[i]] .. runs[2 * first[i + 1]].
 * Neighbouring fields of one record join into one run.
 */

/** Twice as long, with the same beginning. */
export function grown<T extends Uint32Array | Int32Array | Uint8Array | Float64Array>(array: T): T {
  const bigger = new (array.constructor as new (length: number) => T)(array.length * 2);
  bigger.set(array);
  return bigger;
}

export class RunList {
  first: Uint32Array;
  runs: Uint32Array;
  /** Entries used in `runs`: two per run. */
  length = 0;
  private lastEnd = -1;

  constructor(records: number) {
    this.first = new Uint32Array(records + 1);
    this.runs = new Uint32Array(records * 4);
  }

  /** Opens the list of record i; whatever it held is forgotten by `backTo`. */
  open(i: number): void {
    if (i + 1 >= this.first.length) this.first = grown(this.first);
    this.first[i] = this.length >> 1;
    this.lastEnd = -1;
  }

  keep(from: number, end: number): void {
    if (this.lastEnd === from) {
      this.runs[this.length - 1] = end;
    } else {
      if (this.length + 2 > this.runs.length) this.runs = grown(this.runs);
      this.runs[this.length++] = from;
      this.runs[this.length++] = end;
    }
    this.lastEnd = end;
  }

  /** Closes the list after `count` records. */
  close(count: number): void {
    this.first[count] = this.length >> 1;
  }

  backTo(length: number): void {
    this.length = length;
    this.lastEnd = -1;
  }
}
