/** Where a pointer is on the strip: pixels from its left edge, and the instant there. */
import type { MouseEvent } from "react";
import type { StripRange } from "../playback/stripRange.ts";

export const widthOf = (event: MouseEvent<Element>) => event.currentTarget.getBoundingClientRect().width || 1;

/** Within the strip, also when the pointer has left it while dragging. */
export function placeOf(event: MouseEvent<Element>): number {
  const box = event.currentTarget.getBoundingClientRect();
  return Math.min(box.width, Math.max(0, event.clientX - box.left));
}

export function timeAt(event: MouseEvent<Element>, range: StripRange): number {
  return range.startMs + (placeOf(event) / widthOf(event)) * (range.endMs - range.startMs);
}
