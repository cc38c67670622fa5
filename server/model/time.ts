/**
 * Time. Records carry nanoseconds since the Unix epoch as bigint; questions are asked in whole milliseconds.
 * Units: UnixNano in ns; every name ending in Ms in milliseconds; Nano alone is a length in ns, safe as number to 2^53.
 */
export type UnixNano = bigint;

/** Half-open: startMs <= t < endMs. Both are Unix milliseconds. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

export const NANO_PER_MS = 1_000_000n;

/** The last whole millisecond that OTLP can write: its instants are unsigned 64-bit nanoseconds (the year 2554). */
export const LAST_UNIX_MS = 18_446_744_073_709;

/** Whole Unix milliseconds of an instant, rounded down. */
export function unixMs(nano: UnixNano): number {
  return Number(nano / NANO_PER_MS);
}

/** The instant of these whole Unix milliseconds. */
export function unixNano(ms: number): UnixNano {
  return BigInt(Math.trunc(ms)) * NANO_PER_MS;
}
