"use client";
/** Said over the bar while the clock stands where nothing was told: why pages show little, and that it is no fault of theirs. */
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useMoving } from "../state/playhead.ts";
import { gapWords, type StripHealth } from "./stripHealth.ts";

const DAY_MS = 86_400_000;

export function GapNote({ health, zone }: { health: StripHealth | null; zone: string }) {
  const { live, endMs, nowMs } = useClock();
  const moving = useMoving();
  if (live || moving || !health) return null;
  const say = (timeMs: number) => formatInstant(timeMs, zone, nowMs - timeMs > DAY_MS ? "dayMinute" : "minute");
  const words = gapWords(health, endMs, nowMs, say);
  if (!words) return null;
  return (
    <p
      role="status"
      className="float pointer-events-none absolute right-0 bottom-full z-10 mb-2 px-2.5 py-1 text-12 text-ink-2 [animation:none]"
    >
      {words}
    </p>
  );
}
