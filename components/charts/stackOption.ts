/**
 * Lines that stand on each other -> ECharts' custom series: an area or bars between each line's foot and its top. ECharts' own stacking
 * wants an axis of categories. A gap counts as nothing; a bar reaches back one step from its instant, the stretch that it sums up.
 */
import type { PreparedLine } from "./prepareTimeSeries.ts";

/** The part of ECharts' custom series that drawing needs. */
interface RenderApi {
  coord(point: readonly [number, number]): [number, number];
}
type Layer = readonly (readonly [timeMs: number, foot: number, top: number])[];

export function stackLayers(lines: readonly PreparedLine[]): readonly Layer[] {
  const feet = new Map<number, number>();
  return lines.map(({ points }) =>
    points.map(([timeMs, value]) => {
      const foot = feet.get(timeMs) ?? 0;
      const top = foot + (value ?? 0);
      feet.set(timeMs, top);
      return [timeMs, foot, top] as const;
    }),
  );
}

export function stackSeries(lines: readonly PreparedLine[], draw: "stack" | "bars", stepMs: number) {
  const layers = stackLayers(lines);
  return lines.map(({ name, color }, i) => {
    const layer = layers[i] ?? [];
    const draws = draw === "bars" ? bars : area;
    return {
      type: "custom",
      name,
      silent: true,
      clip: true,
      // One item draws the whole layer; its value only places it on the axes.
      data: layer.length > 0 ? [{ value: [layer[0]?.[0] ?? 0, layer[0]?.[2] ?? 0], itemStyle: { color } }] : [],
      renderItem: (_: unknown, api: RenderApi & { visual(name: "color"): string }) =>
        draws(layer, api, api.visual("color"), stepMs),
    };
  });
}

function area(layer: Layer, api: RenderApi, color: string) {
  const tops = layer.map(([timeMs, , top]) => api.coord([timeMs, top]));
  const feet = layer.map(([timeMs, foot]) => api.coord([timeMs, foot])).reverse();
  return {
    type: "group",
    children: [
      { type: "polygon", shape: { points: [...tops, ...feet] }, style: { fill: color, opacity: 0.55 } },
      { type: "polyline", shape: { points: tops }, style: { stroke: color, fill: "none", lineWidth: 1.2 } },
    ],
  };
}

function bars(layer: Layer, api: RenderApi, color: string, stepMs: number) {
  const children = layer
    .filter(([, foot, top]) => top !== foot)
    .map(([timeMs, foot, top]) => {
      const [left, low] = api.coord([timeMs - stepMs, foot]);
      const [right, high] = api.coord([timeMs, top]);
      const gap = right - left > 4 ? 1 : 0;
      const y = Math.min(low, high);
      const shape = { x: left, y, width: Math.max(1, right - left - gap), height: Math.max(1, Math.abs(low - high)) };
      return { type: "rect", shape, style: { fill: color } };
    });
  return { type: "group", children };
}
