/**
 * The history of health: what services, placements, peers and edges were at every step of 10 s, each by its minute before, against its
 * own recent normal; the transitions as happenings with their numbers, and a frame of numbers for each step.
 *
 * A function of the telemetry of six hours before, of the state at the start of the stretch and of when things were in trouble before it:
 * all of it can be read again, so telling a stretch once more, in other pieces, or after a restart gives the same history.
 *
 *   const history = new HealthHistory();
 *   history.addMinutes(...); history.addBuckets(...); history.addGauges(...); history.restore(...);
 *   history.tell(fromMs, untilMs)
 */
import { type Health, type ThingId, thingId, thingOf } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { CallGrid, ThingCalls } from "./callGrids.ts";
import { CallTrack, type CallWindow, MINUTE_MS, STEP_MS } from "./callTrack.ts";
import { Gauge, type GaugeNow, type GaugeSeries } from "./gauges.ts";
import { type FrameRow, type FrameValue, frameRow } from "./healthFrames.ts";
import { type HealthHappening, transition } from "./healthWords.ts";
import { judgeCalls, type Verdict } from "./judgeCalls.ts";
import { type HealthState, JudgedThing, NO_HEALTH, signalsOf } from "./judgedThing.ts";
import { regionVerdicts } from "./regionHealth.ts";
import { RAWS_KEPT, Raw, settledHealth } from "./settledHealth.ts";
import { SlidingQuantile } from "./slidingQuantile.ts";

export interface HealthChange {
  readonly atMs: number;
  readonly thing: ThingId;
  readonly from: Health | null;
  readonly to: Health | null;
}
export interface ToldHealth {
  readonly happenings: HealthHappening[];
  readonly frames: FrameRow[];
}

/** Buckets of so long a stretch are held beside those of the minutes before. */
export const AHEAD_MS = 10 * MINUTE_MS;
/** Longer without a call than anything is held for: it leaves the frames. */
const FORGOTTEN_MS = 35 * MINUTE_MS;
const HELD_MS = 5 * MINUTE_MS;
/** Edges and peers are gone after this long without a call (inventory), and not unknown long before. */
const EDGE_HELD_MS = 30 * MINUTE_MS;
/** So few calls a second are quiet by nature: a minute without any says nothing. */
const QUIET_PER_SECOND = 5 / 60;

export class HealthHistory {
  private readonly things = new Map<ThingId, JudgedThing>();
  private sorted: JudgedThing[] | null = null;
  private readonly quantile = new SlidingQuantile();
  private readonly regions = new Map<ThingId, HealthState>();
  /** The step after the last that was told; NaN when raw verdicts before the next are not held. */
  private nextMs = Number.NaN;

  /**
   * Buckets of 10 s that begin in the window: before `restore` from three minutes before its instant on, then those of the steps told next,
   * no more than ten minutes ahead (`AHEAD_MS`).
   */
  addBuckets(grid: CallGrid, window?: TimeWindow): void {
    const { startMs = grid.startMs, endMs = Number.POSITIVE_INFINITY } = window ?? {};
    const first = Math.max(0, Math.ceil((startMs - grid.startMs) / grid.stepMs));
    const stop = Math.min(grid.bucketCount, Math.ceil((endMs - grid.startMs) / grid.stepMs));
    for (const series of grid.series) {
      const track = this.trackOf(series);
      for (let i = first; i < stop; i++) {
        const calls = series.calls[i] ?? 0;
        track.setBucket(grid.startMs + i * grid.stepMs, calls, series.errors[i] ?? 0, series.duration[i]);
      }
    }
  }

  /** Whole minutes, for what is usual: before `restore` the six hours (and ten minutes) up to its instant. */
  addMinutes(grid: CallGrid): void {
    for (const series of grid.series) {
      const track = this.trackOf(series);
      for (let i = 0; i < grid.bucketCount; i++) {
        const calls = series.calls[i] ?? 0;
        if (calls === 0) continue;
        this.quantile.add(series.duration[i]);
        track.setMinute(grid.startMs + i * grid.stepMs, calls, series.errors[i] ?? 0, this.quantile.take(0.95));
      }
    }
  }

  addGauges(gauges: readonly GaugeSeries[]): void {
    for (const { thing, kind, name, startMs, values } of gauges) {
      const judged = this.judged(thing);
      const key = `${kind} ${name}`;
      let gauge = judged.gauges.get(key);
      if (gauge === undefined) {
        gauge = new Gauge(kind, name);
        judged.gauges.set(key, gauge);
      }
      for (const [i, value] of values.entries()) gauge.set(startMs + i * MINUTE_MS, value);
    }
  }

  /** Goes on at an instant from this state; `changes` are those of six hours before it, in order. */
  restore(atMs: number, states: ReadonlyMap<ThingId, HealthState>, changes: readonly HealthChange[]): void {
    const byThing = new Map<ThingId, HealthChange[]>();
    for (const change of changes) {
      const own = byThing.get(change.thing);
      if (own) own.push(change);
      else byThing.set(change.thing, [change]);
    }
    for (const thing of states.keys()) if (thingOf(thing).kind !== "region") this.judged(thing);
    for (const judged of this.things.values()) {
      const state = states.get(judged.thing) ?? NO_HEALTH;
      const own = byThing.get(judged.thing) ?? [];
      const before = own[0] === undefined ? state.health : own[0].from;
      const list = own.map((change) => ({ atMs: change.atMs, health: change.to }));
      judged.restore(state, [{ atMs: Number.NEGATIVE_INFINITY, health: before }, ...list]);
      judged.entry?.lookBack(atMs);
      judged.all?.lookBack(atMs);
    }
    this.regions.clear();
    for (const [thing, state] of states) if (thingOf(thing).kind === "region") this.regions.set(thing, state);
    this.nextMs = Number.NaN;
  }

