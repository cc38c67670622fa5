/**
 * The instant that questions about SLOs carry: the clock's; while it is live in half minutes, since counts come by the minute and lie
 * two behind. The server's first render rounds alike.
 */
const SLO_CLOCK_STEP_MS = 30_000;

export const sloInstant = (endMs: number, live: boolean): number =>
  live ? endMs - (endMs % SLO_CLOCK_STEP_MS) : endMs;
