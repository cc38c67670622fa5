/** What is counted again long after: late requests are added, and nothing that is known goes away. */
import { expect, it } from "vitest";
import { keepKnown } from "./keepKnown.ts";

const [X, HOUR] = [Number.NaN, 60];
/** Two hours and a half from half past on: of each hour the first minutes, the others 0. */
const counts = (...hours: readonly (readonly number[])[]) => {
  const valid = new Float64Array(150);
  for (const [i, hour] of hours.entries()) valid.set(hour, Math.max(0, i * HOUR - 30));
  return { startMs: 1_800_000, bad: valid.map((all) => all / 10), valid };
};
const starts = ({ valid }: { readonly valid: Float64Array }) =>
  [0, 30, 90].map((at) => [...valid.subarray(at, at + 2)]);

it("takes an hour that has more, and keeps one that has as much or less", () => {
  const kept = keepKnown(counts([5, 5], [7, 7], [1, 1]), counts([10, 0], [4, 9], [20, 3]));
  expect(starts(kept)).toEqual([
    [10, 0],
    [7, 7],
    [20, 3],
  ]);
  expect(kept.bad[30]).toBe(0.7);
});

it("keeps what nothing answers any more", () => {
  const gone = counts([X, X], [X, 50], []);
  expect(starts(keepKnown(gone, counts([10, 0], [4, 9], [])))).toEqual([
    [10, 0],
    [4, 50],
    [0, 0],
  ]);
});
