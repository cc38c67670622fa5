"use client";
/** One trace: what it was, what stands out in it, all of it at a glance, row by row, and the span in hand beside it. */
import { useMemo } from "react";
import type { TraceView } from "../../server/analysis/traceView.ts";
import { ServiceColors } from "../charts/ServiceColors.tsx";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { OperationTable } from "./OperationTable.tsx";
import { prepareFindings } from "./prepareFindings.ts";
import { TraceReplayView } from "./replay/TraceReplayView.tsx";
import { SpanPanel } from "./SpanPanel.tsx";
import { TraceFindings } from "./TraceFindings.tsx";
import { TraceFlame } from "./TraceFlame.tsx";
import { TraceHeader } from "./TraceHeader.tsx";
import { TraceMissing } from "./TraceMissing.tsx";
import { TraceSkeleton } from "./TraceSkeleton.tsx";
import { TraceStrip } from "./TraceStrip.tsx";
import { TraceToolbar } from "./TraceToolbar.tsx";
import { TraceWaterfall } from "./TraceWaterfall.tsx";
import { prepareTrace, wholeOf } from "./traceModel.ts";
import { useTrace } from "./useTrace.ts";
import { useTraceKeys } from "./useTraceKeys.ts";
import { isAdjustedOn, useTraceParams, useTraceState } from "./useTraceState.ts";
import { useWaterfall } from "./useWaterfall.ts";

export function TraceScreen({ traceId }: { traceId: string }) {
  const trace = useTrace(traceId);
  if (trace.absence) return <TraceMissing traceId={traceId} {...trace} absence={trace.absence} look={trace.refetch} />;
  return (
    <AsyncPanel query={trace} skeleton={<TraceSkeleton />} what="the trace">
      {(view) => (
        <ServiceColors groups={[view.services]}>
          <TraceBody view={view} />
        </ServiceColors>
      )}
    </AsyncPanel>
  );
}

function TraceBody({ view }: { view: TraceView }) {
  const [{ adjusted, panel, span, tab }] = useTraceParams();
  const isAdjusted = adjusted ?? isAdjustedOn(tab);
  const model = useMemo(() => prepareTrace(view, isAdjusted), [view, isAdjusted]);
  const whole = useMemo(() => wholeOf(model), [model]);
  const state = useTraceState(model, whole);
  const waterfall = useWaterfall(model, state);
  useTraceKeys(model, state, waterfall);
  const { stories, oddities } = useMemo(() => prepareFindings(model), [model]);
  const caption = useMemo(() => {
    const dominant = stories.find((story) => story.kind === "dominant");
    return dominant ? { row: dominant.row, text: `${dominant.lead} of the request` } : null;
  }, [stories]);
  // A replay has a side of its own: what was said until now.
  const hasPanel = state.panel !== null && state.tab !== "replay";
  const isPanelChosen = panel !== "none" && (panel !== null || span !== null);
  return (
    <div
      aria-busy={model.place !== null}
      className={`absolute inset-0 grid ${hasPanel ? "grid-cols-[minmax(0,1fr)_392px]" : "grid-cols-[minmax(0,1fr)]"} grid-rows-[minmax(0,1fr)] max-[1000px]:grid-cols-[minmax(0,1fr)]`}
    >
      <div className="flex min-h-0 min-w-0 flex-col">
        <TraceHeader model={model} />
        <TraceFindings stories={stories} oddities={oddities} state={state} model={model} />
        {state.tab !== "replay" && <TraceStrip model={model} state={state} whole={whole} />}
        <TraceToolbar model={model} state={state} waterfall={waterfall} />
        {state.tab === "waterfall" && (
          <TraceWaterfall model={model} state={state} waterfall={waterfall} caption={caption} />
        )}
        {state.tab === "replay" && !model.place && (
          <TraceReplayView model={model} state={state} waterfall={waterfall} />
        )}
        {state.tab !== "waterfall" && model.place && <div aria-busy="true" className="skeleton m-(--pad) flex-1" />}
        {state.tab === "flame" && !model.place && <TraceFlame model={model} find={state.find} />}
        {state.tab === "operations" && !model.place && <OperationTable model={model} state={state} />}
      </div>
      {hasPanel && state.panel && <SpanPanel model={model} state={state} tab={state.panel} isChosen={isPanelChosen} />}
    </div>
  );
}
