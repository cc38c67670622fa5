/**
 * Rows in Postgres's binary COPY format, and the sending of them.
 * Source: PostgreSQL, COPY, "Binary Format": big-endian; a row is its number of fields, then each field with its length.
 */
import { finished } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

const HEADER = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const TRAILER = Buffer.from([0xff, 0xff]);

export class CopyRows {
  private buffer: Buffer;
  private at: number;

  /** `capacity` is a guess; it grows. */
  constructor(capacity = 4096) {
    this.buffer = Buffer.allocUnsafe(capacity + HEADER.length + TRAILER.length);
    this.at = HEADER.copy(this.buffer);
  }

  private reserve(count: number): void {
    if (this.at + count + TRAILER.length <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + count + TRAILER.length));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }

  row(fields: number): void {
    this.reserve(2);
    this.at = this.buffer.writeInt16BE(fields, this.at);
  }

  int2(value: number): void {
    this.reserve(6);
    this.at = this.buffer.writeInt32BE(2, this.at);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int4(value: number): void {
    this.reserve(8);
    this.at = this.buffer.writeInt32BE(4, this.at);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int8(value: bigint): void {
    this.reserve(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeBigInt64BE(BigInt.asIntN(64, value), this.at);
  }

  /** Eight bytes as they stand, read as an int8 by Postgres. */
  int8Halves(hi: number, lo: number): void {
    this.reserve(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeInt32BE(hi | 0, this.at);
    this.at = this.buffer.writeInt32BE(lo | 0, this.at);
  }

  /** An absent value. */
  none(): void {
    this.reserve(4);
    this.at = this.buffer.writeInt32BE(-1, this.at);
  }

  bytea(...parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.reserve(4 + length);
    this.at = this.buffer.writeInt32BE(length, this.at);
    for (const part of parts) {
      this.buffer.set(part, this.at);
      this.at += part.length;
    }
  }

  finish(): Buffer {
    this.at += TRAILER.copy(this.buffer, this.at);
    return this.buffer.subarray(0, this.at);
  }
}

/** Sends finished rows; `target` is the table with its columns. */
export async function copyInto(client: pg.ClientBase, target: string, rows: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`));
  stream.end(rows);
  await finished(stream);
}
