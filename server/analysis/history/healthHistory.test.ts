/** Health told from made-up series: what is seen, what is not, and that pieces, restarts and late arrivals tell the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DurationHistogram } from "../../model/derived.ts";
import { type ThingId, thingId } from "../../model/state.ts";
import type { CallGrid, ThingCalls } from "./callGrids.ts";
import { MINUTE_MS, STEP_MS, USUAL_MS } from "./callTrack.ts";
import type { GaugeSeries } from "./gauges.ts";
import { type HealthChange, HealthHistory, type ToldHealth } from "./healthHistory.ts";
import { type HealthState, NO_HEALTH } from "./judgedThing.ts";

const START_MS = Date.UTC(2026, 10, 21, 8);
const CHECKOUT = thingId("service", "checkout");

/** All calls take about so many milliseconds. */
const took = (ms: number, calls: number): DurationHistogram =>
  calls === 0
    ? { zero: 0, index: [], count: [] }
    : { zero: 0, index: [Math.ceil(8 * Math.log2(ms / 1000)) - 1], count: [calls] };

interface Bucket {
  readonly calls: number;
  readonly errors?: number;
  readonly ms?: number;
}
type Story = (atMs: number) => Bucket;

function gridOf(thing: ThingId, story: Story, fromMs: number, untilMs: number, part: ThingCalls["part"] = "entry") {
  const bucketCount = (untilMs - fromMs) / STEP_MS;
  const buckets = Array.from({ length: bucketCount }, (_, i) => story(fromMs + i * STEP_MS));
  const series: ThingCalls = {
    thing,
    part,
    calls: buckets.map(({ calls }) => calls),
    errors: buckets.map(({ errors = 0 }) => errors),
    duration: buckets.map(({ calls, ms = 40 }) => took(ms, calls)),
  };
  return { startMs: fromMs, stepMs: STEP_MS, bucketCount, series: [series] };
}

/** The same in whole minutes, as a coarser tier has it. */
function minutesOf(grid: CallGrid): CallGrid {
  const count = grid.bucketCount / 6;
  const sum = (values: readonly number[], i: number) => values.slice(i * 6, i * 6 + 6).reduce((a, b) => a + b, 0);
  const series = grid.series.map((one): ThingCalls => {
    const duration = Array.from({ length: count }, (_, i) => {
      const counts = new Map<number, number>();
      for (const { index, count: n } of one.duration.slice(i * 6, i * 6 + 6)) {
        index.forEach((at, j) => {
          counts.set(at, (counts.get(at) ?? 0) + (n[j] ?? 0));
        });
      }
      const index = [...counts.keys()].sort((a, b) => a - b);
      return { zero: 0, index, count: index.map((at) => counts.get(at) ?? 0) };
    });
    const minutes = Array.from({ length: count }, (_, i) => i);
    return {
      ...one,
      calls: minutes.map((i) => sum(one.calls, i)),
      errors: minutes.map((i) => sum(one.errors, i)),
      duration,
    };
  });
  return { startMs: grid.startMs, stepMs: MINUTE_MS, bucketCount: count, series };
}

/** Tells from the start in one go. */
function tellAll(grids: readonly CallGrid[], minutes: number, gauges: readonly GaugeSeries[] = []): ToldHealth {
  const history = new HealthHistory();
  history.addGauges(gauges);
  history.restore(START_MS, new Map(), []);
  const told: ToldHealth = { happenings: [], frames: [] };
  for (let minute = 0; minute < minutes; minute += 10) {
    const fromMs = START_MS + minute * MINUTE_MS;
    for (const grid of grids) history.addBuckets(cut(grid, fromMs - 2 * MINUTE_MS, fromMs + 10 * MINUTE_MS));
    const part = history.tell(fromMs, fromMs + 10 * MINUTE_MS);
    told.happenings.push(...part.happenings);
    told.frames.push(...part.frames);
  }
  return told;
}

