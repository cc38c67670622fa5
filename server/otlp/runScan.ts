/**
 * The frame around every decoder: columns with room for a guess of records, which grow; malformed bytes become an answer; and a
 * request beyond the limits is rewritten and scanned once more, so that offsets always point into the bytes that are kept.
 */
import type { DecodeIssueCode, RecordColumns, Signal, SignalColumns } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "./decoded.ts";
import { MalformedProtobuf } from "./protobufReader.ts";
import { RequestScan } from "./requestScan.ts";
import { rewriteWithinLimits } from "./rewriteWithinLimits.ts";
import { grown } from "./runList.ts";

const CLIPPED: ReadonlySet<DecodeIssueCode> = new Set(["attributes_clipped", "strings_clipped"]);

/** Room for a request of this length, when records take so many bytes; smaller ones are rare, so that columns seldom grow. */
export function capacityOf(bytes: Uint8Array, recordBytesGuess: number): number {
  return Math.ceil(bytes.length / recordBytesGuess) + 4;
}

/** Makes room in these columns, which have one slot per record. */
export function growColumns<C extends RecordColumns>(columns: C, names: readonly ColumnName<C>[]): void {
  for (const name of names) columns[name] = grown(columns[name] as Column) as C[ColumnName<C>];
}
type Column = Uint32Array | Int32Array | Uint8Array | Float64Array;
type ColumnName<C> = { [K in keyof C]: K extends "bytes" ? never : C[K] extends Column ? K : never }[keyof C];

/** Runs `scan` over the request, a second time over its rewritten form when the first met something beyond the limits. */
export function runScan<C extends SignalColumns>(
  signal: Signal,
  bytes: Uint8Array,
  options: DecodeOptions,
  emptyColumns: (bytes: Uint8Array) => C,
  walk: (scan: RequestScan<C>) => void,
): Decoded<C> {
  const scan = (request: Uint8Array) => {
    const begun = new RequestScan(signal, emptyColumns(request), options);
    walk(begun);
    return begun;
  };
  try {
    const first = scan(bytes);
    if (!first.overLimits) return { ok: true, columns: first.columns, issues: first.tally.issues() };
    const second = scan(rewriteWithinLimits(signal, bytes, options));
    const clipped = first.tally.issues().filter((issue) => CLIPPED.has(issue.code));
    return { ok: true, columns: second.columns, issues: [...second.tally.issues(), ...clipped] };
  } catch (error) {
    if (error instanceof MalformedProtobuf) {
      return { ok: false, message: `The body is not an OTLP ${signal} request in protobuf. ${error.message}` };
    }
    throw error;
  }
}
