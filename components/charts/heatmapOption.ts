/** A prepared heatmap -> ECharts' option: one rectangle a cell, on axes of time and of the logarithm of duration. */
import { formatInstant } from "../format/formatInstant.ts";
import { MARGIN } from "./chartOption.ts";
import type { EChartOption } from "./EChart.tsx";
import type { HeatmapModel } from "./prepareHeatmap.ts";

const LABEL = { color: "var(--text-3)", fontSize: 11, fontFamily: "Inter Variable" };
const BARE = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };

/** The part of ECharts' custom series that a cell needs. */
interface RenderApi {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
  visual(name: "color"): string;
}

export function heatmapOption(model: HeatmapModel, zone: string): EChartOption {
  const styles = new Map(model.xTicks.map(({ timeMs, style }) => [timeMs, style]));
  const labels = new Map(model.yTicks.map(({ row, label }) => [row, label]));
  return {
    animation: false,
    grid: { ...MARGIN },
    xAxis: {
      type: "value",
      min: model.xMin,
      max: model.xMax,
      ...BARE,
      axisLabel: {
        ...LABEL,
        margin: 9,
        customValues: [...styles.keys()],
        formatter: (timeMs: number) => formatInstant(timeMs, zone, styles.get(timeMs) ?? "minute"),
      },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: model.rows,
      ...BARE,
      axisLabel: {
        ...LABEL,
        margin: 7,
        customValues: [...labels.keys()],
        formatter: (row: number) => labels.get(row) ?? "",
      },
    },
    series: [
      {
        type: "custom",
        silent: true,
        clip: true,
        renderItem: (_: unknown, api: RenderApi) => drawCell(api),
        data: model.cells.map(({ fromMs, toMs, row, level }) => ({
          value: [fromMs, row, toMs],
          itemStyle: { color: `var(--seq-${level})` },
        })),
      },
    ],
  };
}

function drawCell(api: RenderApi) {
  const [left, low] = api.coord([api.value(0), api.value(1)]);
  const [right, high] = api.coord([api.value(2), api.value(1) + 1]);
  return {
    type: "rect",
    shape: {
      x: left + 0.5,
      y: high + 0.5,
      width: Math.max(1, right - left - 0.75),
      height: Math.max(1, low - high - 0.75),
    },
    style: { fill: api.visual("color") },
  };
}
