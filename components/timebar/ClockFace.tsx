"use client";
/** The instant that is drawn now, exactly: amber and with how long ago it was when it is not the present. */
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { repeatedOffset } from "../format/zonedInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useMovingMs } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";

interface ClockFaceProps {
  readonly folded: boolean;
  /** Given where a tap opens the whole time bar. */
  readonly open?: () => void;
}

export function ClockFace({ folded, open }: ClockFaceProps) {
  const { live: isAddressLive, endMs, nowMs } = useClock();
  const zone = useZone();
  const movingMs = useMovingMs();
  const live = isAddressLive && movingMs === null;
  const atMs = movingMs ?? endMs;
  // Between two seconds stands who stepped to an event; what moves would only flicker.
  const instant = formatInstant(atMs, zone, movingMs === null && atMs % 1000 !== 0 ? "clockMs" : "clock");
  if (folded) {
    const words = `${live ? "Live" : formatAgo(atMs, nowMs, zone)} · ${instant}`;
    const look = `num whitespace-nowrap px-4 text-11 ${live ? "text-ink-2" : "font-semibold text-time"}`;
    if (!open)
      return (
        <span className={look} suppressHydrationWarning>
          {words}
        </span>
      );
    return (
      <button type="button" className={look} title="Open the time bar" onClick={open} suppressHydrationWarning>
        {words}
      </button>
    );
  }
  return (
    <div className="clock-face flex flex-col justify-center gap-px border-line pr-4 pl-4.5">
      <span
        className={`whitespace-nowrap font-[500] font-mono text-[19px] leading-6 tracking-[-0.03em] ${live ? "" : "text-time"}`}
        suppressHydrationWarning
      >
        {instant}
        <span className="ml-1.5 font-sans text-11 text-ink-3 tracking-normal">
          {zone === "UTC" ? "UTC" : (repeatedOffset(atMs, zone) ?? "local")}
        </span>
      </span>
      <span className="num phone:hidden truncate text-11 text-ink-3" suppressHydrationWarning>
        {!live && <b className="font-semibold text-time">{formatAgo(atMs, nowMs, zone)} · </b>}
        {formatInstant(atMs, zone, "day")}
        {live && " · now"}
      </span>
    </div>
  );
}
