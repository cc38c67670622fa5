"use client";
/**
 * The playhead over a chart's plot while it moves: a line at its instant, and what comes after it dimmed. It alone is drawn anew with
 * every frame; the chart beneath stays as it is. A plot that does not reach the instant is dimmed whole: what it shows is another time.
 */
import { useClock } from "../state/clock.tsx";
import { useMovingMs } from "../state/playhead.ts";

interface ChartPlayheadProps {
  readonly xMin: number;
  readonly xMax: number;
  /** Edges of the plot, in pixels. */
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

export function ChartPlayhead({ xMin, xMax, left, width, top, height }: ChartPlayheadProps) {
  const { live, endMs } = useClock();
  const movingMs = useMovingMs();
  const atMs = movingMs ?? endMs;
  if (movingMs === null && (live || atMs < xMin || atMs > xMax)) return null;
  const x = ((atMs - xMin) / (xMax - xMin)) * width;
  const isHere = x >= 0 && x <= width;
  const dimFrom = isHere ? x : 0;
  return (
    <div
      aria-hidden="true"
      data-chart-playhead=""
      className="pointer-events-none absolute overflow-visible"
      style={{ left, top, width, height }}
    >
      {movingMs !== null && (
        <div
          className="absolute inset-y-0 right-0 left-0 origin-right bg-canvas/65"
          style={{ transform: `scaleX(${(1 - dimFrom / width).toFixed(4)})` }}
        />
      )}
      {isHere && (
        <div
          className="absolute inset-y-0 left-0 w-[1.5px] bg-time-fill"
          style={{ transform: `translateX(${(x - 0.75).toFixed(1)}px)` }}
        />
      )}
    </div>
  );
}
