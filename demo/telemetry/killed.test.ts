/** What is told of a process that runs out of memory: the heap that fills, who killed it, and the one that follows it in its pod. */
import { beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../../server/model/attributes.ts";
import { readLogs } from "../../server/otlp/readLogs.ts";
import { readMetrics } from "../../server/otlp/readMetrics.ts";
import { Player, stretchStart } from "../player.ts";
import { memoryLeak } from "../scenarios/memoryLeak.ts";
import { SHOP } from "../shop/shop.ts";

const START = Date.UTC(2026, 10, 21, 9, 30);
const MINUTE = 60_000;

interface Reading {
  readonly metric: string;
  readonly pod: string;
  readonly instance: string;
  readonly createdMs: number;
  readonly value: number;
}
const readings: Reading[] = [];
const events: { body: string; pod: string; instance: string; reason: string; atMs: number }[] = [];
const WANTED = ["v8js.memory.heap.used", "v8js.memory.heap.limit", "k8s.container.restarts"];

beforeAll(() => {
  const player = new Player({
    topology: SHOP,
    seed: "killed",
    bornMs: START,
    episodes: [{ scenario: memoryLeak.name, startMs: START + 2 * MINUTE }],
    checkpoint: stretchStart(START),
    quietUntilMs: START,
  });
  for (let minute = 1; minute <= 29; minute++) {
    for (const { signal, batch } of player.advance(START + minute * MINUTE).batches) {
      if (signal === "metrics") noteMetrics(batch.bytes);
      if (signal === "logs") noteEvents(batch.bytes);
    }
  }
});

function noteMetrics(bytes: Uint8Array): void {
  for (const { resource, scopeMetrics } of readMetrics(bytes)) {
    const text = (key: string) => textOf(resource.attributes, key) ?? "";
    const pod = text("k8s.pod.name");
    if (!pod.startsWith("storefront-")) continue;
    const who = { pod, instance: text("service.instance.id"), createdMs: Date.parse(text("process.creation.time")) };
    for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      if (metric.kind !== "gauge" || !WANTED.includes(metric.name)) continue;
      // Old space comes first, and holds what leaks.
      readings.push({ ...who, metric: metric.name, value: Number(metric.dataPoints[0]?.value?.value) });
    }
  }
}

function noteEvents(bytes: Uint8Array): void {
  for (const { resource, scopeLogs } of readLogs(bytes)) {
    const text = (key: string) => textOf(resource.attributes, key) ?? "";
    for (const { body, attributes, timeUnixNano } of scopeLogs.flatMap(({ logRecords }) => logRecords)) {
      const reason = textOf(attributes, "k8s.event.reason");
      if (!reason || body.type !== "string") continue;
      const [pod, instance] = [text("k8s.pod.name"), text("service.instance.id")];
      events.push({ body: body.value, pod, instance, reason, atMs: Number(timeUnixNano / 1_000_000n) });
    }
  }
}

describe("a process that is killed at its memory limit", () => {
  it("filled its heap first", () => {
    const highest = (metric: string) =>
      Math.max(...readings.filter((one) => one.metric === metric).map(({ value }) => value));
    const share = highest("v8js.memory.heap.used") / highest("v8js.memory.heap.limit");
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(1.05);
  });

  it("is told by Kubernetes, with the reason, and so is its successor nine seconds later", () => {
    const killed = events.filter(({ reason }) => reason === "OOMKilled");
    expect(killed.length).toBeGreaterThan(1);
    for (const { pod, atMs, instance } of killed) {
      const next = events.find((one) => one.reason === "Started" && one.pod === pod && one.atMs > atMs);
      if (!next) continue;
      expect(next.atMs - atMs).toBe(9_000);
      expect(next.instance).not.toBe(instance);
    }
    expect(killed[0]?.body).toContain("exit code 137");
  });

  it("leaves its pod to another instance, which began later, and counts one restart", () => {
    const pod = events.find(({ reason }) => reason === "Started")?.pod;
    const own = readings.filter((one) => one.pod === pod);
    const born = new Map(own.filter(({ instance }) => instance !== "").map((one) => [one.instance, one.createdMs]));
    expect(born.size).toBe(2);
    const [first = 0, second = 0] = born.values();
    expect(second - first).toBeGreaterThan(20 * MINUTE);
    const restarts = own.filter(({ metric }) => metric === "k8s.container.restarts").map(({ value }) => value);
    expect(restarts[0]).toBe(0);
    expect(restarts.at(-1)).toBe(1);
  });
});
