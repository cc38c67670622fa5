/**
 * What can fill up: memory, pools of connections (shares of a limit, 1 is full), and queues (messages that wait, which have no limit and
 * are held against how many usually wait). One value a minute for six hours, read at whole minutes.
 * Units: shares 0..1, counts of messages.
 */
import type { Judgement, ThingId } from "../../model/state.ts";
import { MINUTE_MS, USUAL_MS } from "./callTrack.ts";
import { type Band, quantileBand } from "./quantileBand.ts";
import { sayDigits, sayShare } from "./sayNumbers.ts";

/** Values of one gauge of a thing at whole minutes; NaN where it was not told. */
export interface GaugeSeries {
  readonly thing: ThingId;
  readonly kind: "share" | "waiting";
  /** What fills up, as a sentence has it: "memory", "pool orders-db", "order-events". */
  readonly name: string;
  readonly startMs: number;
  readonly values: readonly number[];
}

export interface GaugeNow {
  /** 1 is full; of what waits, ten times what usually waits at most. NaN where unknown. */
  readonly fullness: number;
  readonly finding: { readonly level: "degraded"; readonly reason: string; readonly judgement: Judgement } | null;
}

const MINUTES = 384;
const NEARLY_FULL = 0.85;
const LEAST_WIDTH = 0.05;
/** So many messages may wait anywhere. */
const FEW_WAITING = 10;
const LEAST_WAITING = 50;
const TIMES_USUAL = 5;
const FULL_TIMES = 10;
const NOT_LATELY_MS = 300_000;

export class Gauge {
  private readonly at = new Int32Array(MINUTES);
  private readonly values = new Float32Array(MINUTES);
  private bandMinute = Number.NaN;
  private usual: Band | null = null;

  constructor(
    private readonly kind: GaugeSeries["kind"],
    private readonly name: string,
  ) {}

  set(atMs: number, value: number): void {
    const minute = Math.round(atMs / MINUTE_MS);
    const place = minute % MINUTES;
    this.at[place] = Number.isNaN(value) ? 0 : minute;
    this.values[place] = this.kind === "share" ? Math.min(1, value) : value;
  }

  /** At the whole minute at or before an instant; null where nothing was told then. */
  now(atMs: number, isExcluded: (startMs: number) => boolean): GaugeNow | null {
    const minute = Math.floor(atMs / MINUTE_MS);
    const place = minute % MINUTES;
    if (this.at[place] !== minute) return null;
    const value = this.values[place] ?? 0;
    if (this.kind === "share" && value <= NEARLY_FULL) return { fullness: value, finding: null };
    const band = this.band(minute, isExcluded);
    return this.kind === "share" ? this.share(value, band) : this.waiting(value, band);
  }

  private share(value: number, band: Band | null): GaugeNow {
    if (band === null || value <= band.high) return { fullness: value, finding: null };
    const usually =
      sayShare(band.low) === sayShare(band.high)
        ? sayShare(band.high)
        : `${Math.round(band.low * 100)} to ${sayShare(band.high)}`;
    const judgement: Judgement = { signal: "saturation", value, usualLow: band.low, usualHigh: band.high };
    const reason = `${this.name} is ${sayShare(value)} full, usually ${usually}`;
    return { fullness: value, finding: { level: "degraded", reason, judgement } };
  }

  private waiting(value: number, band: Band | null): GaugeNow {
    if (band === null) return { fullness: Number.NaN, finding: null };
    const usualMost = Math.max(band.high, FEW_WAITING);
    const fullness = Math.min(1, value / (FULL_TIMES * usualMost));
    if (value < LEAST_WAITING || value < TIMES_USUAL * usualMost) return { fullness, finding: null };
    const judgement: Judgement = {
      signal: "saturation",
      value: fullness,
      usualLow: band.low / (FULL_TIMES * usualMost),
      usualHigh: band.high / (FULL_TIMES * usualMost),
    };
    const reason = `${sayDigits(value)} messages wait in ${this.name}, usually ${sayDigits(Math.ceil(band.high))} at most`;
    return { fullness, finding: { level: "degraded", reason, judgement } };
  }

  /** What is usual is found anew: other minutes are left out now. */
  forgetUsual(): void {
    this.bandMinute = Number.NaN;
  }

  private band(minute: number, isExcluded: (startMs: number) => boolean): Band | null {
    if (minute !== this.bandMinute) this.usual = this.findBand(minute, isExcluded);
    this.bandMinute = minute;
    return this.usual;
  }

  private findBand(minute: number, isExcluded: (startMs: number) => boolean): Band | null {
    const until = minute - NOT_LATELY_MS / MINUTE_MS;
    const found: number[] = [];
    for (let at = until - USUAL_MS / MINUTE_MS; at <= until; at++) {
      const place = at % MINUTES;
      if (this.at[place] === at && !isExcluded(at * MINUTE_MS)) found.push(this.values[place] ?? 0);
    }
    return quantileBand(Float64Array.from(found), LEAST_WIDTH);
  }
}
