/** Each scenario against its own truth: calm before, everyone it names in trouble by 70 % of its time and nobody else, calm after. */
import { describe, expect, it } from "vitest";
import { AP_SOUTH } from "../shop/places.ts";
import { SHOP } from "../shop/shop.ts";
import { earlierToLast, endedMs, placedBefore, recoveredMs, SCENARIOS } from "./all.ts";
import { badDeploy } from "./badDeploy.ts";
import { memoryLeak } from "./memoryLeak.ts";
import { regionPartition } from "./regionPartition.ts";
import { Rehearsal } from "./rehearsal.ts";
import { MERGE_MS, RETRIERS, retryAvalanche } from "./retryAvalanche.ts";
import { MINUTE_MS, type Scenario } from "./scenario.ts";

const HOURS = [3, 18];

describe.each(SCENARIOS)("$name", (scenario) => {
  it.each(HOURS)("does what its truth says when it starts at %i h", (hour) => {
    const rehearsal = new Rehearsal(SHOP, scenario, Date.UTC(2026, 10, 21, hour, 7), 20 * MINUTE_MS);
    const { durationMs, recoveryMs, truth } = scenario;
    const degraded = (fromMs: number, toMs: number) =>
      rehearsal.services.filter((service) => rehearsal.degraded(service, fromMs, toMs));
    const late = 0.7 * durationMs;
    expect(rehearsal.services).toHaveLength(SHOP.services.length + SHOP.databases.length);
    expect(degraded(-4 * MINUTE_MS, 0)).toEqual([]);
    expect(degraded(late - 4 * MINUTE_MS, late)).toEqual([...truth.affected].sort());
    expect(degraded(durationMs + recoveryMs, durationMs + recoveryMs + 10 * MINUTE_MS)).toEqual([]);
  });

  it("tells its story in order and within its time", () => {
    const offsets = scenario.truth.timeline.map(({ offsetSeconds }) => offsetSeconds);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(Math.max(...offsets) * 1000).toBeLessThanOrEqual(scenario.durationMs);
  });
});

const AT_MS = Date.UTC(2026, 10, 21, 3, 7);

describe("region-partition", () => {
  const rehearsal = new Rehearsal(SHOP, regionPartition, AT_MS, 5 * MINUTE_MS);
  const failed = (service: string) => rehearsal.requests(service).filter((one) => one.failed && one.endMs > 0);

  it("fails requests of the region that is cut off, and of no other", () => {
    for (const service of regionPartition.truth.affected) {
      const during = failed(service).filter(({ endMs }) => endMs < regionPartition.durationMs);
      const elsewhere = during.filter(({ region }) => region !== AP_SOUTH);
      expect(during.length).toBeGreaterThan(10);
      expect(elsewhere.length / during.length).toBeLessThan(0.05);
    }
  });

  it("is plain in inventory first, whose path goes first, and in its callers later", () => {
    const plain = (service: string) =>
      failed(service).filter(({ region }) => region === AP_SOUTH)[2]?.endMs ?? Number.NaN;
    const others = regionPartition.truth.affected.filter((service) => service !== "inventory");
    for (const service of others) expect(plain(service)).toBeGreaterThan(plain("inventory"));
  });

  it("reaches callers after those they call", () => {
    const first = (service: string) => failed(service).find(({ region }) => region === AP_SOUTH)?.endMs ?? Number.NaN;
    expect(first("cart")).toBeGreaterThan(first("inventory"));
    expect(first("checkout")).toBeGreaterThan(first("payments"));
    expect(first("gateway")).toBeGreaterThan(Math.min(first("cart"), first("checkout"), first("orders")));
  });
});

