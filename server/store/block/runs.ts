/**
 * Columns of small numbers that seldom change, as pairs of (value, how many rows).
 */
import type { ByteReader } from "./byteReader.ts";
import { ByteWriter } from "./byteWriter.ts";

export class RunWriter {
  private readonly written = new ByteWriter(64);
  private value = 0;
  private rows = 0;

  add(value: number, rows = 1): void {
    if (this.rows > 0 && value !== this.value) this.close();
    this.value = value;
    this.rows += rows;
  }

  private close(): void {
    this.written.varint(this.value);
    this.written.varint(this.rows);
    this.rows = 0;
  }

  finish(): Uint8Array {
    if (this.rows > 0) this.close();
    return this.written.finish();
  }
}

/** One value per row. */
export function readRuns(reader: ByteReader, count: number): Uint32Array {
  const values = new Uint32Array(count);
  for (let at = 0; at < count; ) {
    const value = reader.varint();
    const rows = reader.varint();
    values.fill(value, at, at + rows);
    at += rows;
  }
  return values;
}
