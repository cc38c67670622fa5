"use client";
/** The map: the whole system at the clock's instant, as a picture or a list, with a side panel for what is chosen. */
import { useMemo } from "react";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { MapContent } from "./MapContent.tsx";
import { useMapAnswer } from "./useMapData.ts";
import { useMapState } from "./useMapState.ts";

export function MapScreen() {
  return (
    <AsyncPanel
      query={useMapAnswer(useMapState().group)}
      what="the map"
      skeleton={<MapSkeleton />}
      isEmpty={({ things }) => things.length === 0}
      empty={<NothingThen />}
    >
      {(answer) => <Known answer={answer} />}
    </AsyncPanel>
  );
}

function Known({ answer }: { answer: StateAnswer }) {
  const regions = useMemo(
    () => new Set(answer.things.flatMap(({ kind, names }) => (kind === "placement" ? [names[1]] : []))).size,
    [answer],
  );
  return <MapContent answer={answer} regions={regions} />;
}

function MapSkeleton() {
  return (
    <div className="flex flex-col gap-6 px-(--pad) py-2.5">
      <div className="flex gap-2">
        <span className="skeleton h-7 w-36" />
        <span className="skeleton h-7 w-48" />
        <span className="skeleton h-7 w-48" />
      </div>
      <div className="grid grid-cols-4 gap-10 px-10 pt-8 phone:grid-cols-1 phone:px-0">
        {Array.from({ length: 12 }, (_, i) => `box ${i}`).map((key) => (
          <span key={key} className="skeleton h-10.5 max-w-40" />
        ))}
      </div>
    </div>
  );
}

/** No thing is known: nothing was ever sent, or the clock stands before the history begins. */
function NothingThen() {
  const { live, goLive } = useClock();
  if (live) return <ConnectNotice missing="No service is known yet" />;
  return (
    <EmptyNotice title={<h1>Nothing existed at this instant</h1>}>
      <p>No service, database or queue is known to have been there. The clock may stand before the first telemetry.</p>
      <p className="mt-3">
        <button type="button" className="btn btn-primary" onClick={goLive}>
          Back to live
        </button>
      </p>
    </EmptyNotice>
  );
}
