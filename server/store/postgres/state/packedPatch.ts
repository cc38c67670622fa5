/**
 * The packed form of what an event says: patches (also the details of an event) and words, and of single values for snapshots.
 *
 * A patch is its number of keys, then each key (1 + its number among KEYS, or 0 and the text) with its value, in the order of keys, so
 * that equal patches are equal bytes. A value is a tag and what follows it. Texts are their length in bytes and UTF-8.
 * Rows outlive versions: KEYS, TEXTS and the tags get more at the end and change in nothing.
 * Errors: reading throws on bytes that end too early or bear an unknown tag; they are our own, so that is a broken invariant.
 */
import { PackedReader, PackedWriter } from "../../../model/packed.ts";
import type { Judgement, Patch, PropertyValue, Signals, StateValue } from "../../../model/state.ts";

const KEYS: readonly string[] =
  "present health reason judgement signals p.versions p.regions p.environment p.namespace p.instances p.tier p.team p.version p.region p.zone p.host p.startedMs p.service p.instance p.node p.pod p.cluster p.type p.count author url type message trace link text".split(
    " ",
  );
const KEY_CODES = new Map(KEYS.map((key, code) => [key, code + 1]));
/** Texts that are met in every other event. */
const TEXTS: readonly string[] = [
  "unknown healthy degraded failed errorRatio p95Seconds saturation requestsPerSecond",
  "agent gateway backend frontend data production staging",
].flatMap((words) => words.split(" "));
const TEXT_CODES = new Map(TEXTS.map((text, code) => [text, code]));

const Tag = {
  NULL: 0,
  FALSE: 1,
  TRUE: 2,
  INT: 3,
  FLOAT: 4,
  DOUBLE: 5,
  TEXT: 6,
  KNOWN_TEXT: 7,
  LIST: 8,
  JUDGEMENT: 9,
  SIGNALS: 10,
  /** Anything else, as JSON. */
  JSON: 11,
} as const;

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

export function writeText(writer: PackedWriter, text: string): void {
  writer.chunk(Buffer.from(text, "utf8"));
}
export function readText(reader: PackedReader): string {
  const view = reader.chunk();
  return Buffer.from(view.buffer, view.byteOffset, view.length).toString("utf8");
}

export function writeKey(writer: PackedWriter, key: string): void {
  const code = KEY_CODES.get(key) ?? 0;
  writer.uint(code);
  if (code === 0) writeText(writer, key);
}
export function readKey(reader: PackedReader): string {
  const code = reader.uint();
  return code === 0 ? readText(reader) : (KEYS[code - 1] ?? fail(`key ${code}`));
}
function fail(what: string): never {
  throw new Error(`Packed state holds an unknown ${what}.`);
}

function writeNumber(writer: PackedWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    writer.byte(Tag.INT);
    writer.int(value);
    return;
  }
  const isFloat = Math.fround(value) === value;
  writer.byte(isFloat ? Tag.FLOAT : Tag.DOUBLE);
  if (isFloat) scratch.setFloat32(0, value);
  else scratch.setFloat64(0, value);
  writer.raw(scratchBytes.subarray(0, isFloat ? 4 : 8));
}
function readFixed(reader: PackedReader, length: 4 | 8): number {
  scratchBytes.set(reader.raw(length));
  return length === 4 ? scratch.getFloat32(0) : scratch.getFloat64(0);
}

const isText = (value: unknown): value is string => typeof value === "string";

/** Whether an object is exactly of these keys, and may be written without them. */
function isOf(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).length === keys.length && keys.every((key) => key in value);
}
const JUDGED = ["signal", "value", "usualLow", "usualHigh"];
const SIGNALLED = ["requestsPerSecond", "errorRatio", "p95Seconds", "saturation"];

