"use client";
/** The whole trace in one strip. Drag a stretch to look closer at it, click a bar to go to its span. */
import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from "react";
import { sizedContext } from "./sizedContext.ts";
import { paintStrip, paintStripSelection, STRIP_PX, stripRowAt } from "./stripPaint.ts";
import { timeScale } from "./timeScale.ts";
import type { TraceModel } from "./traceModel.ts";
import { useSize } from "./useSize.ts";
import { useTokens } from "./useTokens.ts";
import type { TraceState } from "./useTraceState.ts";

const PAD_PX = 20;
const LEAST_DRAG_PX = 4;

interface TraceStripProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly whole: readonly [number, number];
}

export function TraceStrip({ model, state, whole }: TraceStripProps) {
  const box = useRef<HTMLDivElement>(null);
  const bars = useRef<HTMLCanvasElement>(null);
  const outline = useRef<HTMLCanvasElement>(null);
  const { width } = useSize(box);
  const tokens = useTokens();
  const [from, to] = whole;
  const scale = useMemo(() => timeScale(from, to, PAD_PX, Math.max(width - PAD_PX, PAD_PX + 1)), [from, to, width]);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  useLayoutEffect(() => {
    const context = bars.current && width > 0 && tokens ? sizedContext(bars.current, width, STRIP_PX) : null;
    // A strip of some rows would be taken for the whole.
    if (context && tokens && !model.place) paintStrip(context, model, scale, tokens);
  }, [model, scale, tokens, width]);
  useLayoutEffect(() => {
    const context = outline.current && width > 0 && tokens ? sizedContext(outline.current, width, STRIP_PX) : null;
    if (context && tokens && !model.place) paintStripSelection(context, model, state.selected, scale, tokens);
  }, [model, scale, tokens, width, state.selected]);
  const pxOf = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const finish = (event: PointerEvent<HTMLElement>) => {
    if (!drag) return;
    setDrag(null);
    const [start, end] = [Math.min(...drag), Math.max(...drag)];
    if (end - start >= LEAST_DRAG_PX) {
      state.setZoom([Math.max(scale.nano(start), from), Math.min(scale.nano(end), to)]);
      return;
    }
    const row = stripRowAt(model, scale, pxOf(event), event.clientY - event.currentTarget.getBoundingClientRect().top);
    if (row !== null) state.select(row, "span");
  };
  return (
    <div
      ref={box}
      aria-hidden="true"
      className="relative flex-none touch-pan-y select-none border-line border-b"
      style={{ height: STRIP_PX }}
      onPointerDown={(event) => setDrag([pxOf(event), pxOf(event)])}
      onPointerMove={(event) => {
        const px = pxOf(event);
        setDrag((before) => before && [before[0], px]);
      }}
      onPointerUp={finish}
      onPointerLeave={() => setDrag(null)}
      onDoubleClick={() => state.setZoom(null)}
    >
      <canvas ref={bars} className="absolute inset-0 size-full" />
      <canvas ref={outline} className="absolute inset-0 size-full" />
      {state.isZoomed && <Lens from={scale.px(state.zoom[0])} to={scale.px(state.zoom[1])} width={width} />}
      {drag && (
        <div
          className="pointer-events-none absolute inset-y-0 border-accent border-x bg-accent/20"
          style={{ left: Math.min(...drag), width: Math.abs(drag[1] - drag[0]) }}
        />
      )}
    </div>
  );
}

/** What the waterfall shows of the strip; the rest is dimmed. */
function Lens({ from, to, width }: { from: number; to: number; width: number }) {
  return (
    <div className="pointer-events-none absolute inset-0">
      <div className="absolute inset-y-0 left-0 bg-canvas opacity-65" style={{ width: Math.max(from, 0) }} />
      <div className="absolute inset-y-0 right-0 bg-canvas opacity-65" style={{ width: Math.max(width - to, 0) }} />
      <div
        className="absolute inset-y-0 border-accent border-x"
        style={{ left: from, width: Math.max(to - from, 2) }}
      />
    </div>
  );
}
