"use client";
/** Live, with a way to hold the instant; or the instant in words, in amber, with the one way back. */
import { History } from "lucide-react";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useClock } from "../state/clock.tsx";
import { useMovingMs } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";
import { PauseMark } from "../timebar/PauseMark.tsx";

export function LiveButton() {
  const { live: isAddressLive, endMs, nowMs } = useClock();
  const { pause, goLive } = usePlaybackActions();
  const zone = useZone();
  const movingMs = useMovingMs();
  const live = isAddressLive && movingMs === null;
  const atMs = movingMs ?? endMs;
  if (live) {
    return (
      <button
        type="button"
        onClick={pause}
        className="btn phone:border-transparent phone:bg-transparent phone:px-2"
        title="Live: hold this instant"
      >
        <svg width={8} height={8} viewBox="0 0 8 8" aria-hidden="true">
          <circle cx={4} cy={4} r={4} fill="var(--accent)" />
        </svg>
        Live
        <span className="phone:hidden">
          <PauseMark size={13} />
        </span>
      </button>
    );
  }
  return (
    <button
      type="button"
      onClick={goLive}
      className="btn btn-time num"
      aria-label={`The clock stands at ${formatInstant(atMs, zone, "full")}. Back to live.`}
    >
      <History size={14} strokeWidth={1.75} aria-hidden="true" />
      <span className="phone:hidden max-[1100px]:hidden" suppressHydrationWarning>
        {formatAgo(atMs, nowMs)} ·
      </span>
      <span suppressHydrationWarning>{formatInstant(atMs, zone)}</span>
      <kbd className="kbd phone:hidden">L</kbd>
      <span className="phone:hidden">live</span>
    </button>
  );
}