export function writeValue(writer: PackedWriter, value: StateValue | null): void {
  if (value === null) writer.byte(Tag.NULL);
  else if (typeof value === "boolean") writer.byte(value ? Tag.TRUE : Tag.FALSE);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (isText(value)) writeTextValue(writer, value);
  else writeObject(writer, value);
}
function writeTextValue(writer: PackedWriter, value: string): void {
  const code = TEXT_CODES.get(value);
  writer.byte(code === undefined ? Tag.TEXT : Tag.KNOWN_TEXT);
  if (code === undefined) writeText(writer, value);
  else writer.uint(code);
}
function writeObject(writer: PackedWriter, value: readonly string[] | Judgement | Signals): void {
  if (Array.isArray(value) && value.every(isText)) {
    writer.byte(Tag.LIST);
    writer.uint(value.length);
    for (const text of value) writeText(writer, text);
  } else if ("signal" in value && isOf(value, JUDGED)) {
    writer.byte(Tag.JUDGEMENT);
    for (const part of [value.signal, value.value, value.usualLow, value.usualHigh]) writeValue(writer, part);
  } else if ("errorRatio" in value && isOf(value, SIGNALLED)) {
    writer.byte(Tag.SIGNALS);
    const { requestsPerSecond, errorRatio, p95Seconds, saturation } = value;
    for (const part of [requestsPerSecond, errorRatio, p95Seconds, saturation]) writeValue(writer, part);
  } else {
    writer.byte(Tag.JSON);
    writeText(writer, JSON.stringify(value));
  }
}

export function readValue(reader: PackedReader): StateValue | null {
  const tag = reader.byte();
  if (tag === Tag.NULL) return null;
  if (tag === Tag.FALSE || tag === Tag.TRUE) return tag === Tag.TRUE;
  if (tag === Tag.INT) return reader.int();
  if (tag === Tag.FLOAT || tag === Tag.DOUBLE) return readFixed(reader, tag === Tag.FLOAT ? 4 : 8);
  if (tag === Tag.TEXT) return readText(reader);
  if (tag === Tag.KNOWN_TEXT) return TEXTS[reader.uint()] ?? fail("text");
  return readObject(reader, tag);
}
function readObject(reader: PackedReader, tag: number): StateValue {
  if (tag === Tag.LIST) return Array.from({ length: reader.uint() }, () => readText(reader));
  const next = () => readValue(reader);
  if (tag === Tag.JUDGEMENT) {
    return { signal: next(), value: next(), usualLow: next(), usualHigh: next() } as Judgement;
  }
  if (tag === Tag.SIGNALS) {
    return { requestsPerSecond: next(), errorRatio: next(), p95Seconds: next(), saturation: next() } as Signals;
  }
  return tag === Tag.JSON ? (JSON.parse(readText(reader)) as StateValue) : fail(`tag ${tag}`);
}

/** Keys without a value are left out. */
export function writePatch(writer: PackedWriter, patch: Readonly<Record<string, StateValue | null | undefined>>): void {
  const keys = Object.keys(patch)
    .filter((key) => patch[key] !== undefined)
    .sort();
  writer.uint(keys.length);
  for (const key of keys) {
    writeKey(writer, key);
    writeValue(writer, patch[key] ?? null);
  }
}
export function readPatch(reader: PackedReader): Patch {
  const patch: Record<string, StateValue | null> = {};
  for (let left = reader.uint(); left > 0; left--) {
    const key = readKey(reader);
    patch[key] = readValue(reader);
  }
  return patch;
}

const writer = new PackedWriter(4096);
function packed(write: () => void): Uint8Array {
  writer.clear();
  write();
  return writer.written().slice();
}

export const encodePatch = (patch: Patch) => packed(() => writePatch(writer, patch));
export const decodePatch = (bytes: Uint8Array) => readPatch(new PackedReader(bytes));

export type Detail = Readonly<Record<string, PropertyValue>>;

/** The title, then the detail where there is one. */
export function encodeWords(title: string, detail: Detail | undefined): Uint8Array {
  return packed(() => {
    writeText(writer, title);
    if (detail) writePatch(writer, detail);
  });
}
export function decodeWords(bytes: Uint8Array): { readonly title: string; readonly detail?: Detail } {
  const reader = new PackedReader(bytes);
  const title = readText(reader);
  return reader.done ? { title } : { title, detail: readPatch(reader) as Detail };
}
