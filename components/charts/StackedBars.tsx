"use client";
/**
 * Counts over time as stacked bars (log volume, what arrives). Hover tells the bucket's numbers; a drag looks at that stretch
 * (the page's window follows); the crosshair is shared with the other charts of the page.
 */
import { type PointerEvent, useMemo, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { useClock } from "../state/clock.tsx";
import { pointAt, useCrosshair } from "../state/crosshair.ts";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { ChartPlayhead } from "./ChartPlayhead.tsx";
import { useChartAlerts } from "./chartAlerts.ts";
import { LazyAlertMarks } from "./LazyAlertMarks.tsx";
import { joinBuckets, prepareStack, type Stack, type StackInput, timeTicks, unitOf } from "./prepareStack.ts";

interface StackedBarsProps {
  readonly input: StackInput;
  readonly height: number;
  /** What is counted, plural, as in "records". */
  readonly noun: string;
  /** Of a count in a bucket of this length. */
  readonly format?: (value: number, stepMs: number) => string;
}

/** Where the axis has a line with its number: none over nothing, and no half of a thing that is counted. */
function labelled({ bars, top }: Stack, whole: boolean): readonly number[] {
  if (bars.length === 0) return [];
  return whole && top % 2 === 1 ? [1] : [1, 0.5];
}

const LEFT_PX = 52;
const FOOT_PX = 20;
/** Above the bars, where the page has alerts to flag. */
const FLAGS_PX = 13;

export function StackedBars({ input: given, height, noun, format: formatOf = formatCount }: StackedBarsProps) {
  const clock = useClock();
  const zone = useZone();
  const pointedMs = useCrosshair();
  const [ref, fullWidth] = useWidth<HTMLDivElement>();
  const width = Math.max(0, fullWidth - LEFT_PX);
  const top = useChartAlerts().alerts.length > 0 ? FLAGS_PX : 0;
  const plot = height - FOOT_PX - top;
  const { startMs, endMs } = clock;
  const input = useMemo(() => joinBuckets(given, endMs - startMs, width), [given, startMs, endMs, width]);
  const format = (value: number) => formatOf(value, input.stepMs);
  const stack = useMemo(
    () => prepareStack(input, { startMs, endMs }, { width, height: plot }),
    [input, startMs, endMs, width, plot],
  );
  const drag = useDragZoom(startMs, endMs);
  const x = (ms: number) => ((ms - startMs) / (endMs - startMs)) * width;
  const bucket = pointedMs === null ? -1 : Math.floor((pointedMs - input.startMs) / input.stepMs);
  return (
    <div ref={ref} className="relative" style={{ height }}>
      <svg width={LEFT_PX + width} height={height} className="block touch-pan-y select-none" aria-hidden="true">
        <g fontSize={11} fill="var(--text-3)" className="num" transform={`translate(0 ${top})`}>
          {labelled(stack, formatOf === formatCount).map((share) => (
            <g key={share} transform={`translate(0 ${plot * (1 - share) + 0.5})`}>
              <line x1={LEFT_PX} x2={LEFT_PX + width} stroke="var(--grid)" />
              <text x={LEFT_PX - 8} y={share === 1 ? 9 : 4} textAnchor="end">
                {format(stack.top * share)}
              </text>
            </g>
          ))}
          {timeTicks({ startMs, endMs }, Math.max(2, width / 110)).map((ms) => (
            <text key={ms} x={LEFT_PX + x(ms)} y={height - 5 - top} textAnchor="middle">
              {x(ms) > 24 && x(ms) < width - 24
                ? formatInstant(ms, zone, endMs - startMs < 600_000 ? "clock" : "minute")
                : ""}
            </text>
          ))}
        </g>
        <g transform={`translate(${LEFT_PX} ${top})`}>
          {stack.bars.map((bar) => (
            <rect key={`${bar.series} ${bar.x}`} {...at(bar)} fill={input.series[bar.series]?.color} />
          ))}
          <line x2={width} y1={plot + 0.5} y2={plot + 0.5} stroke="var(--line)" />
          {formatOf === formatCount && stack.bars.length > 0 && <AxisUnit words={unitOf(noun, input.stepMs)} />}
          {drag.range && (
            <rect
              x={x(drag.range[0])}
              width={x(drag.range[1]) - x(drag.range[0])}
              height={plot}
              fill="var(--accent)"
              opacity={0.16}
            />
          )}
          {pointedMs !== null && pointedMs >= startMs && pointedMs <= endMs && (
            <line x1={x(pointedMs)} x2={x(pointedMs)} y2={plot} stroke="var(--text-3)" strokeDasharray="3 3" />
          )}
          <rect width={width} height={plot} fill="transparent" className="cursor-crosshair" {...drag.handlers} />
        </g>
      </svg>
      {width > 0 && (
        <LazyAlertMarks
          width={fullWidth}
          height={height}
          xMin={startMs}
          xMax={endMs}
          margin={{ left: LEFT_PX, right: 0, top, bottom: FOOT_PX }}
        />
      )}
      <ChartPlayhead xMin={startMs} xMax={endMs} left={LEFT_PX} width={width} top={top} height={plot} />
      {drag.inside && bucket >= 0 && bucket < input.bucketCount && (
        <BucketTip
          input={input}
          bucket={bucket}
          noun={noun}
          zone={zone}
          format={format}
          left={LEFT_PX + x(pointedMs ?? 0)}
          full={fullWidth}
        />
      )}
    </div>
  );
}

/** Beside the axis's topmost number; its edge keeps it legible over bars. */
function AxisUnit({ words }: { words: string }) {
  return (
    <text x={4} y={9} fontSize={11} fill="var(--text-3)" stroke="var(--canvas)" strokeWidth={3} paintOrder="stroke">
      {words}
    </text>
  );
}

const at = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x,
  y,
  width,
  height,
});

