/** Instances that live for a moment, told by few events and exact numbers, and nothing that lives hidden by them. */
import { describe, expect, it } from "vitest";
import { foldEvents, type Happening, thingId } from "../../model/state.ts";
import { crashing, type Life, NOTHING, tell, titles } from "./inventorySamples.ts";

const PAYMENTS = thingId("service", "payments");

describe("short-lived instances", () => {
  it("tells a crash loop with a new instance every second by five instances and one number in each ten minutes", () => {
    const steady: Life = { instance: "steady", host: "h1", from: 0, to: 120 };
    for (const life of [{ host: "h9" }, {}]) {
      const told = tell([steady, ...crashing(5, 1_500, life)], 60);
      const summed = told.filter(({ title }) => title.includes("keeps restarting"));
      expect(summed.map(({ title, detail }) => `${title} (${detail?.instances})`)).toEqual([
        "payments keeps restarting: 300 instances within 10 min, none lived for 1 min (300)",
        "payments keeps restarting: 600 instances within 10 min, none lived for 1 min (600)",
        "payments keeps restarting: 600 instances within 10 min, none lived for 1 min (600)",
      ]);
      expect(summed.every(({ kind, problem, thing }) => kind === "restarted" && problem && thing === PAYMENTS)).toBe(
        true,
      );
      const loops = told.filter(({ thing }) => thing.startsWith("instance:payments/crash"));
      expect(loops.filter(({ kind }) => kind !== "vanished")).toHaveLength(3 * 5);
      expect(loops.filter(({ kind }) => kind === "vanished")).toHaveLength(3 * 5);
      expect(told.length).toBeLessThan(50);
      const state = foldEvents(NOTHING, told);
      expect([...state].filter(([thing, { present }]) => thing.startsWith("instance:") && present)).toHaveLength(1);
    }
  });

  it("takes nothing back of a crash loop that it is told of while it goes on", () => {
    const lives: Life[] = [{ instance: "steady", host: "h1", from: 0, to: 60 }, ...crashing(5, 900)];
    // Whether a beginning is a restart is known only once the one before is silent.
    const placesAt = (until: number) =>
      tell(lives, until).map(({ atMs, kind, thing }) => `${atMs} ${kind === "vanished" ? "ends" : "begins"} ${thing}`);
    const told = new Set(Array.from({ length: 60 }, (_, i) => placesAt(5 + i / 3)).flat());
    const atLast = new Set(placesAt(60));
    expect([...told].filter((place) => !atLast.has(place))).toEqual([]);
  });

  it("tells no pod and no host of a crash loop that are new each time either", () => {
    const lives = crashing(5, 300).map((life, i) => ({ ...life, pod: `p-${i}`, host: `container-${i}` }));
    const told = tell([{ instance: "steady", host: "h1", from: 0, to: 60 }, ...lives], 60);
    expect(told.filter(({ kind, thing }) => kind === "appeared" && thing.startsWith("pod:"))).toHaveLength(5);
    expect(told.filter(({ kind, thing }) => kind === "appeared" && thing.startsWith("host:"))).toHaveLength(6);
  });

  it("hides no instance that lives: not of a scale-up, not of a rolling deploy, not beside a crash loop", () => {
    const many = Array.from({ length: 60 }, (_, i): Life => ({ instance: `n${i}`, from: 21 + i / 60, to: 60 }));
    const old = Array.from({ length: 30 }, (_, i): Life => {
      return { service: "cart", instance: `o${i}`, host: `c${i}`, from: 0, to: 30 + i / 10 };
    });
    const next = old.map((life, i): Life => ({ ...life, instance: `p${i}`, version: "2", from: life.to, to: 60 }));
    const lives = [{ instance: "first", from: 0, to: 60 }, ...many, ...old, ...next, ...crashing(20, 400)];
    const appeared = (told: readonly Happening[]) =>
      new Set(told.flatMap(({ kind, thing }) => (kind === "appeared" ? [thing] : [])));
    const told = tell(lives, 60);
    const things = [...many, ...old, ...next].map(({ service = "payments", instance }) => {
      return thingId("instance", service, instance);
    });
    expect(things.filter((thing) => !appeared(told).has(thing))).toEqual([]);
    // The first at once, each of the others as soon as it has lived for a minute.
    expect(appeared(tell(lives, 22.5))).toContain(thingId("instance", "payments", "n29"));
    expect(titles(told, "scaled")).toEqual(["21.98 payments runs 61 instances now (was 1)"]);
    expect(titles(told, "deployed")).toEqual(["30 cart 2 deployed to eu-west (was 1)"]);
  });

  it("calls short-lived instances beside each other no restarts, and no trouble", () => {
    const jobs = Array.from({ length: 40 }, (_, i): Life => ({ instance: `job ${i}`, from: 25 + i / 600, to: 25.5 }));
    const told = tell([{ instance: "first", from: 0, to: 60 }, ...jobs], 60);
    expect(titles(told, "restarted")).toEqual([
      "25.07 payments: 40 instances came and went within 10 min, none lived for 1 min",
    ]);
    expect(told.filter(({ kind }) => kind === "restarted").every(({ problem }) => !problem)).toBe(true);
  });

  it("tells more than twenty thousand instances of a crash loop by few events, and goes on listing those that live", () => {
    const lives = crashing(1, 21_000).map((life, i) => ({ ...life, from: 1 + i / 600, to: 1 + (i + 0.9) / 600 }));
    const told = tell([{ instance: "steady", from: 0, to: 60 }, ...lives], 60);
    expect(told.length).toBeLessThan(100);
    const summed = told.filter(({ title }) => title.includes("keeps restarting"));
    const counted = summed.map(({ detail }) => Number(detail?.instances));
    expect(counted.reduce((all, one) => all + one, 0)).toBe(21_000);
    expect(foldEvents(NOTHING, told).get(thingId("instance", "payments", "steady"))?.present).toBe(true);
  });
});
