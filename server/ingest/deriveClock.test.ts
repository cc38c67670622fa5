/** Senders whose clocks are off: those ahead at once, those behind only when nothing newer comes. */
import { describe, expect, it } from "vitest";
import { resourceOf, scopeOf, spanColumns, spanOf } from "../testing/builders.ts";
import { createDeriver } from "./derive.ts";
import { SenderClock } from "./deriveClock.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const HOUR_MS = 3_600_000;

function seenFor(minutes: number, leadsMs: readonly number[]): number | null {
  const clock = new SenderClock();
  const seconds = minutes * 60;
  for (let second = 0; second < seconds; second += 10) {
    const nowMs = NOW_MS + second * 1_000;
    for (const leadMs of leadsMs) clock.see(nowMs + leadMs, nowMs);
  }
  return clock.offsetMs(NOW_MS + seconds * 1_000);
}

describe("a sender's clock", () => {
  it("is an hour ahead as soon as one record is", () => expect(seenFor(1, [HOUR_MS - 2_000])).toBe(HOUR_MS - 2_000));
  it("is an hour behind once that has been so for minutes", () => {
    expect(seenFor(2, [-HOUR_MS])).toBeNull();
    expect(seenFor(8, [-HOUR_MS])).toBe(-HOUR_MS);
  });
  it("is right when a past is sent beside the present", () => expect(seenFor(20, [-6 * HOUR_MS, -3_000])).toBeNull());
  it("is right with the delay of a batch", () => expect(seenFor(20, [-30_000])).toBeNull());
  it("is not known long after it was seen", () => {
    const clock = new SenderClock();
    clock.see(NOW_MS + HOUR_MS, NOW_MS);
    expect(clock.offsetMs(NOW_MS + HOUR_MS)).toBeNull();
  });
});

it("the deriver names services whose clocks are off, the furthest first", () => {
  let nowMs = NOW_MS;
  const deriver = createDeriver({ now: () => nowMs });
  const send = (service: string, aheadMs: number) => {
    const spans = [spanOf({ startMs: nowMs + aheadMs, durationMs: 10 })];
    const resource = resourceOf(service, { "service.instance.id": `${service}-1` });
    deriver.derive([spanColumns({ resource, scopeSpans: [{ scope: scopeOf(), spans }] })]).commit();
  };
  send("right", -500);
  send("fast", HOUR_MS);
  send("faster", 2 * HOUR_MS);
  nowMs += 1_000;
  expect(deriver.clockOffsets()).toEqual([
    { service: "faster", instance: "faster-1", offsetMs: expect.closeTo(2 * HOUR_MS, -2) },
    { service: "fast", instance: "fast-1", offsetMs: expect.closeTo(HOUR_MS, -2) },
  ]);
});
