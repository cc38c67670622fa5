/** Things on a clock: one leader on a real Postgres, jobs that fail are tried again, and all stops when told. */
import { afterAll, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createCoordination } from "../store/postgres/coordination.ts";
import type { TelemetryMaintenance } from "../store/telemetryStore.ts";
import { freshDatabase } from "../testing/database.ts";
import { startLoops } from "./loopsRole.ts";

const database = await freshDatabase();
afterAll(() => database.drop());
const log = createLog("loops", "error", { write: () => undefined });

function upkeep(fold: () => Promise<number>): TelemetryMaintenance & { calls: string[] } {
  const calls: string[] = [];
  const note = <T>(name: string, answer: T) => {
    calls.push(name);
    return Promise.resolve(answer);
  };
  return {
    calls,
    foldDerived: () => {
      calls.push("fold");
      return fold();
    },
    makePartitionsAhead: () => note("partitions", undefined),
    compact: () => note("compact", 0),
    dropExpired: () => note<string[]>("drop", []),
  };
}

describe("startLoops", () => {
  it("runs every job where it leads, and lets the next take over when it stops", async () => {
    const [one, two] = [createCoordination(database.connectionString), createCoordination(database.connectionString)];
    const work = upkeep(async () => 1);
    const first = startLoops({ maintenance: work, log, lead: one.lead });
    await expect.poll(() => new Set(work.calls).size).toBe(4);
    const waiting = upkeep(async () => 1);
    const second = startLoops({ maintenance: waiting, log, lead: two.lead });
    await expect.poll(() => work.calls.filter((name) => name === "fold").length, { timeout: 5_000 }).toBeGreaterThan(3);
    expect(waiting.calls).toEqual([]);
    expect([first.status().leading, second.status().leading]).toEqual([true, false]);
    await first.drain();
    const stopped = work.calls.length;
    await expect.poll(() => second.status().leading, { timeout: 5_000 }).toBe(true);
    expect(work.calls.length).toBe(stopped);
    await second.drain();
    await Promise.all([one.close(), two.close()]);
  });

  it("tries a failing job again and counts it, while the others go on", async () => {
    const coordination = createCoordination(database.connectionString);
    let failures = 0;
    const work = upkeep(async () => {
      failures += 1;
      if (failures < 2) throw new Error("away");
      return 0;
    });
    const loops = startLoops({ maintenance: work, log, lead: coordination.lead });
    const fold = () => loops.status().jobs["fold derived series"];
    await expect.poll(() => fold()?.failures, { timeout: 5_000 }).toBe(1);
    expect(fold()?.lastError).toBe("away");
    await expect.poll(() => fold()?.runs, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(fold()?.lastError).toBeNull();
    expect(work.calls).toContain("drop");
    await loops.drain();
    await coordination.close();
  });
});

describe("heartbeats", () => {
  it("are one row a process, with their age, until it leaves", async () => {
    const coordination = createCoordination(database.connectionString);
    const entry = {
      role: "web",
      instance: "h-1",
      pid: 1,
      startedMs: 1_700_000_000_000,
      status: { a: 1 },
      metrics: "m 1\n",
    };
    await coordination.beat(entry);
    await coordination.beat({ ...entry, status: { a: 2 } });
    const [beat, ...others] = await coordination.readHeartbeats();
    expect(others).toEqual([]);
    expect(beat).toMatchObject({ ...entry, status: { a: 2 } });
    expect(beat?.ageMs).toBeLessThan(5_000);
    await coordination.leave("web", "h-1");
    expect(await coordination.readHeartbeats()).toEqual([]);
    await coordination.close();
  });
});
