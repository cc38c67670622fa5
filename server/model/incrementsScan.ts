/** Goes through packed increments without building them, for questions about very many. */
import { cellTotal } from "./durationCells.ts";
import { type OperationVisitor, readHead } from "./increments.ts";
import { readCells, readCellTotal } from "./incrementsCells.ts";
import { PackedReader } from "./packed.ts";

/** Goes through the operations of packed increments; much cheaper than decoding them when only counts matter. */
export function scanOperations(bytes: Uint8Array, withCells: boolean, visit: OperationVisitor): void {
  if (bytes.length === 0) return;
  const reader = new PackedReader(bytes);
  const { texts } = readHead(reader);
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
