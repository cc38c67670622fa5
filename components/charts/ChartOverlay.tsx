"use client";
/**
 * What lies over a chart's plot: the crosshair shared by the page, the now-line, a threshold with its value, the stretch one drags
 * to zoom the page's window, and the tooltip. It owns the pointer; the chart beneath only draws.
 */
import { type PointerEvent, type ReactNode, useState } from "react";
import { useClock } from "../state/clock.tsx";
import { pointAt, useCrosshair } from "../state/crosshair.ts";
import { ChartPlayhead } from "./ChartPlayhead.tsx";
import { MARGIN } from "./chartOption.ts";

export interface TimeMark {
  readonly timeMs: number;
  readonly label: string;
}

/** A value worth a line of its own, with its words. */
export interface ThresholdLine {
  readonly value: number;
  readonly label: string;
  readonly level?: "warn" | "fail";
}

interface ChartOverlayProps {
  readonly width: number;
  readonly height: number;
  readonly xMin: number;
  readonly xMax: number;
  readonly yMax: number;
  readonly yMin?: number;
  readonly threshold?: ThresholdLine;
  readonly thresholds?: readonly ThresholdLine[];
  readonly marks?: readonly TimeMark[];
  /** Dragging does not zoom the page's window. */
  readonly still?: boolean | undefined;
  /** Shown beside the pointed instant, in this chart only; null shows none. */
  readonly tooltip: (timeMs: number) => ReactNode;
}

const LEAST_DRAG_PX = 5;
/** A threshold's words over its line; nearer to the plot's top they stand under it, where no flag of an alert is. */
const WORDS_PX = 16;

export function ChartOverlay(props: ChartOverlayProps) {
  const { width, height, xMin, xMax, threshold, yMax, yMin = 0 } = props;
  const { live, endMs, zoomTo } = useClock();
  const pointed = useCrosshair();
  const [own, setOwn] = useState(false);
  const [dragFrom, setDragFrom] = useState<number | null>(null);
  const plot = width - MARGIN.left - MARGIN.right;
  const x = (timeMs: number) => MARGIN.left + ((timeMs - xMin) / (xMax - xMin)) * plot;
  const bottom = height - MARGIN.bottom;
  const timeAt = (event: PointerEvent<Element>) => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
    return xMin + (Math.min(plot, Math.max(0, px)) / plot) * (xMax - xMin);
  };
  const release = (event: PointerEvent<Element>) => {
    if (dragFrom !== null) {
      const [from, to] = [dragFrom, timeAt(event)].sort((a, b) => a - b);
      if (from !== undefined && to !== undefined && x(to) - x(from) >= LEAST_DRAG_PX) zoomTo(from, to);
    }
    setDragFrom(null);
  };
  const inside = pointed !== null && pointed >= xMin && pointed <= xMax ? pointed : null;
  const thresholds = (props.thresholds ?? (threshold ? [threshold] : [])).filter(({ value }) => value <= yMax);
  const y = (value: number) => bottom - ((value - yMin) / (yMax - yMin)) * (bottom - MARGIN.top);
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
        if (event.button !== 0 || event.pointerType === "touch" || props.still) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragFrom(timeAt(event));
      }}
      onPointerUp={release}
      onPointerCancel={() => setDragFrom(null)}
    >
      <svg width={width} height={height} aria-hidden="true" data-overlay="" className="pointer-events-none block">
        {thresholds.map((line) => (
          <Threshold key={`${line.value} ${line.label}`} line={line} y={y(line.value)} width={width} />
        ))}
        {props.marks
          ?.filter(({ timeMs }) => timeMs >= xMin && timeMs <= xMax)
          .map((mark) => (
            <Mark key={`${mark.timeMs} ${mark.label}`} label={mark.label} x={x(mark.timeMs)} bottom={bottom} />
          ))}
        {live && x(endMs) <= width && (
          <line
            x1={width - MARGIN.right + 0.5}
            x2={width - MARGIN.right + 0.5}
            y1={MARGIN.top}
            y2={bottom}
            stroke="var(--accent)"
            strokeWidth={1.25}
          />
        )}
        {dragFrom !== null && inside !== null && (
          <rect
            x={Math.min(x(dragFrom), x(inside))}
            width={Math.abs(x(inside) - x(dragFrom))}
            y={MARGIN.top}
            height={bottom - MARGIN.top}
            fill="var(--accent)"
            opacity={0.18}
          />
        )}
        {inside !== null && <line x1={x(inside)} x2={x(inside)} y1={MARGIN.top} y2={bottom} stroke="var(--text-3)" />}
      </svg>
      <ChartPlayhead
        xMin={xMin}
        xMax={xMax}
        left={MARGIN.left}
        width={plot}
        top={MARGIN.top}
        height={bottom - MARGIN.top}
      />
      {own && inside !== null && (
        <div
          className="float pointer-events-none absolute top-1 z-30 min-w-36 px-2.5 py-1.5 text-12 [animation:none]"
          style={x(inside) > width / 2 ? { right: width - x(inside) + 10 } : { left: x(inside) + 10 }}
        >
          {props.tooltip(inside)}
        </div>
      )}
    </div>
  );
}

const LEVELS = { warn: "var(--warn)", fail: "var(--fail)" } as const;

function Threshold({ line: { label, level }, y, width }: { line: ThresholdLine; y: number; width: number }) {
  const color = level ? LEVELS[level] : "var(--text-2)";
  return (
    <>
      <line
        x1={MARGIN.left}
        x2={width - MARGIN.right}
        y1={y}
        y2={y}
        stroke={color}
        strokeDasharray="3 3"
        opacity={0.8}
      />
      <text
        x={MARGIN.left + 4}
        y={y - WORDS_PX < MARGIN.top ? y + 12 : y - 4}
        fontSize={11}
        fill={color}
        className="halo"
      >
        {label}
      </text>
    </>
  );
}

/** A dotted line with its word at the top and a tick on the axis; the word stands at the side that has room. */
function Mark({ x, bottom, label }: { x: number; bottom: number; label: string }) {
  const left = x > MARGIN.left + 60;
  return (
    <g>
      <line x1={x} x2={x} y1={MARGIN.top} y2={bottom} stroke="var(--text-2)" strokeDasharray="2 3" />
      <path d={`M${x - 3.5} ${bottom + 6}v-3.5l3.5-3l3.5 3v3.5z`} fill="var(--text-1)" />
      <text
        x={left ? x - 5 : x + 5}
        y={MARGIN.top + 11}
        textAnchor={left ? "end" : "start"}
        fontSize={11}
        fill="var(--text-1)"
        className="halo num"
      >
        {label}
      </text>
    </g>
  );
}
