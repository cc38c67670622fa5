"use client";
/** A trace on its own clock: controls, its services lighting up, its rows filling in, and what was said until now. */
import { TraceWaterfall } from "../TraceWaterfall.tsx";
import type { TraceModel } from "../traceModel.ts";
import type { TraceState } from "../useTraceState.ts";
import type { Waterfall } from "../useWaterfall.ts";
import { CallMapView } from "./CallMapView.tsx";
import { ReplayBar } from "./ReplayBar.tsx";
import { ReplayLanes } from "./ReplayLanes.tsx";
import { SaidUntilNow } from "./SaidUntilNow.tsx";
import { usePlayed } from "./useReplayMoment.ts";
import { useTraceReplayState } from "./useTraceReplayState.ts";

interface TraceReplayViewProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly waterfall: Waterfall;
}

export function TraceReplayView({ model, state, waterfall }: TraceReplayViewProps) {
  const replay = useTraceReplayState(model, state);
  const { replayer } = replay;
  usePlayed(replayer);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_360px] max-[1000px]:grid-cols-[minmax(0,1fr)]">
      <div className="flex min-h-0 min-w-0 flex-col">
        <ReplayBar model={model} replay={replay} />
        <CallMapView model={model} replayer={replayer} />
        <TraceWaterfall model={model} state={state} waterfall={waterfall} caption={null} replayer={replayer} />
        <ReplayLanes model={model} replayer={replayer} />
      </div>
      <SaidUntilNow model={model} state={state} replay={replay} />
    </div>
  );
}
