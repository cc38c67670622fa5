"use client";
/** The wheel over the strip: up and down zooms where the pointer is, sideways or with Shift pans. A trackpad's pinch is a wheel with Ctrl. */
import { type RefObject, useEffect, useRef } from "react";
import { useStripView } from "../playback/stripView.ts";
import { useClock } from "../state/clock.tsx";
import { panRange, zoomRange } from "./zoomRange.ts";

/** A notch of a wheel is 100 px or so: looks closer by a sixth. */
const ZOOM_PER_PX = 0.0018;
const PINCH_PER_PX = 0.01;
const LINE_PX = 16;

export function useStripWheel(strip: RefObject<HTMLElement | null>): void {
  const { range, look } = useStripView();
  const { nowMs } = useClock();
  const latest = useRef({ range, look, nowMs });
  latest.current = { range, look, nowMs };
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { range: shown, look: show, nowMs: present } = latest.current;
      const box = element.getBoundingClientRect();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      const msPerPx = (shown.endMs - shown.startMs) / (box.width || 1);
      const isSideways = Math.abs(dx) > Math.abs(dy) || event.shiftKey;
      const next = isSideways
        ? panRange(shown, (dx || dy) * msPerPx, present)
        : zoomRange(
            shown,
            shown.startMs + (event.clientX - box.left) * msPerPx,
            Math.exp(dy * (event.ctrlKey ? PINCH_PER_PX : ZOOM_PER_PX)),
            present,
          );
      // Several may come before the next drawing.
      latest.current = { ...latest.current, range: next };
      show(next);
    };
    // React's own listener is passive and could not keep the page from scrolling.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [strip]);
}
