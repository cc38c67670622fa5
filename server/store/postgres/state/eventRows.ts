/**
 * Events as rows: written by binary COPY, read by binary COPY, so that bytes stay bytes.
 * What is read stays packed until somebody asks for it: folding needs a patch and nothing else.
 */
import type pg from "pg";
import { type Happening, rankOf, type StateEvent, type ThingId } from "../../../model/state.ts";
import { type CopiedRow, copiedNumber } from "../copyOut.ts";
import { CopyRows, copyInto } from "../copyRows.ts";
import { kindCode, kindOf } from "./codes.ts";
import { contentHash } from "./contentHash.ts";
import { decodePatch, decodeWords, encodePatch, encodeWords } from "./packedPatch.ts";

/** What a happening is in the tables, but for its id and its times of knowledge. */
export interface PackedHappening {
  readonly atMs: number;
  readonly rank: number;
  readonly thing: number;
  readonly kind: number;
  readonly problem: boolean;
  readonly hash: number;
  readonly patch: Uint8Array;
  readonly prev: Uint8Array;
  readonly words: Uint8Array;
}

const EMPTY_PATCH_BYTES = 1;
/** Whether it changes the state; an annotation only says something. */
export const isTelling = (patchBytes: number) => patchBytes > EMPTY_PATCH_BYTES;

export function packHappening(happening: Happening, numberOf: (id: string) => number): PackedHappening {
  const kind = kindCode(happening.kind);
  const patch = encodePatch(happening.patch);
  const prev = encodePatch(happening.prev);
  const words = encodeWords(happening.title, happening.detail);
  return {
    atMs: Math.floor(happening.atMs),
    rank: rankOf(happening.kind),
    thing: numberOf(happening.thing),
    kind,
    problem: happening.problem,
    hash: contentHash([patch, prev, words], kind * 2 + Number(happening.problem)),
    patch,
    prev,
    words,
  };
}

export const EVENT_COLUMNS =
  "at_ms, known_ms, hash, thing, tenant, derivation, kind, rank, problem, patch, prev, words" as const;

function int8(rows: CopyRows, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  rows.int8Halves(high, value - high * 2 ** 32);
}

/** Ids follow the order given. */
export async function copyEvents(
  client: pg.ClientBase,
  of: { readonly tenant: number; readonly derivation: number; readonly knownMs: number },
  happenings: readonly PackedHappening[],
): Promise<void> {
  if (happenings.length === 0) return;
  const rows = new CopyRows(happenings.length * 256);
  for (const { atMs, hash, thing, kind, rank, problem, patch, prev, words } of happenings) {
    rows.row(12);
    for (const value of [atMs, of.knownMs, hash]) int8(rows, value);
    rows.int4(thing);
    for (const value of [of.tenant, of.derivation, kind, rank]) rows.int2(value);
    rows.bytea(Uint8Array.of(Number(problem)));
    for (const bytes of [patch, prev, words]) rows.bytea(bytes);
  }
  await copyInto(client, `telemetry.state_event (${EVENT_COLUMNS})`, rows.finish());
}

/** The columns that `eventRow` reads, in its order. */
export const READ_COLUMNS =
  "at_ms, rank, event_id, thing, kind, problem, known_ms, retracted_ms, patch, prev, words" as const;

export interface EventRow {
  readonly atMs: number;
  readonly rank: number;
  readonly eventId: number;
  readonly thing: number;
  readonly kind: number;
  readonly problem: boolean;
  readonly knownMs: number;
  readonly retractedMs: number | null;
  readonly patch: Uint8Array;
  readonly prev: Uint8Array;
  readonly words: Uint8Array;
}

const NOTHING = new Uint8Array(0);

export function eventRow(fields: CopiedRow): EventRow {
  const retracted = fields[7];
  return {
    atMs: copiedNumber(fields[0]),
    rank: copiedNumber(fields[1]),
    eventId: copiedNumber(fields[2]),
    thing: copiedNumber(fields[3]),
    kind: copiedNumber(fields[4]),
    problem: fields[5]?.[0] === 1,
    knownMs: copiedNumber(fields[6]),
    retractedMs: retracted && retracted.length > 0 ? copiedNumber(retracted) : null,
    patch: fields[8] ?? NOTHING,
    prev: fields[9] ?? NOTHING,
    words: fields[10] ?? NOTHING,
  };
}

export function eventOf(row: EventRow, thing: ThingId): StateEvent {
  return {
    id: String(row.eventId),
    atMs: row.atMs,
    kind: kindOf(row.kind),
    thing,
    patch: decodePatch(row.patch),
    prev: decodePatch(row.prev),
    ...decodeWords(row.words),
    problem: row.problem,
    knownMs: row.knownMs,
    retractedMs: row.retractedMs,
  };
}

/** What folding needs of an event. */
export interface FoldRow {
  readonly atMs: number;
  readonly rank: number;
  readonly eventId: number;
  readonly thing: number;
  readonly patch: Uint8Array;
}
export const FOLD_COLUMNS = "at_ms, rank, event_id, thing, patch" as const;
export function foldRow(fields: CopiedRow): FoldRow {
  return {
    atMs: copiedNumber(fields[0]),
    rank: copiedNumber(fields[1]),
    eventId: copiedNumber(fields[2]),
    thing: copiedNumber(fields[3]),
    patch: fields[4] ?? NOTHING,
  };
}
