"use client";
/** Replay: the whole system at the clock's instant as map and lists, played, stepped, stopped, compared. */
import { useMemo } from "react";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { useMapState } from "../map/useMapState.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { ReplayContent } from "./ReplayContent.tsx";
import { useKnownLater, useReplayAnswer } from "./useReplayAnswer.ts";
import { type ReplayState, useReplayState } from "./useReplayState.ts";

export function ReplayScreen() {
  const state = useReplayState();
  const { group } = useMapState();
  return (
    <AsyncPanel query={useReplayAnswer(state, group)} what="the state" skeleton={<ReplaySkeleton />}>
      {(answer) => {
        if (answer.things.length > 0) return <Known answer={answer} />;
        return state.known === "then" ? <NotKnownThen state={state} /> : <NothingThen answer={answer} />;
      }}
    </AsyncPanel>
  );
}

function Known({ answer }: { answer: StateAnswer }) {
  const regions = useMemo(
    () => new Set(answer.things.flatMap(({ kind, names }) => (kind === "placement" ? [names[1]] : []))).size,
    [answer],
  );
  return <ReplayContent answer={answer} regions={regions} />;
}

function ReplaySkeleton() {
  return (
    <div className="flex h-full">
      <div className="flex flex-1 flex-col gap-6 px-(--pad) py-2.5">
        <div className="flex gap-2">
          <span className="skeleton h-7 w-36" />
          <span className="skeleton h-7 w-20" />
          <span className="skeleton h-7 w-24" />
        </div>
        <div className="grid grid-cols-4 gap-10 px-10 pt-8 phone:hidden">
          {Array.from({ length: 12 }, (_, i) => `box ${i}`).map((key) => (
            <span key={key} className="skeleton h-10.5 max-w-40" />
          ))}
        </div>
      </div>
      <div className="flex w-[374px] flex-none flex-col gap-5 border-line border-l px-(--pad) py-4 phone:hidden">
        {Array.from({ length: 9 }, (_, i) => `line ${i}`).map((key) => (
          <span key={key} className="skeleton h-7" />
        ))}
      </div>
    </div>
  );
}

/** Nothing is known of the instant: nothing was ever sent, history is still being told, or the clock stands before it begins. */
function NothingThen({ answer }: { answer: StateAnswer }) {
  const { live, endMs, goLive, setAt } = useClock();
  const zone = useZone();
  const { sinceMs } = answer;
  if (sinceMs === null && live) return <ConnectNotice missing="There is nothing to replay yet" />;
  const isBefore = sinceMs !== null && endMs < sinceMs;
  return (
    <EmptyNotice
      title={
        <h1>
          {isBefore
            ? `The history begins at ${formatInstant(sinceMs, zone, "dayMinute")}`
            : "Nothing is known to have existed at this instant"}
        </h1>
      }
    >
      <p>
        {isBefore
          ? "Here stand the map, every event and the state of everything, from the first telemetry on: the clock stands before it."
          : "Here stand the map, every event and the state of everything. History is told from telemetry, some ten seconds after it arrives; what was sent before is told first, oldest first."}
      </p>
      <p className="mt-3 flex gap-2">
        {isBefore && (
          <button type="button" className="btn btn-primary" onClick={() => setAt(sinceMs + 60_000)}>
            To its beginning
          </button>
        )}
        <button type="button" className={isBefore ? "btn" : "btn btn-primary"} onClick={goLive}>
          Back to live
        </button>
      </p>
    </EmptyNotice>
  );
}

/** All of the instant became known only later, as of a past that was brought in at once. */
function NotKnownThen({ state }: { state: ReplayState }) {
  const later = useKnownLater();
  return (
    <EmptyNotice title={<h1>Nothing of this instant was known then</h1>}>
      <p>
        {later && later.count > 0
          ? `${later.isMore ? "More than " : ""}${later.count} events of the time before it became known only later, as when a past is sent after the fact.`
          : "What is known of it became known only later, as when a past is sent after the fact."}
      </p>
      <p className="mt-3">
        <button type="button" className="btn btn-primary" onClick={() => void state.change({ known: null })}>
          As it is known now
        </button>
      </p>
    </EmptyNotice>
  );
}
