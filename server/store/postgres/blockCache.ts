/**
 * Blocks read lately (hot part decompressed, without rest), up to a number of bytes: a search and the summaries after it, or a
 * person going to and fro, read the same ones. Blocks never change; one that was compacted away is simply not asked for any more.
 */
import type pg from "pg";
import type { Signal } from "../../model/columns.ts";
import type { FetchedBlock } from "../block/blockView.ts";
import { type BlockPlace, fetchBlocks } from "./blockReads.ts";

export class BlockCache {
  private readonly limitBytes: number;
  private readonly blocks = new Map<number, FetchedBlock>();
  private bytes = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get(blockId: number): FetchedBlock | undefined {
    const found = this.blocks.get(blockId);
    if (found === undefined) return undefined;
    this.blocks.delete(blockId);
    this.blocks.set(blockId, found);
    return found;
  }

  /** The blocks held now, by id, however the cache goes on. */
  held(): ReadonlyMap<number, FetchedBlock> {
    return new Map(this.blocks);
  }

  put(block: FetchedBlock): void {
    if (this.blocks.has(block.blockId)) return;
    this.blocks.set(block.blockId, block);
    this.bytes += sizeOf(block);
    for (const [oldest, freed] of this.blocks) {
      if (this.bytes <= this.limitBytes) break;
      this.blocks.delete(oldest);
      this.bytes -= sizeOf(freed);
    }
  }

  /** These blocks in the order asked; those that are gone meanwhile are left out. */
  async fetch(pool: pg.Pool, signal: Signal, tenant: number, places: readonly BlockPlace[]): Promise<FetchedBlock[]> {
    const found = new Map<number, FetchedBlock>();
    const missing: BlockPlace[] = [];
    for (const place of places) {
      const block = this.get(place.blockId);
      if (block) found.set(place.blockId, block);
      else missing.push(place);
    }
    for (const block of await fetchBlocks(pool, signal, tenant, missing)) {
      found.set(block.blockId, block);
      this.put(block);
    }
    return places.flatMap(({ blockId }) => found.get(blockId) ?? []);
  }
}

function sizeOf({ hot, ids }: FetchedBlock): number {
  return hot.length + ids.length + 512;
}
