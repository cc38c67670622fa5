/**
 * What decoding a request answers: columns and what was not kept, or one sentence why the bytes are no request at all.
 * Issues are counted per code; each keeps the path of its first record.
 */
import type { DecodeIssue, RecordColumns, RecordIssueCode } from "../model/columns.ts";

export interface DecodeOptions {
  /** Records before this instant are refused as too_old (retention). */
  readonly acceptFromUnixNano: bigint;
  /** Records after this instant are refused as too_far_ahead. */
  readonly acceptToUnixNano: bigint;
  /** Attributes kept per record, event, link, resource or scope. */
  readonly maxAttributes: number;
  readonly maxStringBytes: number;
  /** Arrays and maps within each other in one value. */
  readonly maxDepth: number;
  /** Observed time of a log record that has neither time; without it such a record is too_old. */
  readonly nowUnixNano?: bigint;
  /** Log records whose ids have a wrong length stay, without a trace. */
  readonly keepsWrongIds?: boolean;
}

/** For what was kept before: everything stays as it is. */
export const NO_LIMITS: DecodeOptions = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: Number.MAX_SAFE_INTEGER,
  maxStringBytes: Number.MAX_SAFE_INTEGER,
  maxDepth: Number.MAX_SAFE_INTEGER,
  keepsWrongIds: true,
};

export type Decoded<C extends RecordColumns> =
  | { readonly ok: true; readonly columns: C; readonly issues: DecodeIssue[] }
  | { readonly ok: false; readonly message: string };

interface Entry {
  count: number;
  path: string;
}

/** Counts issues per code while a request is scanned. */
export class IssueTally {
  private readonly entries = new Map<RecordIssueCode, Entry>();
  private readonly options: DecodeOptions;
  constructor(options: DecodeOptions) {
    this.options = options;
  }

  /** One more of this code; `path` is asked for only when it is the first. */
  add(code: RecordIssueCode, path: () => string, count = 1): void {
    const entry = this.entries.get(code);
    if (entry) entry.count += count;
    else if (count > 0) this.entries.set(code, { count, path: path() });
  }

  issues(): DecodeIssue[] {
    return [...this.entries].map(([code, { count, path }]) => ({
      code,
      count,
      path,
      message: sentence(code, this.options),
      rejected: REJECTING.has(code),
    }));
  }
}

const REJECTING: ReadonlySet<RecordIssueCode> = new Set([
  "invalid_trace_id",
  "invalid_span_id",
  "too_old",
  "too_far_ahead",
  "nested_too_deep",
  "wrong_value",
]);

function isoTime(unixNano: bigint): string {
  const ms = Number(unixNano / 1_000_000n);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${unixNano} ns`;
}

function sentence(code: RecordIssueCode, options: DecodeOptions): string {
  switch (code) {
    case "invalid_trace_id":
      return "trace_id must be 16 bytes (in JSON 32 hexadecimal digits), not all zero; a log record may leave it empty.";
    case "invalid_span_id":
      return "span_id must be 8 bytes (in JSON 16 hexadecimal digits), not all zero, a log record may leave it empty; parent_span_id 8 bytes or empty.";
    case "too_old":
      return `The time is before ${isoTime(options.acceptFromUnixNano)}, the oldest that is kept; raise CHRONOSCOPE_RETENTION or check the sender's clock.`;
    case "too_far_ahead":
      return `The time is after ${isoTime(options.acceptToUnixNano)}, the latest accepted now; check the sender's clock.`;
    case "nested_too_deep":
      return `A value nests arrays and maps deeper than ${options.maxDepth}; send it flatter.`;
    case "attributes_clipped":
      return `More than ${options.maxAttributes} attributes; the first ${options.maxAttributes} were kept, the rest counted as dropped (CHRONOSCOPE_MAX_ATTRIBUTES).`;
    case "strings_clipped":
      return `A string or byte value is longer than ${options.maxStringBytes} bytes; its beginning was kept (CHRONOSCOPE_MAX_STRING).`;
    case "empty_metric":
      return "A metric has no data of a kind known here (gauge, sum, histogram, exponentialHistogram, summary); there was nothing to keep.";
    case "wrong_value":
      return "A value has the wrong type or is out of range.";
  }
}
