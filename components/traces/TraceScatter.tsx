"use client";
/** Traces of the window by start and duration. A click opens the nearest dot's trace, a drag looks at that stretch of time. */
import { type PointerEvent, useMemo, useRef, useState } from "react";
import { ChartPlayhead } from "../charts/ChartPlayhead.tsx";
import { LazyEChart } from "../charts/LazyEChart.tsx";
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { dotOf, nearestDot, prepareScatter, type ScatterDot } from "./prepareScatter.ts";
import { SCATTER_MARGIN as MARGIN, scatterOption } from "./scatterOption.ts";
import type { FoundTrace } from "./TraceTable.tsx";
import { useSize } from "./useSize.ts";

const HEIGHT_PX = 170;
const REACH_PX = 14;
const LEAST_DRAG_PX = 5;

interface TraceScatterProps {
  readonly traces: readonly FoundTrace[];
  /** They are a sample of what matches. */
  readonly isSample: boolean;
  readonly open: (traceId: string) => void;
  readonly highlighted: FoundTrace | null;
}

export function TraceScatter({ traces, isSample, open, highlighted }: TraceScatterProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const { startMs, endMs, zoomTo } = useClock();
  const zone = useZone();
  const model = useMemo(() => prepareScatter(traces), [traces]);
  const option = useMemo(
    () => scatterOption(model, { startMs, endMs, zone, width }),
    [model, startMs, endMs, zone, width],
  );
  const [hovered, setHovered] = useState<ScatterDot | null>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const plot = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT_PX - MARGIN.top - MARGIN.bottom };
  const place = (dot: ScatterDot) =>
    [
      MARGIN.left + ((dot.x - startMs) / (endMs - startMs)) * plot.width,
      MARGIN.top + ((model.yMax - dot.y) / (model.yMax - model.yMin)) * plot.height,
    ] as const;
  const pointOf = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top] as const;
  };
  const timeAt = (px: number) => startMs + ((px - MARGIN.left) / plot.width) * (endMs - startMs);
  const release = (event: PointerEvent<HTMLElement>) => {
    const point = pointOf(event);
    setDrag(null);
    if (drag && Math.abs(point[0] - drag[0]) >= LEAST_DRAG_PX) {
      zoomTo(timeAt(Math.min(drag[0], point[0])), timeAt(Math.max(drag[0], point[0])));
      return;
    }
    const trace = traces[nearestDot(model.dots, place, point, REACH_PX)?.at ?? -1];
    if (trace) open(trace.traceId);
  };
  const ringed = hovered ?? (highlighted && dotOf(highlighted, -1));
  return (
    <div
      ref={box}
      role="img"
      aria-label={`${isSample ? "A spread sample of " : ""}${traces.length} traces by start and duration; the table below lists ${isSample ? "what was asked for" : "them"}.`}
      className={`relative flex-none touch-pan-y select-none border-line border-b ${hovered ? "cursor-pointer" : "cursor-crosshair"}`}
      style={{ height: HEIGHT_PX }}
      onPointerDown={(event) => event.button === 0 && setDrag([pointOf(event)[0], pointOf(event)[0]])}
      onPointerMove={(event) => {
        const point = pointOf(event);
        setHovered(nearestDot(model.dots, place, point, REACH_PX));
        setDrag((before) => before && [before[0], point[0]]);
      }}
      onPointerUp={release}
      onPointerLeave={() => {
        setHovered(null);
        setDrag(null);
      }}
    >
      {width > 0 && <LazyEChart option={option} width={width} height={HEIGHT_PX} />}
      <ChartPlayhead
        xMin={startMs}
        xMax={endMs}
        left={MARGIN.left}
        width={plot.width}
        top={MARGIN.top}
        height={plot.height}
      />
      {isSample && (
        <p className="pointer-events-none absolute top-1 right-5 rounded-3 bg-canvas px-1 text-11 text-ink-3">
          {traces.length > 0
            ? `${formatCountOf(traces.length, "trace")} spread over the window, failed ones first; more match`
            : "A sample of the whole window is on its way"}
        </p>
      )}
      {ringed && <Ring at={place(ringed)} />}
      {drag && Math.abs(drag[1] - drag[0]) >= LEAST_DRAG_PX && (
        <div
          className="pointer-events-none absolute top-6 bottom-6 bg-accent/20"
          style={{ left: Math.min(...drag), width: Math.abs(drag[1] - drag[0]) }}
        />
      )}
      {hovered && <DotWords trace={traces[hovered.at]} at={place(hovered)} width={width} zone={zone} />}
    </div>
  );
}

function Ring({ at: [x, y] }: { at: readonly [number, number] }) {
  return (
    <div
      className="pointer-events-none absolute size-4 rounded-full border-[1.5px] border-ink"
      style={{ left: x - 8, top: y - 8 }}
    />
  );
}

interface DotWordsProps {
  readonly trace: FoundTrace | undefined;
  readonly at: readonly [number, number];
  readonly width: number;
  readonly zone: string;
}

function DotWords({ trace, at: [x, y], width, zone }: DotWordsProps) {
  if (!trace) return null;
  return (
    <div
      className="float pointer-events-none absolute z-30 max-w-80 px-2.5 py-1.5 text-12 [animation:none]"
      style={{
        top: Math.min(y + 12, HEIGHT_PX - 44),
        ...(x > width / 2 ? { right: width - x + 12 } : { left: x + 12 }),
      }}
    >
      <p className="flex items-center gap-1.5 font-medium">
        <Status kind={trace.errorCount > 0 ? "fail" : "ok"} size={10} label="" />
        <span className="truncate">
          {trace.rootService ?? trace.services[0]?.name ?? ""} {trace.rootName ?? "root never arrived"}
        </span>
      </p>
      <p className="num text-ink-2">
        {formatDuration(trace.durationNano)} · {formatUnixNano(trace.startUnixNano, zone)}
      </p>
    </div>
  );
}
