/** The part of d3-flame-graph 5 that FlameGraph.tsx uses; the package ships no types and has a default export only. */
declare module "d3-flame-graph" {
  import type { Selection } from "d3-selection";

  export interface FlameGraphChart {
    <Datum>(selection: Selection<HTMLDivElement, Datum, null, undefined>): void;
    width(px: number): this;
    cellHeight(px: number): this;
    minFrameSize(px: number): this;
    inverted(enabled: boolean): this;
    selfValue(enabled: boolean): this;
    sort(enabled: boolean): this;
    transitionDuration(ms: number): this;
    tooltip(enabled: boolean): this;
    setLabelHandler(handler: (node: { data: never }) => string): this;
    setColorMapper(mapper: (node: { data: never }) => string): this;
    onHover(handler: (node: { data: never }) => void): this;
    /** Draws again, as far zoomed as it is. */
    update(): this;
    destroy(): this;
  }
  export default function flamegraph(): FlameGraphChart;
}
