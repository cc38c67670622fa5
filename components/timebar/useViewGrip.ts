"use client";
/** Moving what the strip shows: a drag with Shift pans it, two fingers zoom and pan it. Each answers whether it took the event. */
import { type PointerEvent, useRef } from "react";
import type { StripRange } from "../playback/stripRange.ts";
import { useStripView } from "../playback/stripView.ts";
import { useClock } from "../state/clock.tsx";
import { placeOf, widthOf } from "./stripPointer.ts";
import { panRange, zoomRange } from "./zoomRange.ts";

type Grip =
  | { readonly part: "pan"; readonly range: StripRange; readonly fromPx: number }
  | { readonly part: "pinch"; readonly range: StripRange; readonly apartPx: number };

const LEAST_APART_PX = 20;

export function useViewGrip(range: StripRange) {
  const { nowMs } = useClock();
  const { look } = useStripView();
  const grip = useRef<Grip | null>(null);
  const fingers = useRef(new Map<number, number>());
  const apart = () => {
    const [one = 0, other = 0] = [...fingers.current.values()];
    return { middle: (one + other) / 2, apartPx: Math.max(LEAST_APART_PX, Math.abs(one - other)) };
  };
  const begin = (event: PointerEvent<Element>): boolean => {
    fingers.current.set(event.pointerId, placeOf(event));
    if (fingers.current.size > 1) grip.current = { part: "pinch", range, apartPx: apart().apartPx };
    else if (event.shiftKey) grip.current = { part: "pan", range, fromPx: placeOf(event) };
    return grip.current !== null;
  };
  const move = (event: PointerEvent<Element>): boolean => {
    const held = grip.current;
    if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, placeOf(event));
    if (!held) return false;
    const msPerPx = (held.range.endMs - held.range.startMs) / widthOf(event);
    if (held.part === "pan") look(panRange(held.range, (held.fromPx - placeOf(event)) * msPerPx, nowMs));
    else {
      const { middle, apartPx } = apart();
      look(zoomRange(held.range, held.range.startMs + middle * msPerPx, held.apartPx / apartPx, nowMs));
    }
    return true;
  };
  const end = (event: PointerEvent<Element>): boolean => {
    fingers.current.delete(event.pointerId);
    const wasHeld = grip.current !== null;
    if (fingers.current.size === 0) grip.current = null;
    return wasHeld;
  };
  return { begin, move, end };
}
