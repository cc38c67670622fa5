/** A prepared model of lines -> ECharts' option. The plot's margins are fixed, so that overlays find an instant by arithmetic. */
import { formatInstant } from "../format/formatInstant.ts";
import { type ChartUnit, tickLabel } from "./axis.ts";
import type { EChartOption } from "./EChart.tsx";
import type { PreparedLine, TimeSeriesModel } from "./prepareTimeSeries.ts";
import { stackSeries } from "./stackOption.ts";

export const MARGIN = { left: 66, right: 20, top: 12, bottom: 24 } as const;

interface LineChartStyle {
  readonly unit: ChartUnit;
  readonly noun: string;
  readonly zone: string;
  /** Only this line at full strength; null: all. */
  readonly isolated: string | null;
  /** Lines unless told otherwise; stacked areas and bars stand on each other. */
  readonly draw?: "lines" | "stack" | "bars";
  /** Width of a bar. */
  readonly stepMs?: number;
}

export function lineChartOption(model: TimeSeriesModel, style: LineChartStyle): EChartOption {
  return {
    animation: false,
    grid: { ...MARGIN, containLabel: false },
    xAxis: timeAxis(model, style.zone),
    yAxis: valueAxis(model, style),
    series: seriesOf(model, style),
  };
}

/** What is of another time lies beneath, always as lines. */
function seriesOf({ lines }: TimeSeriesModel, { isolated, draw = "lines", stepMs = 0 }: LineChartStyle) {
  const behind = lines.filter((line) => line.behind).map((line) => lineSeries(line, isolated));
  const now = lines.filter((line) => !line.behind);
  if (draw === "lines") return [...behind, ...now.map((line) => lineSeries(line, isolated))];
  return [...behind, ...stackSeries(now, draw, stepMs)];
}

const LABEL = { color: "var(--text-3)", fontSize: 11, fontFamily: "Inter Variable" };

function timeAxis({ xMin, xMax, xTicks }: TimeSeriesModel, zone: string) {
  const styles = new Map(xTicks.map(({ timeMs, style }) => [timeMs, style]));
  return {
    type: "value",
    min: xMin,
    max: xMax,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      ...LABEL,
      margin: 9,
      showMinLabel: true,
      showMaxLabel: true,
      hideOverlap: true,
      customValues: xTicks.map(({ timeMs }) => timeMs),
      formatter: (timeMs: number) => formatInstant(timeMs, zone, styles.get(timeMs) ?? "minute"),
    },
  };
}

function valueAxis({ yTicks }: TimeSeriesModel, { unit, noun }: LineChartStyle) {
  const top = yTicks.at(-1) ?? 1;
  return {
    type: "value",
    min: yTicks[0] ?? 0,
    max: top,
    interval: (yTicks[1] ?? top) - (yTicks[0] ?? 0),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: "var(--grid)" } },
    axisLabel: { ...LABEL, margin: 7, formatter: (value: number) => tickLabel(value, top, unit, noun) },
  };
}

function lineSeries(line: PreparedLine, isolated: string | null) {
  const faint = isolated !== null && isolated !== line.name;
  const lone = new Set(line.lone);
  return {
    type: "line",
    name: line.name,
    silent: true,
    symbolSize: 4,
    showSymbol: lone.size > 0,
    showAllSymbol: true,
    connectNulls: false,
    lineStyle: {
      color: line.color,
      width: line.behind ? 1 : 1.6,
      type: line.behind ? [4, 3] : "solid",
      opacity: faint ? 0.15 : line.behind ? 0.6 : 1,
      join: "round",
    },
    itemStyle: { color: line.color, opacity: faint ? 0.15 : 1 },
    areaStyle: line.area && !faint ? { color: line.color, opacity: 0.1 } : undefined,
    data: line.points.map((point, i) => ({ value: [...point], symbol: lone.has(i) ? "circle" : "none" })),
  };
}
