/**
 * The labels of one series in a remote-write request: the metric's name, and the others as they are to be kept.
 * Refused, as Prometheus does: names out of order or repeated, an empty label name, no metric name, text that is not UTF-8. A label
 * with an empty value is the same as none, and left out.
 * Shape: places [nameAt, nameEnd, valueAt, valueEnd] after each other, in and out.
 */
import { byteAt, type ProtobufReader } from "./protobufReader.ts";

export type CheckedLabels =
  | { readonly problem: null; readonly name: string; readonly labels: readonly number[] }
  | { readonly problem: string };

const METRIC_NAME = "__name__";
const STRICT = new TextDecoder("utf-8", { fatal: true });

export function labelsProblem(reader: ProtobufReader, places: readonly number[]): CheckedLabels {
  const { bytes } = reader;
  const labels: number[] = [];
  let name = "";
  for (let i = 0; i < places.length; i += 4) {
    const nameAt = places[i] ?? 0;
    const nameEnd = places[i + 1] ?? 0;
    const valueAt = places[i + 2] ?? 0;
    const valueEnd = places[i + 3] ?? 0;
    if (!isText(bytes, nameAt, nameEnd) || !isText(bytes, valueAt, valueEnd)) {
      return { problem: `a label is not UTF-8: ${reader.text(nameAt, nameEnd)}="${reader.text(valueAt, valueEnd)}".` };
    }
    if (nameEnd === nameAt) return { problem: `a label has no name${among(reader, places)}.` };
    const order = i === 0 ? -1 : compare(bytes, places[i - 4] ?? 0, places[i - 3] ?? 0, nameAt, nameEnd);
    if (order === 0)
      return { problem: `the label ${reader.text(nameAt, nameEnd)} comes twice${among(reader, places)}.` };
    if (order > 0) return { problem: `labels are not sorted by name${among(reader, places)}.` };
    if (valueEnd === valueAt) continue;
    if (isMetricName(reader, nameAt, nameEnd)) name = reader.text(valueAt, valueEnd);
    else labels.push(nameAt, nameEnd, valueAt, valueEnd);
  }
  return name === ""
    ? { problem: `a series has no ${METRIC_NAME}${among(reader, places)}.` }
    : { problem: null, name, labels };
}

const isMetricName = (reader: ProtobufReader, from: number, end: number) =>
  end - from === METRIC_NAME.length && reader.text(from, end) === METRIC_NAME;

/** " in {a="b", c="d"}", so that the sender finds the series. */
function among(reader: ProtobufReader, places: readonly number[]): string {
  const told: string[] = [];
  for (let i = 0; i < places.length && told.length < 8; i += 4) {
    const [nameAt = 0, nameEnd = 0, valueAt = 0, valueEnd = 0] = places.slice(i, i + 4);
    told.push(`${reader.text(nameAt, nameEnd)}="${reader.text(valueAt, Math.min(valueEnd, valueAt + 80))}"`);
  }
  return ` in {${told.join(", ")}}`;
}

function isText(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    if (byteAt(bytes, at) < 0x80) continue;
    try {
      STRICT.decode(bytes.subarray(from, end));
      return true;
    } catch {
      return false;
    }
  }
  return true;
}

/** Byte by byte, as Prometheus sorts. */
function compare(bytes: Uint8Array, aFrom: number, aEnd: number, bFrom: number, bEnd: number): number {
  const length = Math.min(aEnd - aFrom, bEnd - bFrom);
  for (let i = 0; i < length; i++) {
    const difference = byteAt(bytes, aFrom + i) - byteAt(bytes, bFrom + i);
    if (difference !== 0) return difference;
  }
  return aEnd - aFrom - (bEnd - bFrom);
}
