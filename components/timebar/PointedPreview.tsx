"use client";
/** The preview at the pointer over the strip. Where the pointer is is kept beside React: it alone is drawn anew with every move. */
import { useSyncExternalStore } from "react";
import type { StripRange } from "../playback/stripRange.ts";
import type { Mark } from "./prepareMarks.ts";
import { StripPreview } from "./StripPreview.tsx";
import type { StripHealth } from "./stripHealth.ts";

export interface PointedPlace {
  /** Pixels from the strip's left edge; null: the pointer is elsewhere. */
  readonly point: (px: number | null) => void;
  readonly now: () => number | null;
  readonly subscribe: (listener: () => void) => () => void;
}

export function makePointedPlace(): PointedPlace {
  let px: number | null = null;
  const listeners = new Set<() => void>();
  return {
    point: (next) => {
      if (next === px) return;
      px = next;
      for (const listener of listeners) listener();
    },
    now: () => px,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface PointedPreviewProps {
  readonly pointed: PointedPlace;
  readonly marks: readonly Mark[];
  /** The mark under the pointer, which lies above the strip. */
  readonly pointedMark: Mark | null;
  readonly range: StripRange;
  readonly width: number;
  readonly nowMs: number;
  readonly zone: string;
  readonly health: StripHealth | null;
}

const NEAR_PX = 5;
const nowhere = () => null;

export function PointedPreview({
  pointed,
  marks,
  pointedMark,
  range,
  width,
  nowMs,
  zone,
  health,
}: PointedPreviewProps) {
  const pointedPx = useSyncExternalStore(pointed.subscribe, pointed.now, nowhere);
  const px = pointedMark?.x ?? pointedPx;
  if (px === null) return null;
  return (
    <StripPreview
      timeMs={pointedMark?.fromMs ?? range.startMs + (px / width) * (range.endMs - range.startMs)}
      leftPx={px}
      widthPx={width}
      nowMs={nowMs}
      zone={zone}
      health={health}
      mark={pointedMark ?? marks.find(({ x }) => Math.abs(x - px) <= NEAR_PX) ?? null}
    />
  );
}
