"use client";
/** The trace as a flame graph: what called what, merged by operation, as wide as the time spent. A click looks closer. */
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { flameGraph } from "../../server/analysis/flameGraph.ts";
import type { FlameDatum } from "../flame/FlameGraph.tsx";
import { prepareFlame } from "./prepareFlame.ts";
import type { TraceModel } from "./traceModel.ts";
import { useSize } from "./useSize.ts";

const FlameGraph = lazy(() => import("../flame/FlameGraph.tsx"));
const PAD_PX = 20;

export function TraceFlame({ model, find }: { model: TraceModel; find: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const [hovered, setHovered] = useState<FlameDatum | null>(null);
  const data = useMemo(() => prepareFlame(flameGraph(model, model), model.slots), [model]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p
        className="h-[30px] flex-none truncate border-line border-b px-(--pad) text-12 text-ink-3 leading-[29px]"
        role="status"
      >
        {hovered?.title() ??
          "As wide as the time spent in a call and below it; calls of one operation by one caller are one frame. Click to look closer."}
      </p>
      <div
        ref={box}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden py-3"
        style={{ paddingInline: PAD_PX }}
      >
        <Suspense fallback={<div aria-busy="true" className="skeleton h-40" />}>
          {width > 0 && <FlameGraph data={data} width={width - 2 * PAD_PX} find={find} onHover={setHovered} />}
        </Suspense>
      </div>
    </div>
  );
}
