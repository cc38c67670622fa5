/**
 * kill -9 at the worst moment, with real processes: in the middle of a COPY and of a long query, everything at once or parts of it.
 * What was acknowledged is there after the next start, which needs no help and less than 10 s.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parseTraceId } from "../model/ids.ts";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { type Load, startLoad } from "../testing/load.ts";
import { makeDataDirectory, type RunningProduct, startProduct } from "../testing/product.ts";
import { findPostgresProcesses, readPostmasterPid } from "./postgresLeftovers.ts";
import { isAlive } from "./processTable.ts";

const dataDirectory = makeDataDirectory();
const data = join(dataDirectory, "postgres", "data");
let product: RunningProduct | null = null;
let load: Load | null = null;

const postgresPids = () => findPostgresProcesses(data, "none").map(({ pid }) => pid);
const kill = (pids: readonly number[]) => {
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, "SIGKILL");
};

function connectionString(): string {
  const password = readFileSync(join(dataDirectory, "postgres", "password"), "utf8");
  const socket = encodeURIComponent(join(dataDirectory, "postgres", "socket"));
  return `postgresql://chronoscope:${password}@127.0.0.1:5432/chronoscope?host=${socket}`;
}

async function start(): Promise<{ product: RunningProduct; tookMs: number }> {
  const began = performance.now();
  product = await startProduct({ dataDirectory });
  return { product, tookMs: performance.now() - began };
}

/** A query and a COPY that go on until they are killed. Their backends count as busy: they look at no signal but the hardest. */
async function occupyBackends(): Promise<void> {
  for (const statement of [
    "SELECT count(*) FROM generate_series(1, 2000000000)",
    "COPY telemetry.scratch FROM STDIN",
  ]) {
    const client = new pg.Client({ connectionString: connectionString() });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("CREATE TABLE IF NOT EXISTS telemetry.scratch (n int)");
    client.query(statement).catch(() => undefined);
  }
  await delay(50);
}

/** The trace ids that cannot be read back. */
async function missing(traceIds: readonly string[]): Promise<string[]> {
  const store = createPostgresStore({ connectionString: connectionString() });
  const lost: string[] = [];
  for (const hex of traceIds) {
    const traceId = parseTraceId(hex);
    if (traceId === null || (await store.readTrace({ tenant: 1, traceId })) === null) lost.push(hex);
  }
  await store.close();
  return lost;
}

async function stopLoad(): Promise<readonly string[]> {
  await load?.stop();
  const acknowledged = load?.acknowledged ?? [];
  load = null;
  return acknowledged;
}

afterEach(async () => {
  await stopLoad();
  const running = product;
  product = null;
  if (running && running.child.exitCode === null) {
    running.child.kill("SIGTERM");
    await running.exited;
  }
});
afterAll(() => {
  kill(postgresPids());
  rmSync(dataDirectory, { recursive: true, force: true });
});

/** Whom a round kills, at once, given all pids of the product. */
const ROUNDS: Record<string, (pids: { ours: number[]; postmaster: number; backends: number[] }) => number[]> = {
  "everything at once": ({ ours, postmaster, backends }) => [...ours, postmaster, ...backends],
  "everything but busy backends": ({ ours, postmaster }) => [...ours, postmaster],
  "everything but an orphaned postmaster": ({ ours }) => ours,
  "the supervisor alone": ({ ours }) => ours.slice(0, 1),
};

/** What the next start must have found, where that is certain. */
const LEFT: Record<string, RegExp> = {
  "everything but busy backends": /cleared leftovers: 0 postmasters, [1-9]/,
  "everything but an orphaned postmaster": /cleared leftovers: 1 postmasters/,
};

describe("after kill -9 under load", () => {
  for (const [name, choose] of Object.entries(ROUNDS)) {
    it(`of ${name}, a start brings back all that was acknowledged`, async () => {
      const first = await start();
      load = startLoad(first.product.otlpHttpUrl);
      await load.acknowledge(40);
      await occupyBackends();
      const ours = [first.product.child.pid ?? 0, ...Object.values(first.product.rolePids())];
      const postmaster = readPostmasterPid(data) ?? 0;
      const backends = postgresPids().filter((pid) => pid !== postmaster);
      expect(backends.length).toBeGreaterThan(5);
      kill(choose({ ours, postmaster, backends }));
      const acknowledged = await stopLoad();
      const second = await start();
      expect(second.tookMs).toBeLessThan(10_000);
      if (LEFT[name]) expect(second.product.stderr()).toMatch(LEFT[name]);
      expect(await missing(acknowledged)).toEqual([]);
      load = startLoad(second.product.otlpHttpUrl);
      await load.acknowledge(5);
    });
  }
});

describe("a running product", () => {
  it("starts a killed role again while the others go on, and Postgres too", async () => {
    const { product: running } = await start();
    load = startLoad(running.otlpHttpUrl, 2);
    await load.acknowledge(5);
    const before = running.rolePids();
    kill([before.loops ?? 0]);
    await load.acknowledge(5);
    expect(running.rolePids().ingest).toBe(before.ingest);
    kill([readPostmasterPid(data) ?? 0]);
    await load.acknowledge(200);
    expect(running.rolePids().ingest).toBe(before.ingest);
    await expect.poll(() => running.rolePids().loops, { timeout: 10_000 }).not.toBe(before.loops);
    expect(await missing(await stopLoad())).toEqual([]);
  });

  it("drains on SIGINT to the whole group: exit 0 within 10 s, nothing lost, Postgres shut down in order", async () => {
    const { product: running } = await start();
    load = startLoad(running.otlpHttpUrl);
    await load.acknowledge(40);
    const began = performance.now();
    process.kill(-(running.child.pid ?? 0), "SIGINT");
    const { code } = await running.exited;
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(code).toBe(0);
    expect(postgresPids()).toEqual([]);
    const acknowledged = await stopLoad();
    const { product: next } = await start();
    expect(next.stderr()).not.toContain("not properly shut down");
    expect(await missing(acknowledged)).toEqual([]);
  });

  it("starts although postmaster.pid names somebody else's living process", async () => {
    const socket = join(dataDirectory, "postgres", "socket");
    writeFileSync(join(data, "postmaster.pid"), `${process.pid}\n${data}\n1795252725\n5432\n${socket}\n\n`);
    await start();
    expect(readPostmasterPid(data)).not.toBe(process.pid);
  });
});
