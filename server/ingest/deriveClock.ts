/**
 * Whether a sender's clock is off, told from its newest records beside the time they arrive. Nothing can arrive before it happened, so a
 * sender that is ahead is ahead for certain; one that is behind may also just send late, and is named only when all it sends is.
 * Units: milliseconds; leads are positive where the sender's clock is ahead. Pure.
 */
const MINUTE_MS = 60_000;
/** Clocks that nobody sets right differ by less. */
const AHEAD_MS = 30_000;
const BEHIND_MS = 600_000;
/** So many minutes must have nothing newer. */
const BEHIND_MINUTES = 5;
/** What was seen longer ago says nothing about now. */
const FORGOTTEN_MS = 10 * MINUTE_MS;

export class SenderClock {
  private minute = Number.NaN;
  /** The greatest lead of that minute, and of the one before it in which anything came. */
  private leadMs = Number.NaN;
  private beforeMs = Number.NaN;
  private behindMinutes = 0;

  /** Its newest record of one request ended at `newestMs`. */
  see(newestMs: number, nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const leadMs = newestMs - nowMs;
    if (minute === this.minute) {
      this.leadMs = Math.max(this.leadMs, leadMs);
      return;
    }
    this.behindMinutes = this.leadMs < -BEHIND_MS ? this.behindMinutes + 1 : 0;
    [this.beforeMs, this.leadMs, this.minute] = [this.leadMs, leadMs, minute];
  }

  /** How far its clock is ahead (behind when negative); null when it is right, or nothing can be said. */
  offsetMs(nowMs: number): number | null {
    if (!(nowMs - this.minute * MINUTE_MS < FORGOTTEN_MS)) return null;
    const leadMs = Math.max(this.leadMs, Number.isNaN(this.beforeMs) ? Number.NEGATIVE_INFINITY : this.beforeMs);
    if (leadMs > AHEAD_MS) return leadMs;
    return leadMs < -BEHIND_MS && this.behindMinutes >= BEHIND_MINUTES ? leadMs : null;
  }
}

/** A service, and how far the clock of its worst instance is off. */
export interface ClockOffset {
  readonly service: string;
  readonly instance: string;
  readonly offsetMs: number;
}
