"use client";
/** Over the waterfall's bars: the playhead, and what has not happened yet made pale. Moves without a render of what lies beneath. */
import { useEffect, useRef } from "react";
import type { TimeScale } from "../timeScale.ts";
import type { TraceReplayer } from "./traceReplayer.ts";

export function ReplayVeil({ replayer, scale, width }: { replayer: TraceReplayer; scale: TimeScale; width: number }) {
  const veil = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = () => {
      const node = veil.current;
      if (!node) return;
      const x = Math.min(Math.max(scale.px(replayer.get().atNano), scale.fromPx), width);
      node.style.transform = `translateX(${x}px)`;
    };
    move();
    return replayer.subscribe(move);
  }, [replayer, scale, width]);
  return (
    <div role="none" className="pointer-events-none absolute inset-y-0 left-0 right-0 overflow-hidden">
      <div ref={veil} role="none" className="absolute inset-y-0 left-0 w-full border-time border-l-2 bg-canvas/70" />
    </div>
  );
}
