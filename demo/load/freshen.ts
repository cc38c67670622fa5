/**
 * Prepared request bodies sent again and again as new telemetry: ids are stirred with a salt, times moved.
 * Where ids and times lie is found once per body; freshening copies the body and patches those places only.
 * One salt for all bodies of a round keeps traces whole across bodies; another salt makes other traces of them.
 * Source: opentelemetry-proto for the tags.
 */
import { ProtobufReader } from "../../server/otlp/protobufReader.ts";

export type Signal = "traces" | "metrics" | "logs";

export interface PreparedBody {
  readonly signal: Signal;
  readonly bytes: Uint8Array;
  readonly records: number;
  /** The instant that becomes the freshened body's own. */
  readonly endMs: number;
  /** Places of fixed64 times, and of ids as runs of 8 bytes. */
  readonly times: Uint32Array;
  readonly ids: Uint32Array;
}

interface Fields {
  readonly [tag: number]: Fields | "time" | "id";
}
const record = (fields: Fields): Fields => ({ 10: { 18: { 18: fields } } });
const points = (fields: Fields): Fields => ({ 10: { 17: "time", 25: "time", ...fields } });
const EXEMPLAR: Fields = { 17: "time", 34: "id", 42: "id" };
const PLACES: Readonly<Record<Signal, Fields>> = {
  traces: record({
    10: "id",
    18: "id",
    34: "id",
    57: "time",
    65: "time",
    90: { 9: "time" },
    106: { 10: "id", 18: "id" },
  }),
  logs: record({ 9: "time", 89: "time", 74: "id", 82: "id" }),
  metrics: record({
    42: points({ 42: EXEMPLAR }),
    58: points({ 42: EXEMPLAR }),
    74: points({ 66: EXEMPLAR }),
    82: points({ 90: EXEMPLAR }),
    90: points({}),
  }),
};

/** A body with its places found. */
export function prepareBody(signal: Signal, bytes: Uint8Array, records: number, endMs: number): PreparedBody {
  const times: number[] = [];
  const ids: number[] = [];
  const reader = new ProtobufReader(bytes);
  const walk = (from: number, end: number, fields: Fields): void => {
    for (let at = from; at < end; ) {
      at = reader.field(at, end);
      const known = fields[reader.tag];
      if (known === "time") times.push(reader.payload);
      else if (known === "id") for (let id = reader.payload; id < at; id += 8) ids.push(id);
      else if (known) walk(reader.payload, at, known);
    }
  };
  walk(0, bytes.length, PLACES[signal]);
  return { signal, bytes, records, endMs, times: Uint32Array.from(times), ids: Uint32Array.from(ids) };
}

/** A copy with other ids and its times moved, so that it ends at `nowMs`. `salt` is any 32 bits. */
export function freshen(body: PreparedBody, nowMs: number, salt: number): Uint8Array {
  const bytes = body.bytes.slice();
  const view = new DataView(bytes.buffer);
  const shift = BigInt(Math.round(nowMs - body.endMs)) * 1_000_000n;
  const shiftHi = Number(BigInt.asUintN(64, shift) >> 32n);
  const shiftLo = Number(BigInt.asUintN(32, shift));
  for (const at of body.times) {
    const lo = view.getUint32(at, true) + shiftLo;
    const carry = lo > 0xffffffff ? 1 : 0;
    view.setUint32(at, lo >>> 0, true);
    view.setUint32(at + 4, (view.getUint32(at + 4, true) + shiftHi + carry) >>> 0, true);
  }
  const stir = Math.imul(salt | 1, 0x9e3779b1) >>> 0;
  for (const at of body.ids) {
    view.setUint32(at, (view.getUint32(at, true) ^ stir) >>> 0, true);
    view.setUint32(at + 4, (view.getUint32(at + 4, true) ^ salt) >>> 0, true);
  }
  return bytes;
}
