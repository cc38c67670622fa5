"use client";
/** Single measurements over a plot, each a dot that leads to its trace; failed ones are squares. */
import { MARGIN } from "./chartOption.ts";

export interface Dot {
  readonly id: string;
  readonly timeMs: number;
  readonly value: number;
  readonly failed: boolean;
  /** Spoken, and shown on hover. */
  readonly label: string;
}

interface ChartDotsProps {
  readonly dots: readonly Dot[];
  readonly onOpen: (id: string) => void;
  readonly width: number;
  readonly height: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

export function ChartDots({ dots, onOpen, width, height, xMin, xMax, yMin, yMax }: ChartDotsProps) {
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  const inside = dots.filter(({ timeMs }) => timeMs >= xMin && timeMs <= xMax);
  return inside.map(({ id, timeMs, value, failed, label }) => (
    <button
      key={id}
      type="button"
      data-dot={failed ? "failed" : ""}
      title={label}
      aria-label={label}
      onClick={() => onOpen(id)}
      className={`absolute z-10 size-[7px] -translate-x-1/2 -translate-y-1/2 hover:scale-150 ${failed ? "rounded-[1px] bg-fail-fill" : "rounded-full bg-ink"} outline-2 outline-canvas`}
      style={{
        left: MARGIN.left + ((timeMs - xMin) / (xMax - xMin)) * plotWidth,
        // What lies above the axis stands at its top: it is the outlier one looks for.
        top: height - MARGIN.bottom - ((Math.min(yMax, Math.max(yMin, value)) - yMin) / (yMax - yMin)) * plotHeight,
      }}
    />
  ));
}
