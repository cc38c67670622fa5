/**
 * Array buffers used again: those of request bodies, and of blocks on their way to compression.
 * V8 counts such memory against its heap. Made and dropped at the rate of ingest it lets V8 collect the whole heap several times
 * a second; that was a fifth of the main thread's time, and as much again on V8's helper threads.
 * Shape: four sizes per doubling, so a buffer is at most a quarter larger than what was asked for. Small ones are not kept.
 * Whoever gives a buffer back must hold no view of it any more: the next taker writes over it.
 */
const SMALLEST = 16 * 1024;
const LARGEST = 8 * 1024 * 1024;

export class BufferPool {
  private readonly idle = new Map<number, ArrayBuffer[]>();
  private idleBytes = 0;
  private readonly mostIdleBytes: number;

  constructor(mostIdleBytes: number) {
    this.mostIdleBytes = mostIdleBytes;
  }

  /** Room for this many bytes. It holds whatever it held before. */
  take(length: number): Uint8Array<ArrayBuffer> {
    if (length < SMALLEST || length > LARGEST) return new Uint8Array(length);
    const size = sizeFor(length);
    const found = this.idle.get(size)?.pop();
    if (found) this.idleBytes -= size;
    return new Uint8Array(found ?? new ArrayBuffer(size), 0, length);
  }

  /** Takes back a buffer of `take`; one of another size, or one too many, is left to the collector. */
  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    const isOurs = size >= SMALLEST && size === sizeFor(size);
    if (!isOurs || this.idleBytes + size > this.mostIdleBytes) return;
    const same = this.idle.get(size);
    if (same) same.push(buffer);
    else this.idle.set(size, [buffer]);
    this.idleBytes += size;
  }
}

/** The next of 4, 5, 6 and 7 times a power of two. */
function sizeFor(length: number): number {
  const step = 2 ** (29 - Math.clz32(length - 1));
  return Math.ceil(length / step) * step;
}
