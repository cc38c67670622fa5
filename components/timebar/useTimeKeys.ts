"use client";
/** The keys of time, on every page: steps, playing, speed, live, zoom of the strip, a note at the playhead. */
import { SPEEDS, usePlaybackActions } from "../playback/playback.tsx";
import { useStripView } from "../playback/stripView.ts";
import { useClock } from "../state/clock.tsx";
import { useKeys } from "../state/keys.tsx";
import { playheadNow } from "../state/playhead.ts";
import { useTimeActions } from "./Controls.tsx";
import { zoomRange } from "./zoomRange.ts";

const CLOSER = 0.6;

const isOnStrip = () => document.activeElement?.getAttribute("role") === "slider";

export function useTimeKeys({ annotate }: { annotate: () => void }): void {
  const { live, startMs, endMs, windowMs, nowMs } = useClock();
  const playback = usePlaybackActions();
  const { range, look } = useStripView();
  const { step, toggle } = useTimeActions();
  const pageOn = () => (endMs + windowMs >= nowMs ? playback.goLive() : playback.settle(endMs + windowMs));
  const isResting = () => live && playheadNow().atMs === null;
  const zoom = (factor: number) => {
    const atMs = playheadNow().atMs ?? endMs;
    look(zoomRange(range, Math.min(range.endMs, Math.max(range.startMs, atMs)), factor, nowMs));
  };
  const shift = (by: number) => {
    const at = SPEEDS.findIndex((speed) => speed >= playheadNow().speed);
    playback.setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1);
  };
  useKeys(
    [
      { keys: "ArrowLeft", does: "Previous event", run: () => step("previous") },
      { keys: "ArrowRight", does: "Next event", run: () => !isResting() && step("next") },
      { keys: "shift+ArrowLeft", does: "Previous problem", run: () => step("previous", true) },
      { keys: "shift+ArrowRight", does: "Next problem", run: () => !isResting() && step("next", true) },
      { keys: "Space", does: "Play, hold the instant", run: toggle },
      { keys: "[", does: "Play slower", run: () => shift(-1) },
      { keys: "]", does: "Play faster", run: () => shift(1) },
      { keys: "l", does: "Back to live", run: () => !isResting() && playback.goLive() },
      { keys: ".", does: "One step on", run: () => !isResting() && playback.nudge(1) },
      { keys: ",", does: "One step back", run: () => playback.nudge(-1) },
      // On the strip alone: elsewhere the page scrolls by these.
      { keys: "PageUp", does: "One window back (on the time bar)", run: () => isOnStrip() && playback.settle(startMs) },
      { keys: "PageDown", does: "One window on (on the time bar)", run: () => isOnStrip() && pageOn() },
      { keys: "+", does: "Look closer on the time bar", run: () => zoom(CLOSER) },
      { keys: "=", does: "", run: () => zoom(CLOSER) },
      { keys: "-", does: "Look from further away", run: () => zoom(1 / CLOSER) },
      { keys: "m", does: "Note something at this instant", opensField: true, run: annotate },
    ],
    true,
    true,
  );
}
