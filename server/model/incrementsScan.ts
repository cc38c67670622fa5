/** Goes through packed increments without building them, for questions about very many. */
import { cellTotal } from "./durationCells.ts";
import { type OperationVisitor, readHead } from "./increments.ts";
import { readCells, readCellTotal } from "./incrementsCells.ts";
import { PackedReader } from "./packed.ts";

/**
 * Heads met lately, one for each subject. Buckets of one service mostly begin with the same texts; who goes through a month of them
 * decodes them once, and meets the same string objects again, which maps find without hashing them anew.
 */
export class KnownHeads {
  private readonly known = new Map<string, { readonly bytes: Uint8Array; readonly texts: readonly string[] }>();

  /** The texts that `reader` stands before, and past them. */
  read(subject: string, reader: PackedReader): readonly string[] {
    const before = this.known.get(subject);
    const { at } = reader;
    const isKnown = before !== undefined && isEqualAt(reader.bytes, at, before.bytes, reader.end);
    if (isKnown) {
      reader.at = at + before.bytes.length;
      return before.texts;
    }
    const { texts } = readHead(reader);
    this.known.set(subject, { bytes: reader.bytes.slice(at, reader.at), texts });
    return texts;
  }
}

function isEqualAt(bytes: Uint8Array, at: number, head: Uint8Array, end: number): boolean {
  if (at + head.length > end) return false;
  for (let i = head.length - 1; i >= 0; i--) if (bytes[at + i] !== head[i]) return false;
  return true;
}

/** Goes through the operations of packed increments; much cheaper than decoding them when only counts matter. */
export function scanOperations(
  { subject, bytes }: { readonly subject: string; readonly bytes: Uint8Array },
  withCells: boolean,
  heads: KnownHeads,
  visit: OperationVisitor,
): void {
  if (bytes.length === 0) return;
  const reader = new PackedReader(bytes);
  const texts = heads.read(subject, reader);
  let bucket = 0;
  for (let left = reader.uint(); left > 0; left--) {
    bucket += reader.int();
    const service = texts[reader.uint()] ?? "";
    const name = texts[reader.uint()] ?? "";
    const packed = reader.byte();
    const sumNano = reader.uint();
    const cells = withCells ? readCells(reader) : null;
    const calls = cells === null ? readCellTotal(reader) : cellTotal(cells);
    visit(bucket, service, name, packed & 7, (packed >> 3) & 3, (packed & 32) !== 0, sumNano, calls, cells);
  }
}
