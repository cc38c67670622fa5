"use client";
/**
 * The strip: health over time, event marks, the window and the playhead, with the hands on it. As a slider it tells and takes the
 * clock's instant; its keys are in ./useTimeKeys.ts.
 */
import { type PointerEvent, useMemo, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useStripView } from "../playback/stripView.ts";
import { wantFrames } from "../playback/useFrames.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { EventMarks } from "./EventMarks.tsx";
import { GapNote } from "./GapNote.tsx";
import { makePointedPlace, PointedPreview } from "./PointedPreview.tsx";
import { type Mark, prepareMarks } from "./prepareMarks.ts";
import { StripDrawing } from "./StripDrawing.tsx";
import { StripPins } from "./StripPins.tsx";
import { StripPlayhead } from "./StripPlayhead.tsx";
import { stripTicks } from "./stripTicks.ts";
import { useStripData } from "./useStripData.ts";
import { useStripGestures } from "./useStripGestures.ts";
import { useStripWheel } from "./useStripWheel.ts";

interface StripProps {
  readonly height: number;
  /** A line: no axis, no marks. */
  readonly mini: boolean;
  /** Given where a tap leads elsewhere, and nothing is dragged. */
  readonly onTap?: () => void;
}

const TICK_PX = 96;

export function Strip({ height, mini, onTap }: StripProps) {
  const clock = useClock();
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const { range } = useStripView();
  const { health, marks: answer } = useStripData(range);
  const { draftWindowMs, handlers } = useStripGestures(range);
  useStripWheel(ref);
  const [pointed] = useState(makePointedPlace);
  const [pointedMark, setPointedMark] = useState<Mark | null>(null);
  const ticks = useMemo(() => stripTicks(range, zone, Math.max(3, Math.floor(width / TICK_PX))), [range, zone, width]);
  const marks = useMemo(
    () => (answer && width > 0 && !mini ? prepareMarks(answer, range, width) : []),
    [answer, range, width, mini],
  );
  const onPointerMove = (event: PointerEvent<Element>) => {
    handlers.onPointerMove(event);
    if (event.pointerType === "touch") return;
    pointed.point(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  const hands = onTap ? { onClick: onTap } : { ...handlers, onPointerMove };
  return (
    <div
      ref={ref}
      className="relative min-w-0 self-stretch phone:self-center"
      style={{ height }}
      onPointerEnter={wantFrames}
      onPointerLeave={() => pointed.point(null)}
    >
      <div
        role="slider"
        tabIndex={0}
        aria-label="Clock"
        aria-valuemin={Math.min(range.startMs, clock.endMs)}
        aria-valuemax={Math.max(range.endMs, clock.endMs)}
        aria-valuenow={clock.endMs}
        aria-valuetext={clock.live ? "live" : formatInstant(clock.endMs, zone, "full")}
        onFocus={wantFrames}
        {...hands}
        className="absolute inset-0 cursor-pointer touch-none"
      >
        {width > 0 && <StripDrawing {...{ width, height, range, health, ticks, mini }} nowMs={clock.nowMs} />}
      </div>
      {marks.length > 0 && <EventMarks marks={marks} point={setPointedMark} />}
      {width > 0 && (
        <StripPlayhead {...{ width, height, range, zone, ticks, mini }} windowMs={draftWindowMs ?? clock.windowMs} />
      )}
      {width > 0 && !mini && <StripPins {...{ range, width, height, zone }} nowMs={clock.nowMs} />}
      {!mini && <GapNote health={health} zone={zone} />}
      {!onTap && (
        <PointedPreview {...{ pointed, marks, pointedMark, range, width, zone, health }} nowMs={clock.nowMs} />
      )}
    </div>
  );
}
