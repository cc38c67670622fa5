"use client";
/**
 * Hands on the strip: the playhead is dragged (or clicked to), the bracket's left edge sets the window, ./useViewGrip.ts pans and
 * zooms, a double click goes back to what suits the clock. What is dragged is drawn at once; the address follows on release. Released
 * at the right end of a strip that ends now, the clock is live again.
 */
import { type MouseEvent, type PointerEvent, useRef, useState } from "react";
import { usePlaybackActions } from "../playback/playback.tsx";
import type { StripRange } from "../playback/stripRange.ts";
import { useStripView } from "../playback/stripView.ts";
import { wantFrames } from "../playback/useFrames.ts";
import { useClock } from "../state/clock.tsx";
import { playheadNow } from "../state/playhead.ts";
import { placeOf, timeAt, widthOf } from "./stripPointer.ts";
import { useViewGrip } from "./useViewGrip.ts";

const EDGE_PX = 6;
const SHORTEST_DRAG_MS = 10_000;
const DOUBLE_CLICK_MS = 500;

interface Grip {
  readonly part: "playhead" | "edge";
  readonly range: StripRange;
}

export function useStripGestures(range: StripRange) {
  const clock = useClock();
  const playback = usePlaybackActions();
  const { look } = useStripView();
  const view = useViewGrip(range);
  const grip = useRef<Grip | null>(null);
  /** Where the clock stood before the first click of what may become a double click. */
  const before = useRef<{ atMs: number | null; whenMs: number }>({ atMs: null, whenMs: 0 });
  const [draftWindowMs, setDraftWindowMs] = useState<number | null>(null);
  const windowTo = (event: PointerEvent<Element>) =>
    Math.max(SHORTEST_DRAG_MS, clock.endMs - timeAt(event, grip.current?.range ?? range));
  const settleAt = (atMs: number | null) => (atMs === null ? playback.goLive() : playback.settle(atMs));
  const letGo = () => {
    grip.current = null;
    setDraftWindowMs(null);
    if (playheadNow().atMs !== null) playback.settle(clock.endMs);
  };

  const onPointerDown = (event: PointerEvent<Element>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    wantFrames();
    if (view.begin(event)) return letGo();
    if (event.timeStamp - before.current.whenMs > DOUBLE_CLICK_MS)
      before.current = { atMs: clock.live ? null : clock.endMs, whenMs: event.timeStamp };
    const edgePx = ((clock.startMs - range.startMs) / (range.endMs - range.startMs)) * widthOf(event);
    const isEdge = event.pointerType !== "touch" && Math.abs(placeOf(event) - edgePx) < EDGE_PX;
    grip.current = { part: isEdge ? "edge" : "playhead", range };
    if (!isEdge) playback.scrubTo(timeAt(event, range));
  };
  const onPointerMove = (event: PointerEvent<Element>) => {
    if (view.move(event) || !grip.current) return;
    if (grip.current.part === "edge") setDraftWindowMs(windowTo(event));
    else playback.scrubTo(timeAt(event, grip.current.range));
  };
  const onPointerUp = (event: PointerEvent<Element>) => {
    const held = grip.current;
    if (view.end(event) || !held) return;
    if (held.part === "edge") clock.setWindow(Math.round(windowTo(event) / 1000) * 1000);
    else settleAt(settledMs(event, held.range, clock.nowMs));
    grip.current = null;
    setDraftWindowMs(null);
  };
  const onPointerCancel = (event: PointerEvent<Element>) => {
    view.end(event);
    letGo();
  };
  const onDoubleClick = (event: MouseEvent<Element>) => {
    event.preventDefault();
    look(null);
    settleAt(before.current.atMs);
  };
  return { draftWindowMs, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onDoubleClick } };
}

/** No finer than a pixel shows: a link with milliseconds that nobody chose says too much. Null: the present. */
function settledMs(event: MouseEvent<Element>, range: StripRange, nowMs: number): number | null {
  const msPerPx = (range.endMs - range.startMs) / widthOf(event);
  const timeMs = timeAt(event, range);
  if (range.endMs >= nowMs - 1000 && timeMs > nowMs - EDGE_PX * msPerPx) return null;
  const step = msPerPx >= 100 ? 1_000 : 100;
  return Math.floor(timeMs / step) * step;
}
