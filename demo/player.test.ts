/** The same instant always has the same traffic: run twice, cut differently, or gone on with from a checkpoint. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readMetrics } from "../server/otlp/readMetrics.ts";
import { type Checkpoint, type Chunk, Player, stretchEnd, stretchStart } from "./player.ts";
import type { Episode } from "./scenarios/all.ts";
import { SHOP } from "./shop/shop.ts";

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 21, 9, 2);
const START = stretchStart(FROM);

function playerAt(checkpoint: Checkpoint, quietUntilMs: number, episodes: readonly Episode[] = []): Player {
  return new Player({ topology: SHOP, seed: "test", bornMs: START.startMs, episodes, checkpoint, quietUntilMs });
}
function play(player: Player, fromMs: number, toMs: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let ms = fromMs + MINUTE; ms <= toMs; ms += MINUTE) chunks.push(player.advance(ms));
  return chunks;
}
const keyOf = (value: object) => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}` : one));
const digests = (chunks: readonly Chunk[]) =>
  chunks.map(({ endMs, batches }) => [
    endMs,
    ...batches.map(({ signal, batch }) => `${signal} ${createHash("sha256").update(batch.bytes).digest("hex")}`),
  ]);

describe("playing the shop", () => {
  it("gives the same bytes for the same seed", () => {
    const one = play(playerAt(START, FROM), FROM, FROM + 4 * MINUTE);
    const two = play(playerAt(START, FROM), FROM, FROM + 4 * MINUTE);
    expect(one.flatMap(({ batches }) => batches).length).toBe(12);
    expect(digests(two)).toEqual(digests(one));
  });

  it("goes on from a checkpoint as if it had never stopped, also across a deployment", () => {
    const episodes = [{ scenario: "bad-deploy", startMs: FROM + 2 * MINUTE }];
    const stopMs = FROM + 32 * MINUTE;
    const whole = playerAt(START, FROM, episodes);
    const before = play(whole, FROM, stopMs);
    const after = play(whole, stopMs, stopMs + 2 * MINUTE);
    const last = before[before.length - 1];
    const checkpoint: Checkpoint = JSON.parse(JSON.stringify(last?.checkpoint));
    expect(checkpoint.startMs).toBe(Date.UTC(2026, 10, 21, 9, 30));
    expect(Object.values(checkpoint.lives).map(({ version }) => version)).toEqual(["2.13.4", "2.13.4"]);
    const resumed = play(playerAt(checkpoint, stopMs, episodes), stopMs, stopMs + 2 * MINUTE);
    expect(digests(resumed)).toEqual(digests(after));
  });

  it("never cuts a scenario", () => {
    const episodes = [{ scenario: "bad-deploy", startMs: Date.UTC(2026, 10, 21, 9, 50) }];
    expect(stretchEnd(Date.UTC(2026, 10, 21, 9, 30), episodes)).toBe(Date.UTC(2026, 10, 21, 10, 30));
    expect(stretchEnd(Date.UTC(2026, 10, 21, 9, 0), episodes)).toBe(Date.UTC(2026, 10, 21, 9, 30));
  });

  it("begins a scenario in the middle of a stretch", () => {
    const player = playerAt(START, FROM);
    player.advance(FROM + MINUTE);
    player.begin("bad-deploy", FROM + 2 * MINUTE);
    const chunk = player.advance(FROM + 4 * MINUTE);
    const text = Buffer.concat(chunk.batches.map(({ batch }) => batch.bytes)).toString("latin1");
    expect(text).toContain("2.14.0");
  });

  it("never lets a counter fall", () => {
    const last = new Map<string, number>();
    const fallen: string[] = [];
    let seen = 0;
    for (const chunk of play(playerAt(START, FROM), FROM, FROM + 6 * MINUTE)) {
      for (const { signal, batch } of chunk.batches) {
        if (signal !== "metrics") continue;
        for (const { resource, scopeMetrics } of readMetrics(batch.bytes)) {
          const sender = keyOf(resource.attributes);
          for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
            if (!("aggregationTemporality" in metric) || metric.aggregationTemporality !== 2) continue;
            if (metric.kind === "sum" && !metric.isMonotonic) continue;
            for (const point of metric.dataPoints) {
              const value = "value" in point ? Number(point.value?.value) : Number(point.count);
              const key = `${sender} ${metric.name} ${keyOf(point.attributes)}`;
              if (value < (last.get(key) ?? 0)) fallen.push(key);
              last.set(key, value);
              seen++;
            }
          }
        }
      }
    }
    expect(fallen).toEqual([]);
    expect(seen).toBeGreaterThan(2_000);
  });

  it("plays six hours in well under a minute", () => {
    const began = process.cpuUsage();
    play(playerAt(START, FROM), FROM, FROM + 15 * MINUTE);
    const { user, system } = process.cpuUsage(began);
    expect(((user + system) / 1000) * 24).toBeLessThan(60_000);
  });
});
