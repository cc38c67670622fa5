/**
 * One thing whose health is told: its calls, its gauges, what it is now and when it was in trouble. What is usual for it leaves out the
 * minutes in which it was judged degraded or failed (and one on each side), so that a long outage does not become normal.
 * Units: Unix milliseconds.
 */
import type { Health, Judgement, Signals, ThingId } from "../../model/state.ts";
import { type CallTrack, type CallWindow, MINUTE_MS, USUAL_MS } from "./callTrack.ts";
import type { Gauge, GaugeNow } from "./gauges.ts";
import { LEAST_CALLS_FOR_QUANTILES, LEAST_WIDTH, type Usual } from "./judgeCalls.ts";
import { type Band, quantileBand } from "./quantileBand.ts";
import { RAWS_KEPT, type RawCode } from "./settledHealth.ts";

/** The part of a thing's state that this derivation tells. Null where the key is not there. */
export interface HealthState {
  readonly health: Health | null;
  readonly reason: string | null;
  readonly judgement: Judgement | null;
  readonly signals: Signals | null;
}
export const NO_HEALTH: HealthState = { health: null, reason: null, judgement: null, signals: null };

/** The newest minutes say what is, not what is usual. */
const NOT_LATELY_MS = 300_000;
const isTrouble = (health: Health | null) => health === "degraded" || health === "failed";

export class JudgedThing implements Usual {
  /** Of SERVER and CONSUMER spans; of all spans. */
  entry: CallTrack | null = null;
  all: CallTrack | null = null;
  /** Whose entry track decides which of both counts: a placement's service; itself where null. */
  decider: JudgedThing | null = null;
  readonly gauges = new Map<string, Gauge>();
  state: HealthState = NO_HEALTH;
  raws: RawCode[] = [];
  /** Stretches in trouble, in order; the last may be open. */
  private troubles: { fromMs: number; untilMs: number }[] = [];
  private minute = Number.NaN;
  private usualTrack: CallTrack | null = null;
  private errorBand: Band | null | undefined;
  private p95Band: Band | null | undefined;
  private rate: number | undefined;

  constructor(readonly thing: ThingId) {}

  /** The calls that count at an instant. */
  trackAt(atMs: number): CallTrack | null {
    const decides = (this.decider ?? this).entry;
    const hasEntry = decides !== null && decides.lastCallMs > atMs - USUAL_MS;
    return hasEntry ? this.entry : (this.all ?? this.entry);
  }

  lastCallMs(): number {
    return Math.max(this.entry?.lastCallMs ?? -Infinity, this.all?.lastCallMs ?? -Infinity);
  }

  look(atMs: number): void {
    this.entry?.look(atMs);
    this.all?.look(atMs);
  }

  gaugesAt(atMs: number): GaugeNow[] {
    const found: GaugeNow[] = [];
    for (const gauge of this.gauges.values()) {
      const now = gauge.now(atMs, (startMs) => this.wasInTrouble(startMs));
      if (now) found.push(now);
    }
    return found;
  }

  remember(raw: RawCode): void {
    this.raws.push(raw);
    if (this.raws.length > RAWS_KEPT) this.raws.shift();
  }

  /** Begins anew from what it was at an instant and when it was in trouble before. */
  restore(state: HealthState, changes: readonly { readonly atMs: number; readonly health: Health | null }[]): void {
    this.state = state;
    this.raws = [];
    this.troubles = [];
    this.minute = Number.NaN;
    for (const { atMs, health } of changes) this.noteHealth(atMs, health);
    for (const gauge of this.gauges.values()) gauge.forgetUsual();
  }

  noteHealth(atMs: number, health: Health | null): void {
    const last = this.troubles.at(-1);
    const isOpen = last !== undefined && last.untilMs === Infinity;
    if (isTrouble(health) && !isOpen) this.troubles.push({ fromMs: atMs, untilMs: Infinity });
    if (!isTrouble(health) && isOpen) last.untilMs = atMs;
    while ((this.troubles[0]?.untilMs ?? Infinity) < atMs - USUAL_MS - NOT_LATELY_MS - 2 * MINUTE_MS) {
      this.troubles.shift();
    }
  }

  /** Chooses the instant that `errorRatio`, `p95Seconds` and `usualPerSecond` are asked for. */
  usualAt(atMs: number): this {
    const minute = Math.floor(atMs / MINUTE_MS);
    const track = this.trackAt(atMs);
    if (minute === this.minute && track === this.usualTrack) return this;
    this.minute = minute;
    this.usualTrack = track;
    this.errorBand = undefined;
    this.p95Band = undefined;
    this.rate = undefined;
    return this;
  }

  errorRatio(): Band | null {
    this.errorBand ??= this.bandOf(LEAST_WIDTH.errorRatio, (calls, errors) => errors / calls);
    return this.errorBand;
  }

  p95Seconds(): Band | null {
    this.p95Band ??= this.bandOf(LEAST_WIDTH.p95Seconds, (calls, _, p95) =>
      calls >= LEAST_CALLS_FOR_QUANTILES / 2 ? p95 : Number.NaN,
    );
    return this.p95Band;
  }

  /** Calls a second, the mean since the first minute with any. */
  usualPerSecond(): number {
    if (this.rate === undefined) {
      const [fromMs, untilMs] = this.usualStretch();
      let total = 0;
      let firstMs = untilMs;
      this.usualTrack?.visitMinutes(fromMs, untilMs, (startMs, calls) => {
        firstMs = Math.min(firstMs, startMs);
        total += calls;
      });
      this.rate = total === 0 ? 0 : (total * 1_000) / (untilMs - firstMs);
    }
    return this.rate;
  }

  private usualStretch(): [fromMs: number, untilMs: number] {
    const untilMs = this.minute * MINUTE_MS - NOT_LATELY_MS;
    return [this.minute * MINUTE_MS - USUAL_MS, untilMs];
  }

  private bandOf(
    leastWidth: number,
    measure: (calls: number, errors: number, p95Seconds: number) => number,
  ): Band | null {
    const values: number[] = [];
    const [fromMs, untilMs] = this.usualStretch();
    this.usualTrack?.visitMinutes(fromMs, untilMs, (startMs, calls, errors, p95) => {
      const value = measure(calls, errors, p95);
      if (!Number.isNaN(value) && !this.wasInTrouble(startMs)) values.push(value);
    });
    return quantileBand(Float64Array.from(values), leastWidth);
  }

  private wasInTrouble(startMs: number): boolean {
    return this.troubles.some(
      ({ fromMs, untilMs }) => startMs + MINUTE_MS > fromMs - MINUTE_MS && startMs < untilMs + MINUTE_MS,
    );
  }
}

export function signalsOf(window: CallWindow, gauges: readonly GaugeNow[]): Signals {
  const { calls, errors, p95Seconds } = window;
  return {
    requestsPerSecond: Number((calls / 60).toPrecision(6)),
    errorRatio: calls > 0 ? Number((errors / calls).toPrecision(6)) : null,
    p95Seconds: Number.isNaN(p95Seconds) ? null : Number(p95Seconds.toPrecision(6)),
    saturation: fullest(gauges),
  };
}
function fullest(gauges: readonly GaugeNow[]): number | null {
  const known = gauges.map(({ fullness }) => fullness).filter((fullness) => !Number.isNaN(fullness));
  return known.length === 0 ? null : Number(Math.max(...known).toPrecision(6));
}