interface BucketTipProps extends Pick<StackedBarsProps, "input" | "noun"> {
  readonly bucket: number;
  readonly zone: string;
  readonly format: (value: number) => string;
  readonly left: number;
  readonly full: number;
}

function BucketTip({ input, bucket, noun, zone, format, left, full }: BucketTipProps) {
  const rows = input.series
    .map(({ name, color, values }) => ({ name, color, value: values[bucket] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const side = left > full - 190 ? { right: full - left + 10 } : { left: left + 10 };
  return (
    <div className="float pointer-events-none absolute top-1 z-10 min-w-[150px] px-2.5 py-1.5 text-12" style={side}>
      <p className="num text-ink-2">{formatInstant(input.startMs + bucket * input.stepMs, zone, "clock")}</p>
      {rows.length === 0 && <p>no {noun}</p>}
      {rows.map(({ name, color, value }) => (
        <p key={name} className="flex items-center gap-2">
          <span className="size-2 rounded-[2px]" style={{ background: color }} />
          <span className="flex-1">{name}</span>
          <span className="num">{format(value)}</span>
        </p>
      ))}
    </div>
  );
}

/** Shortest drag that counts as one, in pixels; below it, it was a click. */
const DRAG_PX = 6;

function useDragZoom(startMs: number, endMs: number) {
  const { zoomTo } = useClock();
  const [inside, setInside] = useState(false);
  const [from, setFrom] = useState<{ ms: number; px: number } | null>(null);
  const [to, setTo] = useState(0);
  const timeOf = (event: PointerEvent<Element>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return startMs + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (endMs - startMs);
  };
  const range = from && ([Math.min(from.ms, to), Math.max(from.ms, to)] as const);
  const handlers = {
    onPointerDown: (event: PointerEvent<Element>) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setFrom({ ms: timeOf(event), px: event.clientX });
      setTo(timeOf(event));
    },
    onPointerMove: (event: PointerEvent<Element>) => {
      setInside(true);
      pointAt(timeOf(event));
      if (from) setTo(timeOf(event));
    },
    onPointerUp: (event: PointerEvent<Element>) => {
      if (from && range && Math.abs(event.clientX - from.px) >= DRAG_PX) zoomTo(range[0], range[1]);
      setFrom(null);
    },
    onPointerLeave: () => {
      setInside(false);
      pointAt(null);
    },
    onPointerCancel: () => setFrom(null),
  };
  return { handlers, range, inside };
}
