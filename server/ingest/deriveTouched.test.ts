/** What a sighting changes of what was told: checked against telling all stretches before and after it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SILENCE_MS } from "../model/increments.ts";
import { type SeenStretch, stretchWith, touchedBy } from "./deriveTouched.ts";

const MINUTE_MS = 60_000;
const at = (fromMinute: number, toMinute: number): SeenStretch => ({
  fromMs: fromMinute * MINUTE_MS,
  toMs: toMinute * MINUTE_MS,
});
const touched = (seen: SeenStretch, known: SeenStretch | null, nowMinute: number, sinceMinute = 0) =>
  touchedBy(seen, known, nowMinute * MINUTE_MS, sinceMinute * MINUTE_MS) / MINUTE_MS;

/** What can be told of a resource up to now: when it came and, once it was silent for long enough, when it went. */
function told(sightings: readonly SeenStretch[], nowMs: number): number[] {
  const sorted = [...sightings].sort((a, b) => a.fromMs - b.fromMs);
  const instants: number[] = [];
  let last: SeenStretch | null = null;
  for (const it of sorted) {
    if (last && it.fromMs <= last.toMs + SILENCE_MS) {
      last = { fromMs: last.fromMs, toMs: Math.max(last.toMs, it.toMs) };
      continue;
    }
    if (last) instants.push(last.fromMs, last.toMs);
    last = it;
  }
  if (last) instants.push(last.fromMs, ...(nowMs - last.toMs > SILENCE_MS ? [last.toMs] : []));
  return instants;
}

describe("touchedBy", () => {
  it("is never later than the first thing that is told otherwise", () => {
    const sighting = fc.tuple(fc.nat(60), fc.nat(4)).map(([from, length]) => at(from, from + length));
    fc.assert(
      fc.property(fc.array(sighting, { minLength: 1, maxLength: 8 }), fc.nat(10), (sightings, delay) => {
        let known: SeenStretch | null = null;
        let nowMs = 0;
        for (let i = 0; i < sightings.length; i++) {
          const seen = sightings[i] as SeenStretch;
          nowMs = Math.max(nowMs, seen.toMs + delay * MINUTE_MS);
          const before = told(sightings.slice(0, i), nowMs);
          const after = told(sightings.slice(0, i + 1), nowMs);
          const changed = [...before, ...after].filter((it) => before.includes(it) !== after.includes(it));
          const earliest = Math.min(...changed, Number.POSITIVE_INFINITY);
          expect(touchedBy(seen, known, nowMs, 0)).toBeLessThanOrEqual(earliest);
          known = stretchWith(known, seen);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is nothing for a resource that goes on, also by a span that began before its last sign of life", () => {
    expect(touched(at(31, 32), at(10, 30), 32)).toBe(Number.POSITIVE_INFINITY);
    expect(touched(at(12, 12), at(10, 30), 32)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is when it came, for one that was not there, and its last sign of life where that was late", () => {
    expect(touched(at(40, 40), null, 40)).toBe(40);
    expect(touched(at(40, 40), at(10, 30), 40)).toBe(40);
    expect(touched(at(31, 31), at(10, 30), 40)).toBe(30);
  });

  it("reaches back by the silence where it cannot be known what was before", () => {
    expect(touched(at(40, 40), null, 40, 38)).toBe(35);
    expect(touched(at(8, 8), at(10, 30), 31)).toBe(3);
  });
});
