/**
 * The derivation "health" over the store: holds what is usual in memory, reads on with each stretch, and finds everything again where
 * telling goes back or begins. Rules: server/analysis/history/healthHistory.ts.
 *
 * Told up to an instant means: the steps up to it, itself included, since a step is judged on the minute before it.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { CallGrid } from "../analysis/history/callGrids.ts";
import { MINUTE_MS, STEP_MS, USUAL_MS } from "../analysis/history/callTrack.ts";
import { AHEAD_MS, type HealthChange, HealthHistory, type ToldHealth } from "../analysis/history/healthHistory.ts";
import { LOOK_BACK_MS, TOLD_AGAIN_MS } from "../analysis/history/inventory.ts";
import type { Activity } from "../analysis/history/inventoryFacts.ts";
import { type HealthState, NO_HEALTH } from "../analysis/history/judgedThing.ts";
import { busyStretches, type Stretch } from "../analysis/history/runs.ts";
import { type EventPlace, HEALTHS, type Health, rankOf, type StateValue, type ThingId } from "../model/state.ts";

import type { PromQl } from "../series/ask.ts";
import { type HistoryStore, readCalls } from "./historyReads.ts";
import { knownFrom, readGauges } from "./historySaturation.ts";

export interface HealthTools {
  readonly store: HistoryStore;
  readonly ask: PromQl["ask"];
  readonly tenant: number;
}

/** What was usual, and a little more: bands end five minutes before the step, and the minutes around troubles count too. */
const USUAL_READ_MS = USUAL_MS + 10 * MINUTE_MS;
/** Buckets for the steps before the first, and for what the inventory tells again. */
export const CALLS_BACK_MS = LOOK_BACK_MS + TOLD_AGAIN_MS + 5 * MINUTE_MS;
/** Things times steps that are told without a pause: a few milliseconds. */
const STEPS_AT_ONCE = 3_000;
const PAGE = 5_000;

const SENDS = /^(service|placement):/;
const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;

export class HealthTelling {
  private history: HealthHistory | null = null;
  private untilMs = Number.NaN;
  private things = 1;
  private readonly busy = new Map<ThingId, Stretch[]>();
  /** When services, and services in a region, sent spans last: for as long as what is usual is read. */
  private readonly sent = new Map<ThingId, number>();

  constructor(private readonly tools: HealthTools) {}

  /** What was told is not sure any more. */
  forget(): void {
    this.history = null;
    this.busy.clear();
    this.sent.clear();
  }

  /** The steps fromMs < t <= untilMs. What is before must have been told. */
  async tell(fromMs: number, untilMs: number): Promise<ToldHealth> {
    const { store, tenant, ask } = this.tools;
    if (this.history === null || this.untilMs !== fromMs) this.history = await this.findAgain(this.history, fromMs);
    const calls = await readCalls(store, tenant, { startMs: fromMs, endMs: untilMs }, STEP_MS, [...this.sent.keys()]);
    this.note(calls, untilMs);
    const startMs = minuteOf(fromMs) + MINUTE_MS;
    if (startMs <= untilMs) {
      const window = { startMs, endMs: untilMs };
      const sightings = await store.readSightings({ tenant, window: { startMs: fromMs, endMs: untilMs }, reachMs: 0 });
      this.history.addGauges(await readGauges(ask, window, knownFrom(sightings, this.busy.keys())));
    }
    const told = await this.tellSteps(this.history, calls, fromMs, untilMs);
    this.untilMs = untilMs;
    return told;
  }

  /** When things were called lately: since `CALLS_BACK_MS` before the stretch that was told last. */
  activity(): Activity[] {
    return [...this.busy].map(([thing, stretches]) => ({ thing, stretches }));
  }

  private async tellSteps(
    history: HealthHistory,
    calls: CallGrid,
    fromMs: number,
    untilMs: number,
  ): Promise<ToldHealth> {
    const told: ToldHealth = { happenings: [], frames: [] };
    for (let atMs = fromMs; atMs < untilMs; ) {
      const steps = Math.max(1, Math.floor(STEPS_AT_ONCE / this.things));
      const endMs = Math.min(untilMs, atMs + Math.min(AHEAD_MS, steps * STEP_MS));
      history.addBuckets(calls, { startMs: atMs, endMs });
      const part = history.tell(atMs + STEP_MS, endMs + STEP_MS);
      told.happenings.push(...part.happenings);
      told.frames.push(...part.frames);
      this.things = Math.max(1, part.frames.at(-1)?.things.length ?? this.things);
      atMs = endMs;
      await turn();
    }
    return told;
  }

