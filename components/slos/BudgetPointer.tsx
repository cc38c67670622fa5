"use client";
/** Over a budget's chart: the page's crosshair with what was left there, and the stretch that one drags to look at. It owns the pointer. */
import { type PointerEvent, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { pointAt, useCrosshair } from "../state/crosshair.ts";
import { type BudgetPicture, type BudgetPoint, leftAt } from "./budgetPicture.ts";
import { formatBudget } from "./sloWords.ts";

const LEAST_DRAG_PX = 5;

interface BudgetPointerProps {
  readonly picture: BudgetPicture;
  readonly points: readonly BudgetPoint[];
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number;
  readonly zone: string;
  readonly width: number;
  readonly height: number;
}

export function BudgetPointer({ picture, points, startMs, endMs, nowMs, zone, width, height }: BudgetPointerProps) {
  const { zoomTo } = useClock();
  const pointed = useCrosshair();
  const [own, setOwn] = useState(false);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const { plot, x } = picture;
  const timeAt = (event: PointerEvent<Element>) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const share = (px - plot.left) / (plot.right - plot.left);
    return startMs + Math.min(1, Math.max(0, share)) * (endMs - startMs);
  };
  const release = (event: PointerEvent<Element>) => {
    if (dragFrom !== null) {
      const [from = 0, to = 0] = [dragFrom, timeAt(event)].map((at) => Math.min(at, nowMs)).sort((a, b) => a - b);
      if (x(to) - x(from) >= LEAST_DRAG_PX) zoomTo(from, to);
    }
    setDragFrom(null);
  };
  const inside = pointed !== null && pointed >= startMs && pointed <= endMs ? pointed : null;
  return (
    <div
      className="absolute inset-0 cursor-crosshair touch-pan-y"
      onPointerMove={(event) => {
        setOwn(true);
        pointAt(timeAt(event));
      }}
      onPointerLeave={() => {
        setOwn(false);
        pointAt(null);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === "touch") return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragFrom(timeAt(event));
      }}
      onPointerUp={release}
      onPointerCancel={() => setDragFrom(null)}
    >
      {inside !== null && (
        <svg width={width} height={height} aria-hidden="true" className="pointer-events-none block">
          {dragFrom !== null && (
            <rect
              x={Math.min(x(dragFrom), x(inside))}
              width={Math.abs(x(inside) - x(dragFrom))}
              y={plot.top}
              height={plot.bottom - plot.top}
              fill="var(--accent)"
              opacity={0.18}
            />
          )}
          <line x1={x(inside)} x2={x(inside)} y1={plot.top} y2={plot.bottom} stroke="var(--text-3)" />
        </svg>
      )}
      {own && inside !== null && inside <= nowMs && (
        <div
          className="float pointer-events-none absolute top-1 z-30 px-2.5 py-1.5 text-12 [animation:none]"
          style={x(inside) > width / 2 ? { right: width - x(inside) + 10 } : { left: x(inside) + 10 }}
        >
          <p className="num text-11 text-ink-3">{formatInstant(inside, zone, "dayMinute")}</p>
          <p className="num font-medium">{formatBudget(leftAt(points, inside))} left</p>
        </div>
      )}
    </div>
  );
}
