/**
 * The frame around every decoder: malformed bytes become an answer, and a request beyond the limits is rewritten and
 * scanned once more, so that offsets always point into the bytes that are kept.
 */
import type { DecodeIssueCode, Signal, SignalColumns } from "../model/columns.ts";
import type { Decoded, DecodeOptions } from "./decoded.ts";
import { MalformedProtobuf } from "./protobufReader.ts";
import type { RequestScan } from "./requestScan.ts";
import { rewriteWithinLimits } from "./rewriteWithinLimits.ts";

const CLIPPED: ReadonlySet<DecodeIssueCode> = new Set(["attributes_clipped", "strings_clipped"]);

/** Runs `scan` over the request, a second time over its rewritten form when the first met something beyond the limits. */
export function runScan<C extends SignalColumns>(
  signal: Signal,
  bytes: Uint8Array,
  options: DecodeOptions,
  scan: (bytes: Uint8Array) => RequestScan<C>,
): Decoded<C> {
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
