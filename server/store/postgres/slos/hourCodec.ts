/**
 * The packed form of one hour of an SLO's counts: a version, then `bad` and `valid`, each 60 entries, each in the shortest of three forms:
 * nothing known; whole numbers (0 for not known, else the number plus one, in base 128); or doubles as they are.
 * Errors: decoding throws on an unknown version or bytes that end too early; they are our own, so that is a broken invariant.
 */
import { PackedReader, PackedWriter } from "../../../model/packed.ts";

export const HOUR_MS = 3_600_000;
export const HOUR_MINUTES = 60;
const VERSION = 1;
const Form = { UNKNOWN: 0, WHOLE: 1, DOUBLES: 2 } as const;
const LARGEST_WHOLE = 2 ** 52;

export interface HourCounts {
  readonly bad: Float64Array;
  readonly valid: Float64Array;
}

export function emptyHour(): HourCounts {
  const unknown = () => new Float64Array(HOUR_MINUTES).fill(Number.NaN);
  return { bad: unknown(), valid: unknown() };
}

const isWhole = (value: number) =>
  Number.isNaN(value) || (Number.isInteger(value) && value >= 0 && value < LARGEST_WHOLE);

function writeColumn(out: PackedWriter, values: Float64Array): void {
  if (values.every(Number.isNaN)) {
    out.byte(Form.UNKNOWN);
  } else if (values.every(isWhole)) {
    out.byte(Form.WHOLE);
    for (const value of values) out.uint(Number.isNaN(value) ? 0 : value + 1);
  } else {
    out.byte(Form.DOUBLES);
    const view = new DataView(new ArrayBuffer(8 * values.length));
    values.forEach((value, i) => {
      view.setFloat64(8 * i, value, true);
    });
    out.raw(new Uint8Array(view.buffer));
  }
}

function readColumn(reader: PackedReader): Float64Array {
  const values = new Float64Array(HOUR_MINUTES);
  const form = reader.byte();
  if (form === Form.UNKNOWN) return values.fill(Number.NaN);
  if (form === Form.WHOLE) {
    for (let i = 0; i < values.length; i++) {
      const stored = reader.uint();
      values[i] = stored === 0 ? Number.NaN : stored - 1;
    }
    return values;
  }
  const bytes = reader.raw(8 * values.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(8 * i, true);
  return values;
}

export function encodeHour({ bad, valid }: HourCounts): Uint8Array {
  const out = new PackedWriter(256);
  out.byte(VERSION);
  writeColumn(out, bad);
  writeColumn(out, valid);
  return out.written().slice();
}

export function decodeHour(bytes: Uint8Array): HourCounts {
  const reader = new PackedReader(bytes);
  if (reader.byte() !== VERSION) throw new Error("Counts of an SLO have a form that this version cannot read.");
  return { bad: readColumn(reader), valid: readColumn(reader) };
}
