"use client";
/**
 * The plot of values at instants, as PromQL answers them: lines, stacked areas or bars, the usual band behind them, thresholds, marks of
 * deploys and of the page's alerts, dots that lead to a trace, crosshair and tooltip, drag to zoom. Heading and legend are its owner's.
 */
import { useMemo } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useWidth } from "../state/useWidth.ts";
import { type ChartUnit, formatValue } from "./axis.ts";
import { ChartDots, type Dot } from "./ChartDots.tsx";
import { ChartOverlay, type ThresholdLine, type TimeMark } from "./ChartOverlay.tsx";
import { lineChartOption, MARGIN } from "./chartOption.ts";
import { LazyAlertMarks } from "./LazyAlertMarks.tsx";
import { LazyEChart } from "./LazyEChart.tsx";
import { type ChartSeries, prepareTimeSeries, type TimeSeriesModel, valuesAt } from "./prepareTimeSeries.ts";
import { type TimeBand, TimeBands } from "./TimeBands.tsx";
import { UsualBand } from "./UsualBand.tsx";

export interface LineChartProps {
  readonly series: readonly ChartSeries[];
  readonly startMs: number;
  readonly stepMs: number;
  readonly unit: ChartUnit;
  readonly noun?: string;
  readonly draw?: "lines" | "stack" | "bars";
  readonly height?: number;
  readonly thresholds?: readonly ThresholdLine[];
  readonly usual?: readonly [low: number, high: number] | null;
  readonly marks?: readonly TimeMark[];
  /** Stretches of time behind the lines. */
  readonly bands?: readonly TimeBand[];
  readonly dots?: readonly Dot[];
  readonly onDot?: (id: string) => void;
  /** Only this line at full strength. */
  readonly isolated?: string | null;
  /** Dragging over it does not zoom the page's window. */
  readonly still?: boolean;
  /** The stretch of the axis; the clock's window unless given. */
  readonly window?: { readonly startMs: number; readonly endMs: number };
}

export function LineChart(props: LineChartProps) {
  const { series, startMs, stepMs, unit, noun = "", draw = "lines", height = 138, thresholds, usual } = props;
  const clock = useClock();
  const { startMs: windowStartMs, endMs: windowEndMs } = props.window ?? clock;
  const zone = useZone();
  const [ref, width] = useWidth<HTMLDivElement>();
  const widthPx = width - MARGIN.left - MARGIN.right;
  const threshold = thresholds?.reduce((most, { value }) => Math.max(most, value), 0);
  const model = useMemo(() => {
    const grid = { startMs, stepMs, windowStartMs, windowEndMs, instants: true };
    return prepareTimeSeries({ ...grid, series, unit, zone, widthPx, threshold, usual, stacked: draw !== "lines" });
  }, [series, startMs, stepMs, windowStartMs, windowEndMs, unit, zone, widthPx, threshold, usual, draw]);
  const isolated = props.isolated ?? null;
  const option = useMemo(
    () => lineChartOption(model, { unit, noun, zone, isolated, draw, stepMs }),
    [model, unit, noun, zone, isolated, draw, stepMs],
  );
  const [yMin, yMax] = [model.yTicks[0] ?? 0, model.yTicks.at(-1) ?? 1];
  const box = { width, height, xMin: model.xMin, xMax: model.xMax, yMin, yMax };
  return (
    <div ref={ref} className="relative" style={{ height }}>
      {width > 0 && (
        <>
          {usual && <UsualBand usual={usual} bottom={yMin} top={yMax} width={width} height={height} />}
          {props.bands && <TimeBands {...box} bands={props.bands} />}
          <LazyAlertMarks width={width} height={height} xMin={model.xMin} xMax={model.xMax} />
          <LazyEChart option={option} width={width} height={height} />
          <ChartOverlay
            {...box}
            thresholds={thresholds}
            marks={props.marks}
            still={props.still}
            tooltip={(timeMs) => <Tooltip {...{ model, timeMs, stepMs, unit, noun, zone, usual, isolated }} />}
          />
          {props.dots && props.onDot && <ChartDots {...box} dots={props.dots} onOpen={props.onDot} />}
        </>
      )}
    </div>
  );
}

/** A tooltip lists no more; the rest is counted. */
const MOST_LINES = 12;

interface TooltipProps {
  readonly model: TimeSeriesModel;
  readonly timeMs: number;
  readonly stepMs: number;
  readonly unit: ChartUnit;
  readonly noun: string;
  readonly zone: string;
  readonly usual: LineChartProps["usual"];
  readonly isolated: string | null;
}

function Tooltip({ model, timeMs, stepMs, unit, noun, zone, usual, isolated }: TooltipProps) {
  const say = (value: number | null) => formatValue(value, unit, noun, model.yTicks.at(-1));
  const [low, high] = usual ? usual.map(say) : [];
  const all = valuesAt(model, timeMs, stepMs).filter(({ value }) => value !== null);
  const rows = isolated === null ? all : [...all].sort((a, b) => rank(a, isolated) - rank(b, isolated));
  return (
    <>
      <p className="num text-11 text-ink-3">{formatInstant(timeMs, zone, "clock")}</p>
      {rows.length === 0 && <p className="text-ink-3">no value here</p>}
      {rows.slice(0, MOST_LINES).map(({ name, whole, color, behind, value }) => (
        <p key={`${behind} ${name}`} className="flex items-center gap-2">
          <span
            aria-hidden="true"
            className={`h-[2.5px] w-2.5 flex-none rounded-[1px] ${behind ? "opacity-50" : ""}`}
            style={{ background: color }}
          />
          <span className="max-w-60 truncate text-ink-2">{whole}</span>
          <span className="num ml-auto pl-4 font-medium">{say(value)}</span>
        </p>
      ))}
      {rows.length > MOST_LINES && <p className="text-ink-3">and {rows.length - MOST_LINES} more</p>}
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

const rank = ({ name }: { name: string }, isolated: string) => (name === isolated ? 0 : 1);