function cut(grid: CallGrid, fromMs: number, untilMs: number): CallGrid {
  const from = Math.max(0, (fromMs - grid.startMs) / grid.stepMs);
  const until = Math.min(grid.bucketCount, Math.max(from, (untilMs - grid.startMs) / grid.stepMs));
  const series = grid.series.map((one) => ({
    ...one,
    calls: one.calls.slice(from, until),
    errors: one.errors.slice(from, until),
    duration: one.duration.slice(from, until),
  }));
  return { startMs: grid.startMs + from * grid.stepMs, stepMs: grid.stepMs, bucketCount: until - from, series };
}

const minuteOf = (atMs: number) => (atMs - START_MS) / MINUTE_MS;
const gridFor = (story: Story, minutes: number, thing = CHECKOUT) =>
  gridOf(thing, story, START_MS, START_MS + minutes * MINUTE_MS);
const healthsOf = (told: ToldHealth, thing = CHECKOUT) =>
  told.happenings
    .filter((one) => one.thing === thing)
    .map((one) => [Math.round(minuteOf(one.atMs) * 100) / 100, one.patch.health]);

describe("health", () => {
  const outage: Story = (atMs) => {
    const minute = minuteOf(atMs);
    return { calls: 20, errors: minute >= 60 && minute < 75 ? 4 : 0 };
  };

  it("fails within half a minute of an outage, tells the numbers, and is well a minute after its last trace", () => {
    const told = tellAll([gridFor(outage, 100)], 100);
    const [first, failed, healthy, ...more] = told.happenings;
    expect(more).toEqual([]);
    expect([first?.patch.health, failed?.patch.health, healthy?.patch.health]).toEqual([
      "healthy",
      "failed",
      "healthy",
    ]);
    expect(minuteOf(failed?.atMs ?? 0)).toBeLessThanOrEqual(61);
    expect(failed?.title).toMatch(/^checkout fails \d+(\.\d)? % of requests, usually none$/);
    expect(failed?.problem).toBe(true);
    expect(failed?.prev).toMatchObject({ health: "healthy", reason: null, judgement: null });
    expect(failed?.patch.judgement).toMatchObject({ signal: "errorRatio", usualLow: 0 });
    expect(healthy).toMatchObject({ title: "checkout is healthy again", problem: false });
    expect(minuteOf(healthy?.atMs ?? 0)).toBeGreaterThan(75);
    expect(minuteOf(healthy?.atMs ?? 0)).toBeLessThan(78);
  });

  it("does not let a long outage become normal", () => {
    const long: Story = (atMs) => ({ calls: 20, errors: minuteOf(atMs) >= 60 && minuteOf(atMs) < 400 ? 4 : 0 });
    const told = healthsOf(tellAll([gridFor(long, 420)], 420));
    expect(told.map(([, health]) => health)).toEqual(["healthy", "failed", "healthy"]);
    expect(told[2]?.[0]).toBeGreaterThan(400);
  });

  it("takes what always fails a little for its normal, and tells only what is clearly more", () => {
    const noisy: Story = (atMs) => ({ calls: 100, errors: (atMs / STEP_MS) % 2 === 0 ? 2 : 1 });
    const worse: Story = (atMs) => (minuteOf(atMs) < 120 ? noisy(atMs) : { calls: 100, errors: 9 });
    const told = tellAll([gridFor(worse, 140)], 140);
    const afterWarmUp = told.happenings.filter((one) => minuteOf(one.atMs) > 20);
    expect(afterWarmUp.map((one) => one.patch.health)).toEqual(["failed"]);
    expect(minuteOf(afterWarmUp[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(120);
  });

  it("is degraded when p95 is twice the usual, and not for slow calls of a quiet service", () => {
    const slow: Story = (atMs) => ({ calls: 20, ms: minuteOf(atMs) >= 60 ? 400 : 40 });
    const quiet: Story = (atMs) => ({ calls: 2, ms: minuteOf(atMs) >= 60 ? 400 : 40 });
    const told = tellAll([gridFor(slow, 80)], 80);
    expect(told.happenings.map((one) => one.patch.health)).toEqual(["healthy", "degraded"]);
    expect(told.happenings[1]?.title).toMatch(/^checkout is degraded: p95 is 4\d\d ms, usually [34]\d(\.\d)? ms$/);
    expect(healthsOf(tellAll([gridFor(quiet, 80)], 80)).map(([, health]) => health)).toEqual(["healthy"]);
  });

  it("never fails for fewer than three failures, and holds what it cannot judge", () => {
    const few: Story = (atMs) => ({ calls: atMs % MINUTE_MS === 0 ? 2 : 0, errors: atMs % MINUTE_MS === 0 ? 2 : 0 });
    expect(tellAll([gridFor(few, 60)], 60).happenings).toEqual([]);
  });

  it("is unknown after a minute of silence where calls are usual, after five where they are rare", () => {
    const busy: Story = (atMs) => ({ calls: minuteOf(atMs) < 60 ? 10 : 0 });
    const rare: Story = (atMs) => ({ calls: minuteOf(atMs) < 60 && atMs % (2 * MINUTE_MS) === 0 ? 1 : 0 });
    const told = tellAll([gridFor(busy, 80)], 80);
    expect(told.happenings[1]).toMatchObject({ patch: { health: "unknown" }, problem: true });
    expect(told.happenings[1]?.title).toBe("checkout gets no requests any more, usually 1 a second");
    expect(minuteOf(told.happenings[1]?.atMs ?? 0)).toBeLessThan(62);
    const [healthy, unknown, ...more] = tellAll([gridFor(rare, 80)], 80).happenings;
    expect([healthy?.patch.health, unknown?.patch.health, more]).toEqual(["healthy", "unknown", []]);
    expect(unknown?.problem).toBe(false);
    expect(minuteOf(unknown?.atMs ?? 0)).toBeGreaterThan(63);
    expect(minuteOf(unknown?.atMs ?? 0)).toBeLessThan(66);
  });

  it("is degraded by memory that is nearly full and fuller than usual, and not by memory that always is", () => {
    const calm: Story = () => ({ calls: 20 });
    const leak = Array.from({ length: 120 }, (_, i) => (i < 60 ? 0.5 : Math.min(0.98, 0.5 + (i - 60) * 0.02)));
    const gauge = (values: readonly number[]): GaugeSeries => ({
      thing: CHECKOUT,
      kind: "share",
      name: "memory",
      startMs: START_MS,
      values,
    });
    const told = tellAll([gridFor(calm, 120)], 120, [gauge(leak)]);
    expect(told.happenings.map((one) => one.patch.health)).toEqual(["healthy", "degraded"]);
    expect(told.happenings[1]?.title).toMatch(/^checkout is degraded: memory is \d\d % full, usually 50 to \d\d %$/);
    const over = tellAll([gridFor(calm, 120)], 120, [gauge(leak.map((share, i) => (i < 60 ? share : 1.018)))]);
    expect(over.happenings[1]?.title).toMatch(/memory is 100 % full/);
    expect(Math.max(...over.frames.map(({ saturation }) => saturation[0] ?? 0))).toBe(1);
    const full = tellAll([gridFor(calm, 120)], 120, [gauge(leak.map(() => 0.93))]);
    expect(full.happenings.map((one) => one.patch.health)).toEqual(["healthy"]);
  });

  it("judges a service by its requests where it has any, and by all spans where it has none", () => {
    const entry = gridOf(CHECKOUT, () => ({ calls: 20 }), START_MS, START_MS + 30 * MINUTE_MS);
    const all = gridOf(CHECKOUT, () => ({ calls: 60, errors: 20 }), START_MS, START_MS + 30 * MINUTE_MS, "all");
    expect(healthsOf(tellAll([entry, all], 30)).map(([, health]) => health)).toEqual(["healthy"]);
    expect(healthsOf(tellAll([all], 30)).map(([, health]) => health)).toEqual(["failed"]);
  });

  it("says that a region fails when half of its placements do, and frames hold every judged thing", () => {
    const grids = ["a", "b", "c"].map((service) =>
      gridFor(service === "c" ? () => ({ calls: 20 }) : outage, 80, thingId("placement", service, "eu-west")),
    );
    const told = tellAll(grids, 80);
    const region = told.happenings.filter((one) => one.thing === thingId("region", "eu-west"));
    expect(region.map((one) => one.patch.health)).toEqual(["healthy", "failed", "healthy"]);
    expect(region[1]?.title).toBe(
      "region eu-west is in trouble: 2 of 3 services are degraded or failed there: a and b",
    );
    const row = told.frames.find((frame) => minuteOf(frame.atMs) === 70);
    expect(row?.things.length).toBe(4);
    expect(row?.errorRatio[0]).toBeCloseTo(0.2);
  });
});

describe("telling in pieces", () => {
  const things = [CHECKOUT, thingId("edge", "a", "b", ""), thingId("placement", "checkout", "eu-west")];
  const MINUTES = 60;
  const bucket = fc.record({
    calls: fc.constantFrom(0, 0, 3, 20, 40),
    share: fc.constantFrom(0, 0, 0, 0.01, 0.1, 0.5),
    ms: fc.constantFrom(30, 40, 50, 400),
  });
  /** Stretches of one mood each, so that there is something to tell. */
  const story = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), bucket), { minLength: 8, maxLength: 16 }).map(
    (moods): Story =>
      (atMs) => {
        let at = Math.round((atMs - START_MS) / STEP_MS);
        for (const [length, { calls, share, ms }] of moods) {
          if (at < length) return { calls, errors: Math.round(calls * share), ms };
          at -= length;
        }
        return { calls: 20, ms: 40 };
      },
  );

  it("tells the same in any pieces, with restarts between them, and when part of it is told again", () => {
    const pieces = fc.array(
      fc.record({ steps: fc.integer({ min: 1, max: 60 }), restart: fc.boolean(), again: fc.nat({ max: 40 }) }),
      { minLength: 3, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.tuple(story, story, story), pieces, (stories, cuts) => {
        const untilMs = START_MS + MINUTES * MINUTE_MS;
        const grids = things.map((thing, i) => gridOf(thing, stories[i] as Story, START_MS, untilMs));
        const whole = tellAll(grids, MINUTES);
        expect(tellInPieces(grids, untilMs, cuts)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  /** As the loop does: after a restart everything is read again, from what was told so far. */
  function tellInPieces(
    grids: readonly CallGrid[],
    untilMs: number,
    cuts: readonly { steps: number; restart: boolean; again: number }[],
  ): ToldHealth {
    let told: ToldHealth = { happenings: [], frames: [] };
    let history = restarted(grids, START_MS, told);
    let atMs = START_MS;
    const list = [...cuts, { steps: 1_000, restart: true, again: 0 }];
    for (const { steps, restart, again } of list) {
      if (restart || again > 0) {
        atMs = Math.max(START_MS, atMs - again * STEP_MS);
        told = { happenings: upTo(told.happenings, atMs), frames: upTo(told.frames, atMs) };
        history = restarted(grids, atMs, told);
      }
      for (let left = steps; left > 0 && atMs < untilMs; left -= 60) {
        const nextMs = Math.min(untilMs, atMs + Math.min(60, left) * STEP_MS);
        for (const grid of grids) history.addBuckets(cut(grid, atMs, nextMs));
        const part = history.tell(atMs, nextMs);
        told.happenings.push(...part.happenings);
        told.frames.push(...part.frames);
        atMs = nextMs;
      }
    }
    return told;
  }

  function restarted(grids: readonly CallGrid[], atMs: number, told: ToldHealth): HealthHistory {
    const history = new HealthHistory();
    const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    for (const grid of grids) {
      if (minuteMs > START_MS) history.addMinutes(minutesOf(cut(grid, minuteMs - USUAL_MS, minuteMs)));
      history.addBuckets(cut(grid, minuteMs - 3 * MINUTE_MS, atMs));
    }
    const states = new Map<ThingId, HealthState>();
    const changes: HealthChange[] = [];
    for (const { atMs: changedMs, thing, patch, prev } of told.happenings) {
      states.set(thing, { ...NO_HEALTH, ...states.get(thing), ...(patch as Partial<HealthState>) });
      const [from, to] = [prev.health ?? null, patch.health ?? null] as HealthState["health"][];
      changes.push({ atMs: changedMs, thing, from: from ?? null, to: to ?? null });
    }
    history.restore(atMs, states, changes);
    return history;
  }

  const upTo = <T extends { readonly atMs: number }>(list: readonly T[], atMs: number) =>
    list.filter((one) => one.atMs < atMs);
});