  /** Tells the steps fromMs <= t < untilMs, both on whole steps. */
  tell(fromMs: number, untilMs: number): ToldHealth {
    const told: ToldHealth = { happenings: [], frames: [] };
    if (this.nextMs !== fromMs) this.recall(fromMs);
    for (let atMs = fromMs; atMs < untilMs; atMs += STEP_MS) this.tellStep(atMs, told);
    this.nextMs = untilMs;
    return told;
  }

  /** Finds the raw verdicts before an instant again. */
  private recall(fromMs: number): void {
    for (const judged of this.things.values()) {
      judged.raws = [];
      judged.entry?.lookBack(fromMs - RAWS_KEPT * STEP_MS);
      judged.all?.lookBack(fromMs - RAWS_KEPT * STEP_MS);
    }
    for (let atMs = fromMs - (RAWS_KEPT - 1) * STEP_MS; atMs < fromMs; atMs += STEP_MS) {
      for (const judged of this.inOrder()) judged.look(atMs);
      for (const judged of this.inOrder()) judged.remember(this.verdictAt(judged, atMs).raw);
    }
  }

  private tellStep(atMs: number, told: ToldHealth): void {
    const values: FrameValue[] = [];
    for (const judged of this.inOrder()) {
      judged.look(atMs);
      if (atMs % MINUTE_MS === 0) finishMinute(judged, atMs);
    }
    for (const judged of this.inOrder()) {
      const { verdict, raw, window, gauges } = this.verdictAt(judged, atMs);
      judged.remember(raw);
      const before = judged.state.health ?? "unknown";
      const health = settledHealth(before, judged.raws);
      const signals = signalsOf(window, gauges);
      if (health !== before) {
        const usualPerSecond = judged.usualAt(atMs).usualPerSecond();
        const isQuiet = usualPerSecond < QUIET_PER_SECOND;
        const change = { atMs, health, verdict, signals, usualPerSecond, isQuiet };
        const happening = transition(judged.thing, judged.state, change);
        told.happenings.push(happening.happening);
        judged.state = happening.state;
        judged.noteHealth(atMs, health);
      }
      if (isActive(judged, atMs, gauges)) values.push({ thing: judged.thing, health, signals });
    }
    for (const region of regionVerdicts(values)) this.tellRegion(atMs, region, told, values);
    if (values.length > 0) told.frames.push(frameRow(atMs, values));
  }

  private tellRegion(
    atMs: number,
    { thing, health, reason, requestsPerSecond }: ReturnType<typeof regionVerdicts>[number],
    told: ToldHealth,
    values: FrameValue[],
  ): void {
    const signals = { requestsPerSecond, errorRatio: null, p95Seconds: null, saturation: null };
    const state = this.regions.get(thing) ?? NO_HEALTH;
    if (health !== (state.health ?? "unknown")) {
      const verdict: Verdict = { level: "healthy", reason, judgement: null };
      const change = { atMs, health, verdict, signals, usualPerSecond: 0, isQuiet: true };
      const happening = transition(thing, state, change);
      told.happenings.push(happening.happening);
      this.regions.set(thing, happening.state);
    }
    values.push({ thing, health, signals });
  }

  private verdictAt(judged: JudgedThing, atMs: number) {
    const window: CallWindow = judged.trackAt(atMs)?.windowAt(atMs) ?? { calls: 0, errors: 0, p95Seconds: Number.NaN };
    const gauges = judged.gaugesAt(atMs);
    const verdict = judgeCalls(window, judged.usualAt(atMs), gauges);
    const isSilent = window.calls === 0 && !(gauges.length > 0 && judged.lastCallMs() === -Infinity);
    const raw = isSilent ? this.silence(judged, atMs) : Raw[verdict.level];
    return { verdict, raw, window, gauges };
  }

  private silence(judged: JudgedThing, atMs: number) {
    const kind = thingOf(judged.thing).kind;
    const heldMs = kind === "service" || kind === "placement" ? HELD_MS : EDGE_HELD_MS;
    const isHeld = atMs - judged.lastCallMs() <= heldMs && judged.usualAt(atMs).usualPerSecond() < QUIET_PER_SECOND;
    return isHeld ? Raw.hold : Raw.silent;
  }

  private trackOf({ thing, part }: ThingCalls): CallTrack {
    const judged = this.judged(thing);
    judged[part] ??= new CallTrack();
    return judged[part];
  }

  private judged(thing: ThingId): JudgedThing {
    let judged = this.things.get(thing);
    if (judged === undefined) {
      judged = new JudgedThing(thing);
      this.things.set(thing, judged);
      this.sorted = null;
      const { kind, names } = thingOf(thing);
      if (kind === "placement") judged.decider = this.judged(thingId("service", names[0] ?? ""));
    }
    return judged;
  }

  private inOrder(): readonly JudgedThing[] {
    this.sorted ??= [...this.things.values()].sort((a, b) => (a.thing < b.thing ? -1 : 1));
    return this.sorted;
  }
}

/** The minute that ends at an instant becomes one of those that say what is usual. */
function finishMinute(judged: JudgedThing, atMs: number): void {
  for (const track of [judged.entry, judged.all]) {
    const window = track?.windowAt(atMs);
    if (window) track?.setMinute(atMs - MINUTE_MS, window.calls, window.errors, window.p95Seconds);
  }
}

function isActive(judged: JudgedThing, atMs: number, gauges: readonly GaugeNow[]): boolean {
  return gauges.length > 0 || atMs - judged.lastCallMs() <= FORGOTTEN_MS;
}
