/**
 * Halves of calls that wait for their other half: a CLIENT or PRODUCER span under its own id, a SERVER or CONSUMER span under
 * its parent's. Bounded in number and in time; the oldest give way.
 *
 * `HalfTable` is the store; `WaitingHalves` makes it transactional: the halves of the running derivation live in a table of
 * their own, and halves of before that it consumed are only marked, until `commit` or `rollback`.
 */

/** What is remembered of a half. */
export interface Half {
  /** True for CLIENT and PRODUCER. */
  readonly caller: boolean;
  readonly messaging: boolean;
  readonly error: boolean;
  /** Symbol of the service. */
  readonly service: number;
  /** Symbol of the region of its resource, NO_REGION for none. */
  readonly region: number;
  readonly durationNano: number;
  readonly bucket: number;
  /** Symbol of the peer that the span names, -1 for none. */
  peer: number;
  /** Of a PRODUCER span: what stands for where its service sent the message, a hash; 0 for none. */
  destination: number;
  /** When it arrived, Unix ms: it expires by this. */
  readonly arrivedMs: number;
}

const FREE = -1;
const REMOVED = -2;
const FIRST_CAPACITY = 1_024;
const KEPT_FRESH = 16_384;
const NONE_TAKEN: ReadonlySet<number> = new Set();

/** (64-bit key, side) -> half, in order of arrival. Starts small and grows up to `most`. */
class HalfTable {
  private readonly most: number;
  private capacity: number;
  private high: Int32Array;
  private low: Int32Array;
  private halves: (Half | undefined)[];
  private index: Int32Array;
  /** Ring of places: the oldest and one past the newest, both ever growing. */
  head = 0;
  tail = 0;
  private removed = 0;

  constructor(most: number) {
    this.most = most;
    this.capacity = Math.min(most, FIRST_CAPACITY);
    this.high = new Int32Array(this.capacity);
    this.low = new Int32Array(this.capacity);
    this.halves = new Array<Half | undefined>(this.capacity);
    this.index = new Int32Array(this.capacity * 4).fill(FREE);
  }

  clear(): void {
    if (this.tail === 0) return;
    this.halves.fill(undefined);
    this.index.fill(FREE);
    this.head = 0;
    this.tail = 0;
    this.removed = 0;
  }

  /** True when the oldest must give way to the next. */
  get isFull(): boolean {
    return this.tail - this.head === this.most;
  }

  at(place: number): Half | undefined {
    return this.halves[place % this.capacity];
  }

  keyHigh(place: number): number {
    return this.high[place % this.capacity] as number;
  }

  keyLow(place: number): number {
    return this.low[place % this.capacity] as number;
  }

  /** The place of a half of this key and side that is not in `taken`, or -1. */
  find(high: number, low: number, caller: boolean, taken: ReadonlySet<number> = NONE_TAKEN): number {
    if (this.head === this.tail) return -1;
    const mask = this.index.length - 1;
    for (let at = high & mask; ; at = (at + 1) & mask) {
      const spot = this.index[at] as number;
      if (spot === FREE) return -1;
      if (spot === REMOVED || this.high[spot] !== high || this.low[spot] !== low) continue;
      if (this.halves[spot]?.caller !== caller) continue;
      const place = this.placeOf(spot);
      if (!taken.has(place)) return place;
    }
  }

  /** Must not be full. */
  push(high: number, low: number, half: Half): void {
    if (this.tail - this.head === this.capacity) this.grow();
    else if (this.removed > this.capacity) this.rebuild();
    const spot = this.tail++ % this.capacity;
    this.high[spot] = high;
    this.low[spot] = low;
    this.halves[spot] = half;
    this.insert(spot);
  }

  remove(place: number): void {
    const spot = place % this.capacity;
    if (this.halves[spot] === undefined) return;
    const mask = this.index.length - 1;
    let at = (this.high[spot] as number) & mask;
    while (this.index[at] !== spot) at = (at + 1) & mask;
    this.index[at] = REMOVED;
    this.removed++;
    this.halves[spot] = undefined;
    while (this.head < this.tail && this.halves[this.head % this.capacity] === undefined) this.head++;
  }

  private placeOf(spot: number): number {
    const round = this.head - (this.head % this.capacity) + spot;
    return round < this.head ? round + this.capacity : round;
  }

