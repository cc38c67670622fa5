"use client";
/** The time axis of the waterfall. Drag over it to look closer; a double click, Escape or the button shows the whole trace again. */
import { useRef, useState } from "react";
import { formatDuration } from "../format/formatDuration.ts";
import { type TimeScale, timeTicks } from "./timeScale.ts";
import type { TraceState } from "./useTraceState.ts";

interface TimeAxisProps {
  readonly scale: TimeScale;
  readonly heading: string;
  readonly state: TraceState;
}

const LEAST_DRAG_PX = 4;

export function TimeAxis({ scale, heading, state }: TimeAxisProps) {
  const axis = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const pxOf = (clientX: number) => clientX - (axis.current?.getBoundingClientRect().left ?? 0);
  const finish = () => {
    if (drag && Math.abs(drag[1] - drag[0]) >= LEAST_DRAG_PX) {
      const [from, to] = [Math.min(...drag), Math.max(...drag)];
      state.setZoom([scale.nano(Math.max(from, scale.fromPx)), scale.nano(Math.min(to, scale.toPx))]);
    }
    setDrag(null);
  };
  return (
    <div className="relative flex items-center border-line border-b" ref={axis}>
      <div className="flex h-full w-(--names) flex-none items-center gap-2 overflow-hidden pl-(--pad) text-11 text-ink-3">
        <span className="truncate font-medium">{heading}</span>
        {state.isZoomed && (
          <button type="button" className="link text-11" onClick={() => state.setZoom(null)}>
            Whole trace
          </button>
        )}
      </div>
      <div
        aria-hidden="true"
        title="Drag to look closer"
        className="absolute inset-y-0 right-0 left-(--names) cursor-ew-resize touch-none select-none"
        onDoubleClick={() => state.setZoom(null)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([pxOf(event.clientX), pxOf(event.clientX)]);
        }}
        onPointerMove={(event) => setDrag((before) => before && [before[0], pxOf(event.clientX)])}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
      >
        {timeTicks(scale).map((tick) => (
          <span
            key={tick}
            className={`num absolute top-1/2 -translate-y-1/2 whitespace-nowrap text-11 text-ink-3 ${tick === scale.fromNano ? "" : "-translate-x-1/2"}`}
            style={{ left: scale.px(tick) - scale.fromPx }}
          >
            {tick === 0 ? "0" : formatDuration(tick)}
          </span>
        ))}
      </div>
      {drag && (
        <div
          className="pointer-events-none absolute inset-y-0 border-accent border-x bg-sel opacity-70"
          style={{ left: Math.min(...drag), width: Math.abs(drag[1] - drag[0]) }}
        />
      )}
    </div>
  );
}
