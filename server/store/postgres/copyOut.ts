/**
 * Rows out of Postgres in its binary COPY format: bytes arrive as bytes. The driver's text mode sends bytea as hexadecimal, which
 * costs twice the transfer and some ten times the processor time.
 * Source: PostgreSQL, COPY, "Binary Format".
 */
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";

const HEADER_BYTES = 19;

/** One row's fields in order; an absent one is empty. */
export type CopiedRow = readonly Buffer[];

/** `select` must hold no parameters: whoever writes it puts in numbers only. */
export async function copyRowsOut(client: pg.ClientBase, select: string): Promise<CopiedRow[]> {
  const stream = client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`));
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return rowsOf(Buffer.concat(parts));
}

/** Several questions to one state of the database, so that what is compacted meanwhile is neither missed nor met twice. */
export async function withSnapshot<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isWhole = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const answer = await work(client);
    await client.query("COMMIT");
    isWhole = true;
    return answer;
  } finally {
    // A COPY that was cut short leaves the connection in the middle of it.
    client.release(!isWhole);
  }
}

function rowsOf(bytes: Buffer): CopiedRow[] {
  const rows: CopiedRow[] = [];
  for (let at = HEADER_BYTES; at + 2 <= bytes.length; ) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count < 0) break;
    const row: Buffer[] = [];
    for (let field = 0; field < count; field++) {
      const length = Math.max(bytes.readInt32BE(at), 0);
      row.push(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    rows.push(row);
  }
  return rows;
}

/** An int2, int4 or int8 of a row. */
export function copiedNumber(field: Buffer | undefined): number {
  if (field?.length === 2) return field.readInt16BE();
  if (field?.length === 4) return field.readInt32BE();
  return field?.length === 8 ? Number(field.readBigInt64BE()) : 0;
}
