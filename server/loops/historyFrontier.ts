/**
 * How far the history can be told when it lies behind: while a past is being written (a back-fill, a sender that catches up after an
 * outage) no further than a little before its newest telemetry, so that nothing is told of a past that is still to come. When nothing
 * newer comes for a while it is a silence, and is told as one. Units: Unix milliseconds.
 */

/** Closer to now than this, what is there is live. */
const LIVE_MS = 120_000;
/** Requests of a back-fill overtake each other by less. */
const OVERTAKEN_MS = 300_000;
/** So many looks at the same newest telemetry, and it is a silence. */
const PATIENT_LOOKS = 3;
const STEP_MS = 10_000;

export class Frontier {
  private newestMs = Number.NEGATIVE_INFINITY;
  private looks = 0;

  /** `watermarkMs`, or less. */
  async reach(toldMs: number, watermarkMs: number, readNewest: () => Promise<number | null>): Promise<number> {
    if (toldMs >= watermarkMs - LIVE_MS) return watermarkMs;
    const newestMs = await readNewest();
    if (newestMs === null || newestMs >= watermarkMs - LIVE_MS) return watermarkMs;
    if (newestMs > this.newestMs) this.looks = 0;
    this.newestMs = Math.max(this.newestMs, newestMs);
    this.looks += 1;
    if (this.looks > PATIENT_LOOKS) return watermarkMs;
    return Math.max(toldMs, Math.floor((newestMs - OVERTAKEN_MS) / STEP_MS) * STEP_MS);
  }
}
