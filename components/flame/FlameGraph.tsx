"use client";
/**
 * The only file that imports d3-flame-graph: creates, updates and removes one flame graph in an effect. Load it lazily.
 * Frames come prepared with their colour; widths are own values plus those of the children, so parents always cover them.
 * The library draws about four elements a frame, hence frames below a pixel and a half are left out and nothing is animated.
 */
import flamegraph from "d3-flame-graph";
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
  readonly onHover: (datum: FlameDatum | null) => void;
}

const CELL_PX = 20;
const LEAST_FRAME_PX = 1.5;

interface FlameNode {
  readonly data: FlameDatum;
}

export default function FlameGraph({ data, width, onHover }: FlameGraphProps) {
  const host = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  hover.current = onHover;
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
      .setColorMapper((frame: FlameNode) => frame.data.color)
      .onHover((frame: FlameNode) => hover.current(frame.data));
    select(node).datum(data).call(chart);
    return () => {
      chart.destroy();
      node.replaceChildren();
    };
  }, [data, width]);
  return <div ref={host} className="flame-graph" onPointerLeave={() => onHover(null)} />;
}
