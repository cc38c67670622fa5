"use client";
/**
 * The only file that imports echarts: creates, updates, resizes and disposes of one chart. Load it lazily (./LazyEChart.tsx).
 * Options may name colours as `var(--...)`; they are resolved from the document and again when the theme changes.
 */
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { resolveColors } from "./resolveColors.ts";

echarts.use([
  LineChart,
  BarChart,
  ScatterChart,
  HeatmapChart,
  CustomChart,
  GridComponent,
  MarkLineComponent,
  CanvasRenderer,
]);

export type EChartOption = echarts.EChartsCoreOption;

export interface EChartProps {
  readonly option: EChartOption;
  readonly width: number;
  readonly height: number;
  /** A drawn item was clicked: its series and its index therein. */
  readonly onItemClick?: (seriesIndex: number, dataIndex: number) => void;
}

export function EChart({ option, width, height, onItemClick }: EChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts | null>(null);
  const shown = useRef(option);
  const click = useRef(onItemClick);
  click.current = onItemClick;

  useEffect(() => {
    if (!host.current) return;
    const made = echarts.init(host.current, null, { renderer: "canvas" });
    chart.current = made;
    made.on("click", ({ seriesIndex, dataIndex }) => click.current?.(seriesIndex ?? 0, dataIndex));
    const theme = new MutationObserver(() => made.setOption(resolveColors(shown.current), { notMerge: true }));
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      theme.disconnect();
      chart.current = null;
      made.dispose();
    };
  }, []);
  useEffect(() => {
    chart.current?.resize({ width, height, silent: true });
  }, [width, height]);
  useEffect(() => {
    shown.current = option;
    chart.current?.setOption(resolveColors(option), { notMerge: true });
  }, [option]);
  return <div ref={host} style={{ width, height }} />;
}