  private insert(spot: number): void {
    const mask = this.index.length - 1;
    let at = (this.high[spot] as number) & mask;
    while ((this.index[at] as number) >= 0) at = (at + 1) & mask;
    if (this.index[at] === REMOVED) this.removed--;
    this.index[at] = spot;
  }

  private rebuild(): void {
    this.index.fill(FREE);
    this.removed = 0;
    for (let place = this.head; place < this.tail; place++) {
      if (this.at(place) !== undefined) this.insert(place % this.capacity);
    }
  }

  /** Doubles the ring; every half keeps its place. */
  private grow(): void {
    const { high, low, halves, capacity } = this;
    this.capacity = capacity * 2;
    this.high = new Int32Array(this.capacity);
    this.low = new Int32Array(this.capacity);
    this.halves = new Array<Half | undefined>(this.capacity);
    for (let place = this.head; place < this.tail; place++) {
      const spot = place % this.capacity;
      this.high[spot] = high[place % capacity] as number;
      this.low[spot] = low[place % capacity] as number;
      this.halves[spot] = halves[place % capacity];
    }
    this.index = new Int32Array(this.capacity * 4);
    this.rebuild();
  }
}

export class WaitingHalves {
  private readonly settled: HalfTable;
  private fresh: HalfTable;
  private readonly capacity: number;
  private readonly lifeMs: number;
  /** Places in `settled` that the running derivation consumed. */
  private readonly taken = new Set<number>();

  /** `capacity` is a power of two. */
  constructor(capacity: number, lifeMs: number) {
    this.settled = new HalfTable(capacity);
    this.fresh = new HalfTable(capacity);
    this.capacity = capacity;
    this.lifeMs = lifeMs;
  }

  /** Takes out the half of the other side that waits under this key, or null. */
  take(high: number, low: number, caller: boolean): Half | null {
    const place = this.fresh.find(high, low, caller);
    if (place >= 0) {
      const half = this.fresh.at(place) ?? null;
      this.fresh.remove(place);
      return half;
    }
    const before = this.settled.find(high, low, caller, this.taken);
    if (before < 0) return null;
    this.taken.add(before);
    return this.settled.at(before) ?? null;
  }

  /** The half of this side that waits under this key, which goes on waiting; or null. */
  look(high: number, low: number, caller: boolean): Half | null {
    const place = this.fresh.find(high, low, caller);
    if (place >= 0) return this.fresh.at(place) ?? null;
    const before = this.settled.find(high, low, caller, this.taken);
    return before < 0 ? null : (this.settled.at(before) ?? null);
  }

  /** Lets a half wait. Returns the oldest when it had to give way. */
  wait(high: number, low: number, half: Half): Half | null {
    let pushedOut: Half | null = null;
    if (this.fresh.isFull) {
      pushedOut = this.fresh.at(this.fresh.head) ?? null;
      this.fresh.remove(this.fresh.head);
    }
    this.fresh.push(high, low, half);
    return pushedOut;
  }

  /** Calls `each` with the halves that nobody came for in time; to be called once, as a derivation begins. */
  expire(nowMs: number, each: (half: Half, high: number, low: number) => void): void {
    for (let place = this.settled.head; place < this.settled.tail; place++) {
      const half = this.settled.at(place);
      if (half === undefined) continue;
      if (half.arrivedMs + this.lifeMs > nowMs) return;
      this.taken.add(place);
      each(half, this.settled.keyHigh(place), this.settled.keyLow(place));
    }
  }

  /** Drops all that wait: their symbols are no longer known. */
  forget(): void {
    this.taken.clear();
    this.settled.clear();
    this.clearFresh();
  }

  commit(): void {
    for (const place of this.taken) this.settled.remove(place);
    this.taken.clear();
    for (let place = this.fresh.head; place < this.fresh.tail; place++) {
      const half = this.fresh.at(place);
      if (half === undefined) continue;
      if (this.settled.isFull) this.settled.remove(this.settled.head);
      this.settled.push(this.fresh.keyHigh(place), this.fresh.keyLow(place), half);
    }
    this.clearFresh();
  }

  rollback(): void {
    this.taken.clear();
    this.clearFresh();
  }

  /** A table that one large flush made large would cost every small one its clearing. */
  private clearFresh(): void {
    if (this.fresh.tail > KEPT_FRESH) this.fresh = new HalfTable(this.capacity);
    else this.fresh.clear();
  }
}
