"use client";
/**
 * Dragging on the time bar's strip: the playhead sets the clock, the bracket's left edge the window's length. What is dragged is
 * drawn at once and asked for on release; released at the right end of a strip that ends now, the clock is live again.
 */
import { type PointerEvent, useState } from "react";
import { useClock } from "../state/clock.tsx";
import type { StripRange } from "../playback/stripRange.ts";

const EDGE_PX = 6;
const SHORTEST_DRAG_MS = 10_000;

export interface Draft {
  readonly range: StripRange;
  readonly part: "playhead" | "edge";
  readonly atMs: number;
  readonly windowMs: number;
}

export function useStripDrag(range: StripRange) {
  const clock = useClock();
  const [draft, setDraft] = useState<Draft | null>(null);
  const timeAt = (event: PointerEvent<Element>, within: StripRange) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return {
      timeMs: within.startMs + share * (within.endMs - within.startMs),
      pxPerMs: box.width / (within.endMs - within.startMs),
    };
  };
  const follow = (event: PointerEvent<Element>, from: Draft): Draft => {
    const { timeMs } = timeAt(event, from.range);
    if (from.part === "playhead") return { ...from, atMs: timeMs };
    return { ...from, windowMs: Math.max(SHORTEST_DRAG_MS, from.atMs - timeMs) };
  };
  const commit = (end: Draft, pxPerMs: number) => {
    if (end.part === "edge") return clock.setWindow(Math.round(end.windowMs / 1000) * 1000);
    const endsNow = end.range.endMs >= clock.nowMs - 1000;
    if (endsNow && (end.range.endMs - end.atMs) * pxPerMs < EDGE_PX) return clock.goLive();
    return clock.setAt(Math.round(end.atMs / 1000) * 1000);
  };
  return {
    draft,
    handlers: {
      onPointerDown: (event: PointerEvent<Element>) => {
        if (event.button !== 0) return;
        const { timeMs, pxPerMs } = timeAt(event, range);
        event.currentTarget.setPointerCapture(event.pointerId);
        const onEdge = Math.abs(timeMs - clock.startMs) * pxPerMs < EDGE_PX;
        const start: Draft = { range, part: onEdge ? "edge" : "playhead", atMs: clock.endMs, windowMs: clock.windowMs };
        setDraft(follow(event, start));
      },
      onPointerMove: (event: PointerEvent<Element>) => {
        if (draft) setDraft(follow(event, draft));
      },
      onPointerUp: (event: PointerEvent<Element>) => {
        if (!draft) return;
        commit(follow(event, draft), timeAt(event, draft.range).pxPerMs);
        setDraft(null);
      },
      onPointerCancel: () => setDraft(null),
    },
  };
}
