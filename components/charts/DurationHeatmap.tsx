"use client";
/** Every request by its duration: bands over time, failed traces as squares that lead to them. Drag to zoom the page's window. */
import { type ReactNode, useMemo } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { ChartOverlay, type TimeMark } from "./ChartOverlay.tsx";
import { MARGIN } from "./chartOption.ts";
import { heatmapOption } from "./heatmapOption.ts";
import { LazyAlertMarks } from "./LazyAlertMarks.tsx";
import { LazyEChart } from "./LazyEChart.tsx";
import { type HeatmapInput, type HeatmapModel, prepareHeatmap } from "./prepareHeatmap.ts";

export interface HeatmapMark {
  readonly id: string;
  readonly timeMs: number;
  readonly seconds: number;
  readonly failed: boolean;
  /** Spoken, and shown on hover. */
  readonly label: string;
}

interface DurationHeatmapProps {
  readonly data: Pick<
    HeatmapInput,
    "lowSeconds" | "rowsPerDoubling" | "rowCount" | "cells" | "startMs" | "stepMs" | "unit"
  >;
  readonly marks: readonly HeatmapMark[];
  /** The mark that is pointed at elsewhere. */
  readonly ringed: string | null;
  readonly onOpen: (id: string) => void;
  readonly tooltip: (timeMs: number) => ReactNode;
  readonly height?: number;
  /** Instants worth a tick on the axis. */
  readonly deploys?: readonly TimeMark[];
  /** The stretch of the axis; the clock's window unless given. */
  readonly window?: { readonly startMs: number; readonly endMs: number };
}

export function DurationHeatmap(props: DurationHeatmapProps) {
  const { data, marks, ringed, onOpen, tooltip, height = 186, deploys, window } = props;
  const clock = useClock();
  const { startMs: windowStartMs, endMs: windowEndMs } = window ?? clock;
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const widthPx = width - MARGIN.left - MARGIN.right;
  const model = useMemo(
    () => prepareHeatmap({ ...data, windowStartMs, windowEndMs, zone, widthPx }),
    [data, windowStartMs, windowEndMs, zone, widthPx],
  );
  const option = useMemo(() => heatmapOption(model, zone), [model, zone]);
  return (
    <div ref={ref} className="relative" style={{ height }}>
      {width > 0 && (
        <>
          <LazyAlertMarks width={width} height={height} xMin={model.xMin} xMax={model.xMax} />
          <LazyEChart option={option} width={width} height={height} />
          <ChartOverlay
            width={width}
            height={height}
            xMin={model.xMin}
            xMax={model.xMax}
            yMax={model.rows}
            marks={deploys}
            tooltip={(timeMs) => (
              <>
                <p className="num text-11 text-ink-3">{formatInstant(timeMs, zone)}</p>
                {tooltip(timeMs)}
              </>
            )}
          />
          <Marks model={model} marks={marks} ringed={ringed} onOpen={onOpen} width={width} height={height} />
        </>
      )}
    </div>
  );
}

interface MarksProps extends Pick<DurationHeatmapProps, "marks" | "ringed" | "onOpen"> {
  readonly model: HeatmapModel;
  readonly width: number;
  readonly height: number;
}

function Marks({ model, marks, ringed, onOpen, width, height }: MarksProps) {
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const plotHeight = height - MARGIN.top - MARGIN.bottom;
  return (
    <>
      {marks
        .filter(({ timeMs }) => timeMs >= model.xMin && timeMs < model.xMax)
        .map(({ id, timeMs, seconds, failed, label }) => {
          const left = MARGIN.left + ((timeMs - model.xMin) / (model.xMax - model.xMin)) * plotWidth;
          const row = Math.min(model.rows, Math.max(0, model.rowOf(seconds)));
          const top = height - MARGIN.bottom - (row / model.rows) * plotHeight;
          return (
            <button
              key={id}
              type="button"
              data-dot={failed ? "failed" : ""}
              title={label}
              aria-label={label}
              onClick={() => onOpen(id)}
              className={`absolute z-10 size-[9px] -translate-x-1/2 -translate-y-1/2 ${failed ? "rounded-[1px] bg-fail-fill" : "rounded-full bg-ink"} outline-2 outline-canvas hover:outline-ink ${ringed === id ? "scale-125 outline-ink" : ""}`}
              style={{ left, top }}
            />
          );
        })}
    </>
  );
}
