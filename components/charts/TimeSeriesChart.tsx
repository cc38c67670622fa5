"use client";
/** Lines over the page's window: heading with legend and the value of now, plot, crosshair, drag to zoom. A click in the legend isolates. */
import { type ReactNode, useMemo, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { type ChartUnit, formatValue } from "./axis.ts";
import { ChartOverlay, type TimeMark } from "./ChartOverlay.tsx";
import { lineChartOption, MARGIN } from "./chartOption.ts";
import { LazyEChart } from "./LazyEChart.tsx";
import { type ChartSeries, prepareTimeSeries, type TimeSeriesModel, valuesAt } from "./prepareTimeSeries.ts";
import { UsualBand } from "./UsualBand.tsx";

interface TimeSeriesChartProps {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  /** Start of the first bucket, and the buckets' width. */
  readonly startMs: number;
  readonly stepMs: number;
  readonly unit: ChartUnit;
  /** What a rate counts: "req". */
  readonly noun?: string;
  /** At the right of the heading: the value of now. */
  readonly value?: ReactNode;
  readonly threshold?: { readonly value: number; readonly label: string };
  /** What the values usually keep within, drawn as a band beneath the lines. */
  readonly usual?: readonly [low: number, high: number] | null;
  /** Instants worth a tick on the axis, as a deploy. */
  readonly marks?: readonly TimeMark[];
  readonly height?: number;
  /** Instead of an empty plot. */
  readonly nothing?: string;
}

export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { title, series, startMs, stepMs, unit, noun = "req", height = 138, threshold, usual, nothing } = props;
  const clock = useClock();
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [isolated, setIsolated] = useState<string | null>(null);
  const model = useMemo(
    () =>
      prepareTimeSeries({
        series,
        startMs,
        stepMs,
        windowStartMs: clock.startMs,
        windowEndMs: clock.endMs,
        unit,
        zone,
        widthPx: width - MARGIN.left - MARGIN.right,
        threshold: threshold?.value,
        usual,
      }),
    [series, startMs, stepMs, clock.startMs, clock.endMs, unit, zone, width, threshold?.value, usual],
  );
  const option = useMemo(
    () => lineChartOption(model, { unit, noun, zone, isolated }),
    [model, unit, noun, zone, isolated],
  );
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline gap-2 px-(--pad) pt-[11px] pb-[3px]">
        <b className="font-semibold">{title}</b>
        {series.length > 1 && <Legend series={series} isolated={isolated} isolate={setIsolated} />}
        <span className="num ml-auto whitespace-nowrap font-medium">{props.value}</span>
      </figcaption>
      <div ref={ref} className="relative" style={{ height }}>
        {width > 0 && (
          <>
            {usual && <UsualBand usual={usual} top={model.yTicks.at(-1) ?? 1} width={width} height={height} />}
            <LazyEChart option={option} width={width} height={height} />
            <ChartOverlay
              width={width}
              height={height}
              xMin={model.xMin}
              xMax={model.xMax}
              yMax={model.yTicks.at(-1) ?? 1}
              threshold={threshold}
              marks={props.marks}
              tooltip={(timeMs) => <Tooltip {...{ model, timeMs, stepMs, unit, noun, zone, usual }} />}
            />
            {model.empty && nothing && (
              <p className="pointer-events-none absolute inset-x-0 top-[38%] text-center text-12 text-ink-3">
                {nothing}
              </p>
            )}
          </>
        )}
      </div>
    </figure>
  );
}

interface LegendProps {
  readonly series: readonly ChartSeries[];
  readonly isolated: string | null;
  readonly isolate: (name: string | null) => void;
}

function Legend({ series, isolated, isolate }: LegendProps) {
  return (
    <span className="flex gap-2.5 text-11 text-ink-3">
      {series.map(({ name, color }) => (
        <button
          key={name}
          type="button"
          aria-pressed={isolated === name}
          onClick={() => isolate(isolated === name ? null : name)}
          className={`flex items-center gap-[5px] hover:text-ink ${isolated !== null && isolated !== name ? "opacity-40" : ""}`}
        >
          <span aria-hidden="true" className="h-[2.5px] w-2.5 rounded-[1px]" style={{ background: color }} />
          {name}
        </button>
      ))}
    </span>
  );
}

interface TooltipProps {
  readonly model: TimeSeriesModel;
  readonly timeMs: number;
  readonly stepMs: number;
  readonly unit: ChartUnit;
  readonly noun: string;
  readonly zone: string;
  readonly usual?: readonly [low: number, high: number] | null;
}

function Tooltip({ model, timeMs, stepMs, unit, noun, zone, usual }: TooltipProps) {
  const say = (value: number | null) => formatValue(value, unit, noun, model.yTicks.at(-1));
  const [low, high] = usual ? usual.map(say) : [];
  return (
    <>
      <p className="num text-11 text-ink-3">{formatInstant(timeMs, zone, "clock")}</p>
      {valuesAt(model, timeMs, stepMs).map(({ name, color, value }) => (
        <p key={name} className="flex items-center gap-2">
          <span aria-hidden="true" className="h-[2.5px] w-2.5 rounded-[1px]" style={{ background: color }} />
          <span className="text-ink-2">{name}</span>
          <span className="num ml-auto pl-4 font-medium">{say(value)}</span>
        </p>
      ))}
      {usual && (
        <p className="flex items-center gap-2 text-ink-3">
          <span aria-hidden="true" className="h-2 w-2.5 rounded-[1px]" style={{ background: "var(--usual)" }} />
          usually
          <span className="num ml-auto pl-4">{low === high ? low : `${low} to ${high}`}</span>
        </p>
      )}
    </>
  );
}
