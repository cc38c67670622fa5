/** Frames are found by instant and thing; a gap is a gap. */
import { expect, test } from "vitest";
import { thingId } from "../../server/model/state.ts";
import { makeFrameSet } from "./frameSet.ts";

const base64 = (numbers: Uint8Array | Float32Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
const nan = Number.NaN;
const shop = thingId("service", "shop");
const cart = thingId("service", "cart");

/** Two services at 10 s, 20 s, 30 s; nothing is known at 20 s. */
const frames = makeFrameSet({
  atMs: [10_000, 20_000, 30_000],
  things: [shop, cart],
  health: base64(new Uint8Array([1, 3, 0, 0, 2, 0])),
  requestsPerSecond: base64(new Float32Array([4, 0, nan, nan, 8, nan])),
  errorRatio: base64(new Float32Array([0, 0.5, nan, nan, 0.25, nan])),
  p95Seconds: base64(new Float32Array([0.5, nan, nan, nan, 2, nan])),
  saturation: base64(new Float32Array([nan, nan, nan, nan, nan, nan])),
});

test("the frame of an instant is the newest at or before it", () => {
  expect(frames.stepAt(10_000)).toBe(0);
  expect(frames.stepAt(19_999)).toBe(0);
  expect(frames.stepAt(31_000)).toBe(2);
});

test("there is no frame before the first, long after the last, or where nothing is known", () => {
  expect(frames.stepAt(9_999)).toBe(-1);
  expect(frames.stepAt(24_000)).toBe(-1);
  expect(frames.stepAt(45_001)).toBe(-1);
});

test("numbers of one thing at one frame; what is not known is null, never 0", () => {
  const at = frames.indexOf(cart);
  expect(frames.health(0, at)).toBe("failed");
  expect(frames.requestsPerSecond(0, at)).toBe(0);
  expect(frames.errorRatio(0, at)).toBe(0.5);
  expect(frames.p95Seconds(0, at)).toBeNull();
  expect(frames.saturation(2, frames.indexOf(shop))).toBeNull();
});

test("a thing or an instant that the frames do not have is unknown", () => {
  const none = frames.indexOf(thingId("service", "other"));
  expect(none).toBe(-1);
  expect(frames.health(0, none)).toBe("unknown");
  expect(frames.health(-1, 0)).toBe("unknown");
  expect(frames.requestsPerSecond(-1, 0)).toBeNull();
});
