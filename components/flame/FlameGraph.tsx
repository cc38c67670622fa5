"use client";
/**
 * The only file that imports d3-flame-graph: creates, updates and removes one flame graph in an effect. Load it lazily.
 * Frames come prepared with their colour; widths are own values plus those of the children, so parents always cover them.
 * Frames are pale, so that words in the page's ink can be read on every colour in both themes; what a search does not find is paler.
 * The library draws about four elements a frame, hence frames below a pixel and a half are left out and nothing is animated.
 */
import flamegraph, { type FlameGraphChart } from "d3-flame-graph";
import { select } from "d3-selection";
import { useEffect, useRef } from "react";
import "./flameGraph.css";

export interface FlameDatum {
  readonly name: string;
  /** Own value, without the children's. */
  readonly value: number;
  /** CSS colour. */
  readonly color: string;
  /** Whole text on hover; asked for only of frames that are drawn. */
  readonly title: () => string;
  readonly children: readonly FlameDatum[];
}

interface FlameGraphProps {
  readonly data: FlameDatum;
  readonly width: number;
  /** Frames whose name holds this stand out; "" for all alike. */
  readonly find: string;
  readonly onHover: (datum: FlameDatum | null) => void;
}

const CELL_PX = 20;
const LEAST_FRAME_PX = 1.5;
/** Shares of the colour in a frame. */
const [FULL, FOUND, LEFT] = [46, 72, 12];

interface FlameNode {
  readonly data: FlameDatum;
}

function fillOf({ name, color }: FlameDatum, find: string): string {
  const share = find === "" ? FULL : name.toLowerCase().includes(find) ? FOUND : LEFT;
  return `color-mix(in srgb, ${color} ${share}%, var(--canvas))`;
}

export default function FlameGraph({ data, width, find, onHover }: FlameGraphProps) {
  const host = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  hover.current = onHover;
  const drawn = useRef<FlameGraphChart | null>(null);
  const wanted = useRef("");
  wanted.current = find.trim().toLowerCase();
  useEffect(() => {
    const node = host.current;
    if (!node || width === 0) return;
    const chart = flamegraph()
      .width(width)
      .cellHeight(CELL_PX)
      .minFrameSize(LEAST_FRAME_PX)
      .inverted(true)
      .selfValue(true)
      .sort(false)
      .transitionDuration(0)
      .tooltip(false)
      .setLabelHandler((frame: FlameNode) => frame.data.title())
      .setColorMapper((frame: FlameNode) => fillOf(frame.data, wanted.current))
      .onHover((frame: FlameNode) => hover.current(frame.data));
    select(node).datum(data).call(chart);
    drawn.current = chart;
    return () => {
      drawn.current = null;
      chart.destroy();
      node.replaceChildren();
    };
  }, [data, width]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again for what is looked for, which the chart reads from `wanted`.
  useEffect(() => void drawn.current?.update(), [find]);
  return <div ref={host} className="flame-graph" onPointerLeave={() => onHover(null)} />;
}