  /** A little back, what is usual is still in memory, and the newest buckets are read again; else everything is. */
  private async findAgain(history: HealthHistory | null, atMs: number): Promise<HealthHistory> {
    const backMs = this.untilMs - atMs;
    if (history === null || !(backMs >= 0 && backMs <= AHEAD_MS)) return this.begin(atMs);
    const window = { startMs: minuteOf(atMs) - 3 * MINUTE_MS, endMs: atMs };
    const { store, tenant } = this.tools;
    history.addBuckets(await readCalls(store, tenant, window, STEP_MS, [...this.sent.keys()]));
    await this.restore(history, atMs);
    return history;
  }

  /** Finds again what was known when everything up to an instant had been told. */
  private async begin(atMs: number): Promise<HealthHistory> {
    const { store, tenant, ask } = this.tools;
    this.busy.clear();
    this.sent.clear();
    const history = new HealthHistory();
    const minuteMs = minuteOf(atMs);
    const usual = { startMs: minuteMs - USUAL_READ_MS, endMs: minuteMs };
    const minutes = await readCalls(store, tenant, usual, MINUTE_MS);
    history.addMinutes(minutes);
    this.noteSent(minutes, minuteMs);
    const startMs = minuteMs - CALLS_BACK_MS;
    const calls = await readCalls(store, tenant, { startMs, endMs: atMs }, STEP_MS, [...this.sent.keys()]);
    const peers = [...minutes.series, ...calls.series].map(({ thing }) => thing);
    this.note(calls, atMs);
    history.addBuckets(calls);
    const sightings = await store.readSightings({ tenant, window: usual, reachMs: 0 });
    history.addGauges(await readGauges(ask, { ...usual, endMs: atMs }, knownFrom(sightings, peers)));
    await this.restore(history, atMs);
    return history;
  }

  private async restore(history: HealthHistory, atMs: number): Promise<void> {
    const { store, tenant } = this.tools;
    const { state } = await store.readState({ tenant, atMs });
    const states = new Map<ThingId, HealthState>();
    for (const [thing, { health, reason, judgement, signals }] of state) {
      if (health === undefined) continue;
      states.set(thing, { ...NO_HEALTH, ...healthState({ health, reason, judgement, signals }) });
    }
    history.restore(atMs + STEP_MS, states, await this.readChanges(atMs - USUAL_READ_MS, atMs));
  }

  private async readChanges(startMs: number, atMs: number): Promise<HealthChange[]> {
    const { store, tenant } = this.tools;
    const changes: HealthChange[] = [];
    const window = { startMs, endMs: atMs + 1 };
    for (let after: EventPlace | undefined; ; ) {
      const query = { tenant, window, kinds: ["health"] as const, order: "oldest" as const, limit: PAGE, after };
      const { events, more } = await store.readEvents(query);
      for (const { atMs: changedMs, thing, prev, patch } of events) {
        changes.push({ atMs: changedMs, thing, from: healthIn(prev.health), to: healthIn(patch.health) });
      }
      const last = events.at(-1);
      if (!more || !last) return changes;
      after = { atMs: last.atMs, rank: rankOf(last.kind), thing: last.thing, id: last.id };
    }
  }

  private noteSent(grid: CallGrid, untilMs: number): void {
    for (const { thing, calls } of grid.series) {
      const last = SENDS.test(thing) ? calls.findLastIndex((count) => count > 0) : -1;
      const lastMs = grid.startMs + last * grid.stepMs;
      if (last >= 0) this.sent.set(thing, Math.max(lastMs, this.sent.get(thing) ?? lastMs));
    }
    for (const [thing, lastMs] of this.sent) if (lastMs < untilMs - USUAL_READ_MS) this.sent.delete(thing);
  }

  private note(calls: CallGrid, untilMs: number): void {
    this.noteSent(calls, untilMs);
    const keptMs = untilMs - CALLS_BACK_MS;
    for (const { thing, calls: counts } of calls.series) {
      const fresh = busyStretches(counts, calls);
      if (fresh.length === 0) continue;
      const before = this.busy.get(thing);
      if (before) before.push(...fresh);
      else this.busy.set(thing, fresh);
    }
    for (const [thing, stretches] of this.busy) {
      const kept = joinNeighbours(stretches).filter(({ endMs }) => endMs > keptMs);
      if (kept.length === 0) this.busy.delete(thing);
      else this.busy.set(thing, kept);
    }
  }
}

/** Stretches that touch, as one; an entry part and all spans of a service lie over each other. */
function joinNeighbours(stretches: Stretch[]): Stretch[] {
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of stretches.sort((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

const healthIn = (value: StateValue | null | undefined): Health | null =>
  HEALTHS.find((health) => health === value) ?? null;

function healthState(values: Readonly<Record<string, StateValue | undefined>>): Partial<HealthState> {
  const { reason = null, judgement = null, signals = null } = values;
  return { health: healthIn(values.health), reason, judgement, signals } as HealthState;
}
