"use client";
/** Live, with a way to hold the instant; or the instant in words, in amber, with the one way back. */
import { History } from "lucide-react";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { PauseMark } from "./PauseMark.tsx";

export function LiveButton() {
  const { live, endMs, nowMs, pause, goLive } = useClock();
  const zone = useZone();
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
      aria-label={`The clock stands at ${formatInstant(endMs, zone, "full")}. Back to live.`}
    >
      <History size={14} strokeWidth={1.75} aria-hidden="true" />
      <span className="phone:hidden max-[1100px]:hidden" suppressHydrationWarning>
        {formatAgo(endMs, nowMs)} ·
      </span>
      <span suppressHydrationWarning>{formatInstant(endMs, zone)}</span>
      <kbd className="kbd phone:hidden">L</kbd>
      <span className="phone:hidden">live</span>
    </button>
  );
}