describe("retry-avalanche", () => {
  const late = [9 * MINUTE_MS, 12 * MINUTE_MS] as const;

  it("goes on for ten minutes after its cause is over, and would not without retries", () => {
    const calm: Scenario = {
      ...retryAvalanche,
      play: (world, startMs) => {
        retryAvalanche.play(world, startMs);
        world.simulator.at(startMs - 1, () => RETRIERS.forEach((service) => void world.retryLimits.set(service, 0)));
      },
    };
    expect(late[0]).toBeGreaterThan(MERGE_MS + 7 * MINUTE_MS);
    const storm = new Rehearsal(SHOP, retryAvalanche, AT_MS, 10 * MINUTE_MS).golden("search", ...late);
    const quiet = new Rehearsal(SHOP, calm, AT_MS, 10 * MINUTE_MS).golden("search", ...late);
    expect(storm.errorRatio).toBeGreaterThan(0.5);
    expect(quiet.errorRatio).toBeLessThan(0.05);
    expect(storm.requests).toBeGreaterThan(2 * quiet.requests);
  });
});

describe("memory-leak", () => {
  it("shows in memory minutes before it shows in anything else, and is over when every process is new", () => {
    const rehearsal = new Rehearsal(SHOP, memoryLeak, AT_MS, 10 * MINUTE_MS);
    const at = (minute: number) => rehearsal.golden("storefront", minute * MINUTE_MS, (minute + 2) * MINUTE_MS);
    const usual = at(-4);
    expect(at(10).saturation).toBeGreaterThan(usual.saturation + 0.15);
    expect(at(10).p95Ms).toBeLessThan(1.3 * usual.p95Ms);
    expect(at(21).p95Ms).toBeGreaterThan(1.6 * usual.p95Ms);
    expect(at(24).saturation).toBeGreaterThan(0.97);
    expect(at(29).saturation).toBeLessThan(usual.saturation + 0.1);
  });
});

it("places scenarios within the past six hours, each after 20 quiet minutes", () => {
  const nowMs = Date.UTC(2026, 10, 21, 9, 17, 31, 250);
  const placed = placedBefore(nowMs);
  expect(placed.map(({ scenario }) => scenario).sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
  placed.forEach((episode, index) => {
    const next = placed[index + 1];
    expect(episode.startMs).toBeGreaterThan(nowMs - (6 * 60 - 20) * MINUTE_MS);
    expect(recoveredMs(episode)).toBeLessThan((next?.startMs ?? nowMs) - 20 * MINUTE_MS);
  });
});

it("places in a shorter past only what has a calm time before it there", () => {
  const nowMs = Date.UTC(2026, 10, 21, 9, 17, 31, 250);
  const names = (minutes: number) => placedBefore(nowMs, minutes * MINUTE_MS).map(({ scenario }) => scenario);
  expect(names(150)).toEqual(["region-partition", "bad-deploy"]);
  expect(names(125)).toEqual(["bad-deploy"]);
  expect(placedBefore(nowMs, 6 * 60 * MINUTE_MS)).toEqual(placedBefore(nowMs));
});

describe("a scenario made shorter", () => {
  it("is over sooner: bad-deploy of three minutes fails as usual and is rolled back after two", () => {
    const earlierMs = earlierToLast("bad-deploy", 3 * MINUTE_MS);
    const short: Scenario = {
      ...{ ...badDeploy, durationMs: 3 * MINUTE_MS },
      play: (world, startMs) => badDeploy.play(world, startMs, earlierMs),
    };
    const rehearsal = new Rehearsal(SHOP, short, AT_MS, 10 * MINUTE_MS);
    const ratio = (from: number, to: number) =>
      rehearsal.golden("payments", from * MINUTE_MS, to * MINUTE_MS).errorRatio;
    expect(ratio(0, 2)).toBeGreaterThan(0.05);
    expect(ratio(3, 8)).toBeLessThan(0.01);
    const episode = { scenario: "bad-deploy", startMs: AT_MS, earlierMs };
    expect(endedMs(episode)).toBe(AT_MS + 3 * MINUTE_MS);
    expect(recoveredMs(episode)).toBe(AT_MS + 6 * MINUTE_MS);
  });

  it("is refused where its story cannot be", () => {
    expect(earlierToLast("bad-deploy", badDeploy.durationMs)).toBe(0);
    expect(() => earlierToLast("bad-deploy", MINUTE_MS)).toThrow("lasts 2 min to 15 min");
    expect(() => earlierToLast("memory-leak", 5 * MINUTE_MS)).toThrow("always lasts 30 min");
    expect(() => earlierToLast("nothing", MINUTE_MS)).toThrow("There is no scenario nothing");
  });
});
