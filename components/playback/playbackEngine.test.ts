/** Moving the playhead, without a browser: one change of the address a move, and no jump back before it has arrived. */
import { beforeEach, expect, test } from "vitest";
import { movePlayhead, playheadNow } from "../state/playhead.ts";
import { PlaybackEngine } from "./playbackEngine.ts";

const NOW = 1_000_000;
let address: number | null;
let written: (number | "live")[];
let frames: ((steadyMs: number) => void)[];
let rested: () => void;
let engine: PlaybackEngine;

beforeEach(() => {
  address = 500_000;
  written = [];
  frames = [];
  movePlayhead({ atMs: null, playing: false, speed: 10 });
  engine = new PlaybackEngine({
    clock: () => ({ atMs: address ?? NOW, live: address === null, nowMs: NOW, windowMs: 100_000 }),
    strip: () => ({ startMs: 100_000, endMs: 900_000 }),
    setAt: (atMs) => void written.push(atMs),
    goLive: () => void written.push("live"),
    requestFrame: (callback) => frames.push(callback),
    whenResting: (callback) => {
      rested = callback;
    },
    cancelFrame: (id) => void frames.splice(id - 1, 1, () => undefined),
  });
});
const frame = (steadyMs: number) => frames.at(-1)?.(steadyMs);

test("scrubbing leaves the address alone, and settling writes it once", () => {
  engine.scrubTo(400_000);
  engine.scrubTo(300_000);
  expect(written).toEqual([]);
  engine.settle();
  expect(written).toEqual([300_000]);
  expect(playheadNow().atMs).toBe(300_000);
  address = 300_000;
  engine.addressChanged();
  expect(playheadNow().atMs).toBeNull();
});

test("settling where the address is ends the move at once", () => {
  engine.scrubTo(400_000);
  engine.settle(500_000);
  expect(written).toEqual([]);
  expect(playheadNow().atMs).toBeNull();
});

test("playing runs at its speed and pauses into the address", () => {
  engine.play();
  frame(0);
  frame(100);
  expect(playheadNow()).toMatchObject({ atMs: 501_000, playing: true });
  engine.setSpeed(30);
  frame(200);
  expect(playheadNow().atMs).toBe(504_000);
  engine.pause();
  expect(written).toEqual([504_000]);
  expect(playheadNow().playing).toBe(false);
});

test("time in which no frame was drawn is not caught up with", () => {
  engine.play();
  frame(0);
  frame(60_000);
  expect(playheadNow().atMs).toBe(502_500);
});

test("charts turn the page as soon as playing leaves it, and when dragging rests", () => {
  engine.play();
  expect(playheadNow().pageEndMs).toBe(575_000);
  frame(0);
  engine.scrubTo(400_000);
  expect(playheadNow().pageEndMs).toBe(575_000);
  rested();
  expect(playheadNow().pageEndMs).toBe(475_000);
  engine.addressChanged();
  expect(playheadNow().pageEndMs).toBeNull();
});

test("playing turns the strip's page before its end, and reaching the present is live", () => {
  engine.scrubTo(850_000);
  engine.play();
  frame(0);
  expect(playheadNow().stripEndMs).toBe(NOW);
  for (let i = 1; playheadNow().playing && i < 1_000; i++) frame(i * 250);
  expect(written).toEqual(["live"]);
  engine.addressChanged();
  expect(playheadNow().stripEndMs).toBeNull();
});

test("playing until a condition ends at the end of the strip, which is as far as it was asked for", () => {
  engine.scrubTo(899_999);
  engine.play(() => false);
  frame(0);
  frame(100);
  expect(written).toEqual([900_000]);
  expect(playheadNow().playing).toBe(false);
});

test("a condition stops it where it was asked for, also when the answer comes late", async () => {
  let answer: (holds: boolean) => void = () => undefined;
  engine.scrubTo(510_000);
  engine.play(() => new Promise((done) => (answer = done)));
  frame(0);
  frame(100);
  const asked = answer;
  frame(200);
  asked(true);
  await Promise.resolve();
  expect(written).toEqual([510_000]);
});

test("an answer for what is not played any more stops nothing", async () => {
  let answer: (holds: boolean) => void = () => undefined;
  engine.play(() => new Promise((done) => (answer = done)));
  frame(0);
  engine.play();
  answer(true);
  await Promise.resolve();
  frame(100);
  expect(written).toEqual([]);
  expect(playheadNow().playing).toBe(true);
});

test("the present plays by itself, pausing holds it, and reaching it is live", () => {
  address = null;
  engine.play();
  expect(playheadNow().playing).toBe(false);
  engine.pause();
  expect(written).toEqual([NOW]);
  engine.addressChanged();
  engine.scrubTo(NOW + 5_000);
  expect(playheadNow().atMs).toBe(NOW);
  engine.settle();
  expect(playheadNow().atMs).toBeNull();
  address = 1;
  engine.settle(NOW);
  expect(written).toEqual([NOW, "live"]);
});

test("going live lets go of what is held, also where the present has moved on since", () => {
  engine.scrubTo(300_000);
  engine.goLive();
  expect(written).toEqual(["live"]);
  engine.addressChanged();
  expect(playheadNow().atMs).toBeNull();
  address = null;
  engine.scrubTo(300_000);
  engine.goLive();
  expect(written).toEqual(["live"]);
  expect(playheadNow().atMs).toBeNull();
});

test("going elsewhere ends playing", () => {
  engine.play();
  frame(0);
  engine.addressChanged();
  expect(playheadNow()).toMatchObject({ atMs: null, playing: false });
});
