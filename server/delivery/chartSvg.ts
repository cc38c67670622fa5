/**
 * The chart of an alert as SVG, drawn by ECharts without a browser: the value, what it is compared with, and the stretches in which the
 * alert pends and fires. Light, since it is read in mail and chat.
 * Shape: values on a grid of steps; null where there is none. Units: Unix milliseconds.
 */
import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, MarkAreaComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

export interface PictureChart {
  readonly title: string;
  readonly startMs: number;
  readonly stepMs: number;
  /** Anything but a finite number is a gap. */
  readonly values: readonly unknown[];
  readonly threshold: number | null;
  readonly thresholds: readonly unknown[] | null;
  readonly bands: readonly {
    readonly standing: "pending" | "firing";
    readonly startMs: number;
    readonly endMs: number;
  }[];
  readonly atMs: number;
  /** Why there is no line; null when there is one. */
  readonly note: string | null;
}

export const PICTURE_WIDTH = 720;
export const PICTURE_HEIGHT = 300;
const FONT = "DejaVu Sans";
const INK = "#1d2330";
const FAINT = "#6a7283";
const BANDS = { pending: "rgba(217,154,28,0.16)", firing: "rgba(214,69,69,0.16)" } as const;

const two = (value: number) => String(value).padStart(2, "0");
const clock = (atMs: number) => {
  const at = new Date(atMs);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
};

const finite = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);

function points({ startMs, stepMs }: PictureChart, values: readonly unknown[]) {
  return values.map((value, at) => [startMs + at * stepMs, finite(value)] as const);
}

/** Few digits, as people say numbers. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${+(value / 1e9).toPrecision(3)}G`;
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (size >= 1e3) return `${+(value / 1e3).toPrecision(3)}k`;
  return String(+value.toPrecision(3));
}

/** What a sentence says in percent is a ratio in the rule, whose limit then is a part of one. */
const isRatio = ({ title, threshold }: PictureChart) =>
  threshold !== null && threshold > 0 && threshold <= 1 && /\d\s?%/.test(title);
const sayerOf = (chart: PictureChart) => (isRatio(chart) ? (value: number) => `${short(value * 100)} %` : short);

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** A little more than the value, and round. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const base = 10 ** Math.floor(Math.log10(value));
  return (ROUND.find((step) => step * base >= value * 1.04) ?? 12) * base;
}

function thresholdLine(chart: PictureChart) {
  const { threshold } = chart;
  if (threshold === null || !Number.isFinite(threshold)) return {};
  const label = {
    formatter: `limit ${sayerOf(chart)(threshold)}`,
    // What fires rises at the end, where the words would lie over the line.
    position: "insideStartTop",
    color: "#c93a3a",
    fontFamily: FONT,
  };
  const lineStyle = { color: "#c93a3a", type: "dashed", width: 1.5 } as const;
  return {
    markLine: { silent: true, symbol: "none", data: [{ yAxis: threshold }], label, lineStyle, animation: false },
  };
}

function optionOf(chart: PictureChart) {
  const endMs = Math.max(chart.atMs, chart.startMs + (chart.values.length - 1) * chart.stepMs);
  const text = { color: FAINT, fontFamily: FONT, fontSize: 11 };
  const areas = chart.bands.map(({ standing, startMs, endMs: bandEnd }) => [
    { xAxis: Math.max(startMs, chart.startMs), itemStyle: { color: BANDS[standing] } },
    { xAxis: Math.min(bandEnd, endMs) },
  ]);
  const known = [...chart.values, chart.threshold].map(finite).filter((value) => value !== null);
  const line = { type: "line", showSymbol: false, animation: false } as const;
  const limits = chart.thresholds && {
    ...line,
    data: points(chart, chart.thresholds),
    lineStyle: { color: "#c93a3a", type: "dashed", width: 1.5 },
  };
  return {
    animation: false,
    backgroundColor: "#ffffff",
    title: {
      text: chart.title,
      subtext: chart.note ?? "",
      subtextStyle: { color: FAINT, fontFamily: FONT, fontSize: 12, width: PICTURE_WIDTH - 30, overflow: "truncate" },
      left: 14,
      top: 10,
      textStyle: { color: INK, fontFamily: FONT, fontSize: 14, width: PICTURE_WIDTH - 30, overflow: "truncate" },
    },
    grid: { left: 56, right: 46, top: chart.note === null ? 44 : 64, bottom: 30 },
    xAxis: {
      type: "time",
      name: "UTC",
      nameGap: 8,
      nameTextStyle: text,
      min: chart.startMs,
      max: endMs,
      axisLabel: { ...text, formatter: clock, hideOverlap: true },
      axisLine: { lineStyle: { color: "#c9ced8" } },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      max: known.length > 0 ? ({ max }: { max: number }) => roundUp(Math.max(max, chart.threshold ?? max)) : 1,
      axisLabel: { ...text, formatter: sayerOf(chart), show: known.length > 0 },
      splitLine: { lineStyle: { color: "#eceff4" } },
    },
    series: [
      {
        ...line,
        data: points(chart, chart.values),
        lineStyle: { color: "#2f6fd6", width: 2 },
        markArea: { silent: true, data: areas, animation: false },
        ...thresholdLine(chart),
      },
      ...(limits ? [limits] : []),
    ],
  };
}

export function chartSvg(chart: PictureChart): string {
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: PICTURE_WIDTH, height: PICTURE_HEIGHT });
  try {
    // ECharts's own type of an option is a union of hundreds; this is one of them.
    drawing.setOption(optionOf(chart) as Parameters<typeof drawing.setOption>[0]);
    return drawing.renderToSVGString();
  } finally {
    drawing.dispose();
  }
}
