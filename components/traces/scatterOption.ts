/** A prepared scatter -> ECharts' option. Margins are fixed, so that the pointer's dot is found by arithmetic. */
import { timeTicks } from "../charts/axis.ts";
import type { EChartOption } from "../charts/EChart.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import type { ScatterModel } from "./prepareScatter.ts";

export const SCATTER_MARGIN = { left: 66, right: 20, top: 24, bottom: 24 } as const;
const LABEL = { color: "var(--text-3)", fontSize: 11, fontFamily: "Inter Variable" };
const PX_PER_TICK = 96;

interface ScatterFrame {
  readonly startMs: number;
  readonly endMs: number;
  readonly zone: string;
  readonly width: number;
}

/** A tick's words. Powers of logarithms miss round numbers by a hair ("50.0 s" beside "10 s"). */
export const durationLabel = (log: number): string => formatDuration(Number((10 ** log).toPrecision(6)));

export function scatterOption(model: ScatterModel, { startMs, endMs, zone, width }: ScatterFrame): EChartOption {
  const ticks = timeTicks(startMs, endMs, zone, Math.max(2, Math.floor(width / PX_PER_TICK)));
  const styles = new Map(ticks.map(({ timeMs, style }) => [timeMs, style]));
  const bare = { axisLine: { show: false }, axisTick: { show: false } };
  const dots = (failed: boolean) => model.dots.filter((dot) => dot.failed === failed).map(({ x, y }) => [x, y]);
  return {
    animation: false,
    grid: { ...SCATTER_MARGIN, containLabel: false },
    xAxis: {
      ...bare,
      type: "value",
      min: startMs,
      max: endMs,
      splitLine: { show: false },
      axisLabel: {
        ...LABEL,
        margin: 9,
        hideOverlap: true,
        customValues: ticks.map(({ timeMs }) => timeMs),
        formatter: (timeMs: number) => formatInstant(timeMs, zone, styles.get(timeMs) ?? "minute"),
      },
    },
    yAxis: {
      ...bare,
      type: "value",
      min: model.yMin,
      max: model.yMax,
      splitLine: { lineStyle: { color: "var(--grid)" } },
      axisTick: { show: false, customValues: model.yTicks.map(Math.log10) },
      axisLabel: {
        ...LABEL,
        margin: 7,
        customValues: model.yTicks.map(Math.log10),
        formatter: durationLabel,
      },
    },
    series: [
      {
        type: "scatter",
        silent: true,
        symbol: "circle",
        symbolSize: 6,
        data: dots(false),
        itemStyle: { color: "transparent", borderColor: "var(--accent)", borderWidth: 1.4, opacity: 0.85 },
      },
      {
        type: "scatter",
        silent: true,
        symbol: "rect",
        symbolSize: 7,
        data: dots(true),
        itemStyle: { color: "var(--fail-fill)", borderColor: "var(--canvas)", borderWidth: 1 },
      },
    ],
  };
}
