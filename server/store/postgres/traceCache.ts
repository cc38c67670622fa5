/**
 * Traces assembled lately, up to a number of bytes: a person who opens a trace asks for span after span of it.
 * Kept with the ids of the blocks that it was read from, so that a span that came since, or a compaction, makes it read anew.
 */
import type { FetchedBlock } from "../block/blockView.ts";

const MOST_BYTES = 16 * 1024 * 1024;

interface Assembled {
  readonly blockIds: string;
  readonly bytes: Uint8Array;
}

export class TraceCache {
  private readonly traces = new Map<string, Assembled>();
  private bytes = 0;

  get(key: string, blocks: readonly FetchedBlock[]): Uint8Array | null {
    const found = this.traces.get(key);
    if (found?.blockIds !== idsOf(blocks)) return null;
    this.traces.delete(key);
    this.traces.set(key, found);
    return found.bytes;
  }

  put(key: string, blocks: readonly FetchedBlock[], bytes: Uint8Array): void {
    this.drop(key);
    this.traces.set(key, { blockIds: idsOf(blocks), bytes });
    this.bytes += bytes.buffer.byteLength;
    for (const oldest of this.traces.keys()) {
      if (this.bytes <= MOST_BYTES) break;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const found = this.traces.get(key);
    if (!found) return;
    this.traces.delete(key);
    this.bytes -= found.bytes.buffer.byteLength;
  }
}

function idsOf(blocks: readonly FetchedBlock[]): string {
  return blocks
    .map(({ blockId }) => blockId)
    .sort((a, b) => a - b)
    .join();
}
