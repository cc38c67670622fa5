/**
 * How long to wait before trying again: doubling, with jitter so that several who failed together do not come back together.
 * Source: "full jitter" below a doubling ceiling, with a floor, as in the AWS architecture blog's "Exponential Backoff And Jitter".
 */

export interface BackOffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
  /** 0..1, like Math.random. */
  readonly chance?: () => number;
}

/** Milliseconds before try number `failures` + 1; failures counts from 1. Between half of the ceiling and the ceiling. */
export function backOffMs(failures: number, { firstMs, longestMs, chance = Math.random }: BackOffOptions): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(30, failures - 1));
  return Math.round(ceiling * (0.5 + chance() / 2));
}
