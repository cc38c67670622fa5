/**
 * Doubles that no shorter form gives back exactly: XOR with the double before of the same series, then byte k of all of them side
 * by side, so that equal signs, exponents and zero tails lie together for the compressor.
 */
export class DoubleWriter {
  private words = new Uint32Array(128);
  private count = 0;
  private readonly scratch = new Float64Array(1);
  private readonly bits = new Uint32Array(this.scratch.buffer);
  private lo = 0;
  private hi = 0;

  /** The next double is the first of its series. */
  restart(): void {
    this.lo = 0;
    this.hi = 0;
  }

  add(value: number): void {
    const at = this.count++ * 2;
    if (at >= this.words.length) {
      const grown = new Uint32Array(this.words.length * 2);
      grown.set(this.words);
      this.words = grown;
    }
    this.scratch[0] = value;
    const [lo = 0, hi = 0] = [this.bits[0], this.bits[1]];
    this.words[at] = lo ^ this.lo;
    this.words[at + 1] = hi ^ this.hi;
    this.lo = lo;
    this.hi = hi;
  }

  finish(): Uint8Array {
    const { count, words } = this;
    const planes = new Uint8Array(count * 8);
    for (let i = 0; i < count; i++) {
      const lo = words[2 * i] ?? 0;
      const hi = words[2 * i + 1] ?? 0;
      for (let k = 0; k < 4; k++) {
        planes[k * count + i] = lo >>> (8 * k);
        planes[(k + 4) * count + i] = hi >>> (8 * k);
      }
    }
    return planes;
  }
}

/** Takes them apart again; `at` is the place of the next. */
export class DoublePlanes {
  private readonly planes: Uint8Array;
  private readonly count: number;
  private readonly scratch = new Float64Array(1);
  private readonly bits = new Uint32Array(this.scratch.buffer);
  at = 0;

  constructor(planes: Uint8Array) {
    this.planes = planes;
    this.count = planes.length / 8;
  }

  /** The bits of the next double onto those of the one before of its series. */
  xorNext(words: Uint32Array, at: number): void {
    const { planes: p } = this;
    const n = this.count;
    const j = this.at++;
    const lo = byte(p, j) | (byte(p, j + n) << 8) | (byte(p, j + 2 * n) << 16) | (byte(p, j + 3 * n) << 24);
    const hi = byte(p, j + 4 * n) | (byte(p, j + 5 * n) << 8) | (byte(p, j + 6 * n) << 16) | (byte(p, j + 7 * n) << 24);
    words[at] = (words[at] ?? 0) ^ lo;
    words[at + 1] = (words[at + 1] ?? 0) ^ hi;
  }

  /** Of the next `count` doubles, which are one series, those in [first, last) into out[base + i]. */
  take(count: number, first: number, last: number, out: Float64Array, base: number): void {
    const { planes: p, bits, scratch } = this;
    const n = this.count;
    let lo = 0;
    let hi = 0;
    for (let i = 0, j = this.at; i < last; i++, j++) {
      lo ^= byte(p, j) | (byte(p, j + n) << 8) | (byte(p, j + 2 * n) << 16) | (byte(p, j + 3 * n) << 24);
      hi ^= byte(p, j + 4 * n) | (byte(p, j + 5 * n) << 8) | (byte(p, j + 6 * n) << 16) | (byte(p, j + 7 * n) << 24);
      if (i < first) continue;
      bits[0] = lo;
      bits[1] = hi;
      out[base + i] = scratch[0] ?? 0;
    }
    this.at += count;
  }
}

/** The doubles of a whole column, one by one, as layout 2 had them of histograms; `restart` begins each series. */
export class ChangedDoubles {
  private readonly planes: DoublePlanes;
  private readonly value = new Float64Array(1);
  private readonly bits = new Uint32Array(this.value.buffer);

  constructor(planes: Uint8Array) {
    this.planes = new DoublePlanes(planes);
  }

  restart(): void {
    this.value[0] = 0;
  }

  next(): number {
    this.planes.xorNext(this.bits, 0);
    return this.value[0] ?? 0;
  }

  skip(): void {
    this.planes.at++;
  }
}

/** The caller stays within the planes. */
function byte(planes: Uint8Array, at: number): number {
  return planes[at] as number;
}
