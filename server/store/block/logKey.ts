/**
 * The place of a log record in a sorted answer: its time, a hash of its content, and its number among records equal in both.
 * It does not name the block, so a cursor stays good when blocks are compacted. Text form: `<Unix ns>-<16 hex digits>-<number>`.
 */

import { latin1 } from "./assembleGroups.ts";
import type { LogRow } from "./assembleLogs.ts";
import { hexAt } from "./idColumns.ts";
import { hashBytes } from "./tokens.ts";

export interface LogKey {
  readonly timeUnixNano: bigint;
  readonly hash: string;
  readonly ordinal: number;
}

export interface KeyedRow extends LogKey {
  readonly row: LogRow;
}

const hex32 = (word: number) => (word >>> 0).toString(16).padStart(8, "0");

/** A hash of everything a record holds; its chunk must be in the view. */
function contentHash({ view, row }: LogRow): string {
  view.seekRest(row);
  const rest = new DataView(view.restBytes.buffer, view.restBytes.byteOffset, view.restBytes.byteLength);
  const traceAt = view.traceIdAt(row);
  const spanAt = view.spanIdAt(row);
  const resource = view.origins.resources[view.origins.scopes[view.scope[row] ?? 0]?.resource ?? 0]?.message;
  const more = Buffer.from(
    `${traceAt < 0 ? "" : hexAt(view.block.ids, traceAt, 16)}:${spanAt < 0 ? "" : hexAt(view.block.ids, spanAt, 8)}:${
      view.severity[row] ?? 0
    }:${resource ? latin1(resource) : ""}`,
    "latin1",
  );
  const extra = new DataView(more.buffer, more.byteOffset, more.byteLength);
  const first = hashBytes(extra, 0, more.length, hashBytes(rest, view.restFrom, view.restEnd, 0x2545f491));
  const second = hashBytes(extra, 0, more.length, hashBytes(rest, view.restFrom, view.restEnd, 0x6c078965));
  return hex32(first) + hex32(second);
}

function compareKeys(a: LogKey, b: LogKey): number {
  if (a.timeUnixNano !== b.timeUnixNano) return a.timeUnixNano < b.timeUnixNano ? -1 : 1;
  if (a.hash !== b.hash) return a.hash < b.hash ? -1 : 1;
  return a.ordinal - b.ordinal;
}

/** Rows in order of their keys, numbered among equals. All records of an instant must be among them. */
export function keyRows(rows: readonly LogRow[]): KeyedRow[] {
  const keyed = rows.map((row) => ({
    row,
    timeUnixNano: row.view.timeUnixNano(row.row),
    hash: contentHash(row),
    ordinal: 0,
  }));
  keyed.sort(compareKeys);
  for (let i = 1; i < keyed.length; i++) {
    const before = keyed[i - 1];
    const one = keyed[i];
    if (!before || !one) continue;
    if (one.timeUnixNano === before.timeUnixNano && one.hash === before.hash) one.ordinal = before.ordinal + 1;
  }
  return keyed;
}

export function formatKey({ timeUnixNano, hash, ordinal }: LogKey): string {
  return `${timeUnixNano}-${hash}-${ordinal}`;
}

/** Null when the text is no key. */
export function parseKey(text: string): LogKey | null {
  const match = /^(\d{1,20})-([0-9a-f]{16})-(\d{1,9})$/.exec(text);
  return match ? { timeUnixNano: BigInt(match[1] ?? 0), hash: match[2] ?? "", ordinal: Number(match[3]) } : null;
}

/** True when `key` comes after `cursor` in this order. */
export function isAfter(key: LogKey, cursor: LogKey, order: "newest" | "oldest"): boolean {
  return order === "newest" ? compareKeys(key, cursor) < 0 : compareKeys(key, cursor) > 0;
}
