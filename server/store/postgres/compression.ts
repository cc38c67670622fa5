/**
 * Compresses what blocks are made of, in a thread of its own.
 * Measured on Node 20 per span: brotli 1 in a worker thread 0.86 us of CPU and 0.05 us on the calling thread; the asynchronous zlib
 * of the pool 1.3 to 2.1 us and 0.2 to 0.8 us, since every call sets up its stream on the calling thread.
 * The codec is stored with each block: zstd where the runtime has it, else brotli. Decompression is synchronous: a fetched part
 * takes well under a millisecond, and readers give way between blocks.
 * Errors: a thread that dies fails what it was working on with UNAVAILABLE; the next call starts another.
 */
import { Worker } from "node:worker_threads";
import zlib from "node:zlib";
import type { BufferPool } from "../../bufferPool.ts";
import { DomainError } from "../../errors.ts";

export const Codec = { NONE: 0, BROTLI: 1, ZSTD: 2 } as const;

/** Newer runtimes have zstd; the types of the oldest one that we support do not know it. */
interface Zstd {
  zstdDecompress?: (
    bytes: Uint8Array,
    options: { maxOutputLength: number },
    done: (error: Error | null, bytes: Buffer) => void,
  ) => void;
  zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;
}
const zstd: Zstd = zlib as Zstd;

export const CODEC = zstd.zstdDecompressSync ? Codec.ZSTD : Codec.BROTLI;

/** Brotli's quality and zstd's level: while a sender waits, and when nobody does. */
const ARRIVAL_EFFORT = 1;
export const BACKGROUND_EFFORT = 5;

/** Plain JavaScript as text, so that it needs no file of its own wherever the code was bundled to. */
const THREAD = `
const { parentPort } = require("node:worker_threads");
const zlib = require("node:zlib");
const { constants } = zlib;
function compress(bytes, effort) {
  if (zlib.zstdCompressSync) return zlib.zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: effort } });
  return zlib.brotliCompressSync(bytes, {
    chunkSize: Math.min(1 << 17, Math.max(1024, bytes.length >> 2)),
    params: {
      [constants.BROTLI_PARAM_QUALITY]: effort,
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
parentPort.on("message", ({ id, parts, effort }) => {
  try {
    const done = parts.map((part) => Uint8Array.from(compress(part, effort)));
    const used = [...new Set(parts.map((part) => part.buffer))];
    parentPort.postMessage({ id, done, used }, [...done.map((part) => part.buffer), ...used]);
  } catch (error) {
    parentPort.postMessage({ id, problem: String(error) });
  }
});
`;

interface Answer {
  readonly id: number;
  readonly done?: Uint8Array[];
  /** The buffers that were handed over, to be used again. */
  readonly used?: ArrayBuffer[];
  readonly problem?: string;
}
interface Waiting {
  resolve(parts: Uint8Array[]): void;
  reject(error: Error): void;
}

export class Compressor {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private readonly buffers: BufferPool;

  /** What was handed over goes to `buffers` when it is compressed. */
  constructor(buffers: BufferPool) {
    this.buffers = buffers;
  }

  /** The parts compressed with CODEC. The buffers under them are handed over and empty afterwards. */
  compress(parts: readonly Uint8Array[], effort = ARRIVAL_EFFORT): Promise<Uint8Array[]> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.waiting.set(id, { resolve, reject });
      const buffers = new Set<ArrayBuffer>();
      for (const { buffer } of parts) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
      const worker = this.thread();
      worker.ref();
      worker.postMessage({ id, parts, effort }, [...buffers]);
    });
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(THREAD, { eval: true });
    worker.on("message", (answer: Answer) => this.settle(worker, answer));
    worker.on("error", (cause) => this.fail(worker, cause));
    worker.on("exit", () => this.fail(worker, new Error("the thread ended")));
    this.worker = worker;
    return worker;
  }

  private settle(worker: Worker, { id, done, used = [], problem }: Answer): void {
    for (const buffer of used) this.buffers.give(buffer);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (this.waiting.size === 0) worker.unref();
    if (done) waiting?.resolve(done);
    else
      waiting?.reject(
        new DomainError("UNAVAILABLE", `Telemetry could not be compressed: ${problem}. It may be sent again.`),
      );
  }

  private fail(worker: Worker, cause: Error): void {
    if (this.worker !== worker) return;
    this.worker = null;
    const error = new DomainError("UNAVAILABLE", "The compressing thread ended; the telemetry may be sent again.", {
      cause,
    });
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    await worker?.terminate();
  }
}

/** Nothing that we compress is larger; a damaged block must not take the memory of the process. */
const LARGEST = 1 << 30;
/** Below this a call into the pool costs more than the work. */
const SMALL = 4096;

/** The same in libuv's pool, for those who have other things to do meanwhile; worth it from some ten kilobytes on. */
export function decompressLater(codec: number, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: Buffer) => (error ? reject(error) : resolve(result));
    if (bytes.length < SMALL) resolve(decompress(codec, bytes));
    else if (codec === Codec.BROTLI) {
      // One buffer for most answers: every further one costs a copy.
      const chunkSize = Math.min(1 << 20, Math.max(4096, bytes.length * 8));
      zlib.brotliDecompress(bytes, { chunkSize, maxOutputLength: LARGEST }, done);
    } else if (codec === Codec.ZSTD && zstd.zstdDecompress) {
      zstd.zstdDecompress(bytes, { maxOutputLength: LARGEST }, done);
    } else resolve(decompress(codec, bytes));
  });
}

export function decompress(codec: number, bytes: Uint8Array): Uint8Array {
  if (codec === Codec.NONE) return bytes;
  if (codec === Codec.BROTLI) {
    const chunkSize = Math.min(1 << 18, Math.max(4096, bytes.length * 6));
    return zlib.brotliDecompressSync(bytes, { chunkSize, maxOutputLength: LARGEST });
  }
  if (codec === Codec.ZSTD && zstd.zstdDecompressSync)
    return zstd.zstdDecompressSync(bytes, { maxOutputLength: LARGEST });
  const problem =
    codec === Codec.ZSTD
      ? "with zstd, which this Node.js lacks; start it with the newer Node.js again"
      : `with codec ${codec}`;
  throw new DomainError("INTERNAL", `A block of telemetry was compressed ${problem}.`);
}
