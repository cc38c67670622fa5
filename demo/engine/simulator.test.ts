/** Time order, sleeping and waiting tasks, and what a bounded resource does to those who want it. */
import { describe, expect, it } from "vitest";
import { randomOf } from "./random.ts";
import { type Acquired, Semaphore } from "./semaphore.ts";
import { Simulator, type Task } from "./simulator.ts";

describe("the virtual clock", () => {
  it("runs events by time, and those of one instant as they were scheduled", () => {
    const simulator = new Simulator(1_000);
    const random = randomOf("events");
    const expected: { at: number; order: number }[] = [];
    const ran: { at: number; order: number }[] = [];
    for (let order = 0; order < 2_000; order++) {
      const at = 1_000 + Math.floor(random.next() * 50);
      expected.push({ at, order });
      simulator.at(at, () => ran.push({ at: simulator.nowMs, order }));
    }
    simulator.runUntil(2_000);
    expect(ran).toEqual(expected.sort((a, b) => a.at - b.at || a.order - b.order));
    expect(simulator.nowMs).toBe(2_000);
  });

  it("leaves an event at the end for the next run", () => {
    const simulator = new Simulator(0);
    let ran = false;
    simulator.at(10, () => {
      ran = true;
    });
    simulator.runUntil(10);
    expect(ran).toBe(false);
    simulator.runUntil(10.001);
    expect(ran).toBe(true);
  });
});

function hold(simulator: Simulator, semaphore: Semaphore, forMs: number, timeoutMs?: number) {
  const result = { got: null as Acquired | null, atMs: -1 };
  function* task(): Task {
    result.got = yield* semaphore.acquire(timeoutMs);
    result.atMs = simulator.nowMs;
    if (result.got !== "acquired") return;
    yield forMs;
    semaphore.release();
  }
  simulator.spawn(task());
  return result;
}

describe("a bounded resource", () => {
  it("serves first come, first served", () => {
    const simulator = new Simulator(0);
    const semaphore = new Semaphore(simulator, 2);
    const holders = Array.from({ length: 6 }, () => hold(simulator, semaphore, 10));
    simulator.drain();
    expect(holders.map(({ atMs }) => atMs)).toEqual([0, 0, 10, 10, 20, 20]);
    expect(semaphore.busyMs).toBe(60);
    expect(semaphore.inUse).toBe(0);
  });

  it("turns away whoever finds the line full, and lets go whoever waits too long", () => {
    const simulator = new Simulator(0);
    const semaphore = new Semaphore(simulator, 1, 1);
    hold(simulator, semaphore, 100);
    const waits = hold(simulator, semaphore, 10, 30);
    const late = hold(simulator, semaphore, 10);
    simulator.drain();
    expect(late.got).toBe("full");
    expect(waits).toEqual({ got: "timeout", atMs: 30 });
    expect([semaphore.waiting, semaphore.timeouts, semaphore.inUse]).toEqual([0, 1, 0]);
  });

  it("admits those who wait when it grows, and keeps those it has when it shrinks", () => {
    const simulator = new Simulator(0);
    const semaphore = new Semaphore(simulator, 2);
    hold(simulator, semaphore, 50);
    hold(simulator, semaphore, 50);
    semaphore.resize(0);
    const waits = hold(simulator, semaphore, 10);
    simulator.runUntil(60);
    expect(waits.got).toBeNull();
    semaphore.resize(1);
    simulator.drain();
    expect(waits.atMs).toBe(60);
  });
});
