"use client";
/** The one clock, at the foot of every page: health over time, the window, the playhead to drag. Folds to a line; a phone has the line. */
import { ChevronDown, ChevronUp, Play, SkipBack, SkipForward } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { wallClock } from "../format/zonedInstant.ts";
import { useClock } from "../state/clock.tsx";
import { usePreference, useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { HealthStrip } from "./HealthStrip.tsx";
import { PauseMark } from "./PauseMark.tsx";
import { StripPreview } from "./StripPreview.tsx";
import { stripRange, stripTicks } from "../playback/stripRange.ts";
import { usePhone } from "./usePhone.ts";
import { useStripDrag } from "./useStripDrag.ts";

export function TimeBar() {
  const [fold, setFold] = usePreference("timeBar");
  const folded = usePhone() || fold === "folded";
  return (
    <section
      className="time-bar relative border-line border-t bg-surface"
      data-folded={folded}
      style={{ gridArea: "time" }}
      aria-label="Time bar"
    >
      {!folded && <Controls fold={() => setFold("folded")} />}
      {folded && (
        <button
          type="button"
          className="icon-btn phone:hidden"
          aria-label="Unfold the time bar"
          onClick={() => setFold("open")}
        >
          <ChevronUp size={14} aria-hidden="true" />
        </button>
      )}
      <Strip folded={folded} />
      <ClockFace folded={folded} />
    </section>
  );
}

function Controls({ fold }: { fold: () => void }) {
  const clock = useClock();
  const later = clock.endMs + clock.windowMs;
  const forward = () => (later >= clock.nowMs ? clock.goLive() : clock.setAt(later));
  return (
    <div className="phone:hidden flex items-center gap-0.5 px-3.5">
      <button
        type="button"
        className="icon-btn"
        aria-label="One window earlier"
        title="One window earlier"
        onClick={() => clock.setAt(clock.startMs)}
      >
        <SkipBack size={15} strokeWidth={1.5} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-btn"
        data-on="true"
        aria-label={clock.live ? "Hold this instant" : "Back to live"}
        title={clock.live ? "Hold this instant" : "Back to live  L"}
        onClick={clock.live ? clock.pause : clock.goLive}
      >
        {clock.live ? <PauseMark size={15} /> : <Play size={15} strokeWidth={1.5} aria-hidden="true" />}
      </button>
      <button
        type="button"
        className="icon-btn"
        aria-label="One window later"
        title="One window later"
        disabled={clock.live}
        onClick={forward}
      >
        <SkipForward size={15} strokeWidth={1.5} aria-hidden="true" className={clock.live ? "opacity-40" : ""} />
      </button>
      <button
        type="button"
        className="icon-btn ml-auto"
        aria-label="Fold the time bar"
        title="Fold the time bar"
        onClick={fold}
      >
        <ChevronDown size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

/** Ten steps a window by the arrow keys, a window by Page Up and Page Down. */
const KEY_STEPS: Readonly<Record<string, number>> = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -1, PageDown: 1 };

function Strip({ folded }: { folded: boolean }) {
  const clock = useClock();
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const range = stripRange(clock.windowMs, clock.endMs, clock.nowMs);
  const { draft, handlers } = useStripDrag(range);
  const [pointedPx, setPointedPx] = useState<number | null>(null);
  const preview = (event: PointerEvent<Element>) => {
    handlers.onPointerMove(event);
    if (event.pointerType === "touch") return;
    setPointedPx(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  const shown = draft?.range ?? range;
  const atMs = draft?.atMs ?? clock.endMs;
  const health = useStripHealth(shown);
  const live = clock.live && (draft === null || draft.part === "edge");
  const offsetMs = Date.parse(`${wallClock(shown.endMs, zone)}Z`) - Math.floor(shown.endMs / 1000) * 1000;
  const long = shown.endMs - shown.startMs > 2 * 86_400_000;
  const ticks = stripTicks(shown, offsetMs).map((timeMs) => ({
    timeMs,
    label: formatInstant(timeMs, zone, long ? "day" : "minute"),
  }));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEY_STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const target = clock.endMs + step * clock.windowMs;
    if (target >= clock.nowMs) clock.goLive();
    else clock.setAt(target);
  };
  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label="Clock"
      aria-valuemin={shown.startMs}
      aria-valuemax={shown.endMs}
      aria-valuenow={atMs}
      aria-valuetext={live ? "live" : formatInstant(atMs, zone, "full")}
      onKeyDown={onKeyDown}
      {...handlers}
      onPointerMove={preview}
      onPointerLeave={() => setPointedPx(null)}
      className="relative min-w-0 cursor-pointer self-stretch phone:self-center"
    >
      {width > 0 && (
        <HealthStrip
          width={width}
          height={folded ? 22 : 78}
          range={shown}
          health={health}
          atMs={atMs}
          windowMs={draft?.windowMs ?? clock.windowMs}
          nowMs={clock.nowMs}
          live={live}
          ticks={ticks}
          atLabel={formatInstant(atMs, zone)}
          mini={folded}
        />
      )}
      {pointedPx !== null && (
        <StripPreview
          timeMs={shown.startMs + (pointedPx / width) * (shown.endMs - shown.startMs)}
          leftPx={pointedPx}
          widthPx={width}
          nowMs={clock.nowMs}
          zone={zone}
          health={health}
        />
      )}
    </div>
  );
}

/** Asked in whole minutes, so that a live page does not ask anew every few seconds. */
function useStripHealth(range: { startMs: number; endMs: number }) {
  const trpc = useTRPC();
  const [held] = useState({ bars: 240 });
  const step = Math.max(15_000, Math.floor((range.endMs - range.startMs) / held.bars / 1000) * 1000);
  const endMs = Math.ceil(range.endMs / step) * step;
  const startMs = endMs - Math.ceil((range.endMs - range.startMs) / step) * step;
  return useClockQuery(trpc.services.healthStrip.queryOptions({ startMs, endMs, bars: held.bars })).data;
}

function ClockFace({ folded }: { folded: boolean }) {
  const { live, endMs, nowMs } = useClock();
  const zone = useZone();
  const instant = formatInstant(endMs, zone);
  if (folded) {
    return (
      <span
        className={`num whitespace-nowrap px-4 text-11 ${live ? "text-ink-2" : "font-semibold text-time"}`}
        suppressHydrationWarning
      >
        {live ? "Live" : formatAgo(endMs, nowMs)} · {instant}
      </span>
    );
  }
  return (
    <div className="clock-face flex flex-col justify-center gap-px border-line pr-4 pl-4.5">
      <span
        className={`font-[500] font-mono text-[19px] leading-6 tracking-[-0.03em] ${live ? "" : "text-time"}`}
        suppressHydrationWarning
      >
        {instant}
        <span className="ml-1.5 font-sans text-11 text-ink-3 tracking-normal">{zone === "UTC" ? "UTC" : "local"}</span>
      </span>
      <span className="num phone:hidden truncate text-11 text-ink-3" suppressHydrationWarning>
        {!live && <b className="font-semibold text-time">{formatAgo(endMs, nowMs)} · </b>}
        {formatInstant(endMs, zone, "day")}
        {live && " · now"}
      </span>
    </div>
  );
}
