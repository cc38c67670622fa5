/**
 * The packed form of a snapshot: columns. Version; the numbers of its things in order, each as the difference to the one before; then per
 * key of their states: the key, the places of the things that have it, its distinct values, and per thing which of them.
 * So equal values cost a byte, things are named once, and compression finds long runs. Compressed by brotli, in libuv's pool.
 * Errors: decoding throws on an unknown version or bytes that end too early; they are our own, so that is a broken invariant.
 */
import { promisify } from "node:util";
import zlib from "node:zlib";
import { PackedReader, PackedWriter } from "../../../model/packed.ts";
import type { StateKey, StateValue, SystemState, ThingId, ThingState } from "../../../model/state.ts";
import { readKey, readValue, writeKey, writeValue } from "./packedPatch.ts";

const VERSION = 1;
/** Measured on 16,000 things: 5 takes 12 ms and a third less than 1, more takes longer and gains little. */
const QUALITY = 5;

const brotli = promisify(zlib.brotliCompress);
export const compressPacked = (bytes: Uint8Array): Promise<Buffer> =>
  brotli(bytes, {
    params: { [zlib.constants.BROTLI_PARAM_QUALITY]: QUALITY, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

interface Column {
  readonly places: number[];
  readonly values: number[];
  readonly distinct: Map<StateValue, number>;
}

/** Lists and objects are told apart by what they hold. */
function distinctOf(value: StateValue, seen: Map<string, StateValue>): StateValue {
  if (typeof value !== "object") return value;
  const text = JSON.stringify(value);
  const known = seen.get(text);
  if (known !== undefined) return known;
  seen.set(text, value);
  return value;
}

function columnsOf(states: readonly ThingState[]): Map<StateKey, Column> {
  const columns = new Map<StateKey, Column>();
  const seen = new Map<string, StateValue>();
  states.forEach((state, place) => {
    for (const [key, raw] of Object.entries(state)) {
      const column: Column = columns.get(key) ?? { places: [], values: [], distinct: new Map() };
      columns.set(key, column);
      const value = distinctOf(raw, seen);
      const code = column.distinct.get(value) ?? column.distinct.size;
      column.distinct.set(value, code);
      column.places.push(place);
      column.values.push(code);
    }
  });
  return columns;
}

function writeAscending(writer: PackedWriter, numbers: readonly number[]): void {
  writer.uint(numbers.length);
  let before = 0;
  for (const number of numbers) {
    writer.uint(number - before);
    before = number;
  }
}
function readAscending(reader: PackedReader): number[] {
  const numbers = new Array<number>(reader.uint());
  let number = 0;
  for (let i = 0; i < numbers.length; i++) {
    number += reader.uint();
    numbers[i] = number;
  }
  return numbers;
}

export function encodeSnapshot(state: SystemState, numberOf: (id: string) => number): Uint8Array {
  const entries = [...state].map(([id, it]) => ({ thing: numberOf(id), it })).sort((a, b) => a.thing - b.thing);
  const writer = new PackedWriter(entries.length * 16 + 64);
  writer.byte(VERSION);
  writeAscending(
    writer,
    entries.map(({ thing }) => thing),
  );
  const columns = columnsOf(entries.map(({ it }) => it));
  writer.uint(columns.size);
  for (const [key, { places, values, distinct }] of columns) {
    writeKey(writer, key);
    writeAscending(writer, places);
    writer.uint(distinct.size);
    for (const value of distinct.keys()) writeValue(writer, value);
    if (distinct.size > 1) for (const value of values) writer.uint(value);
  }
  return writer.written();
}

/** The numbers of its things, so that their ids can be looked up before it is decoded. */
export function thingsOfSnapshot(bytes: Uint8Array): number[] {
  const reader = new PackedReader(bytes);
  if (reader.byte() !== VERSION) throw new Error("A snapshot of the state has a form that this version cannot read.");
  return readAscending(reader);
}

export function decodeSnapshot(bytes: Uint8Array, idOf: (thing: number) => ThingId): Map<ThingId, ThingState> {
  const reader = new PackedReader(bytes, 1);
  const things = readAscending(reader);
  const states: Record<StateKey, StateValue>[] = things.map(() => ({}));
  for (let left = reader.uint(); left > 0; left--) {
    const key = readKey(reader);
    const places = readAscending(reader);
    const values = Array.from({ length: reader.uint() }, () => readValue(reader));
    for (const place of places) {
      const value = values[values.length > 1 ? reader.uint() : 0];
      const state = states[place];
      if (state && value !== null && value !== undefined) state[key] = value;
    }
  }
  return new Map(things.map((thing, place) => [idOf(thing), states[place] ?? {}]));
}
