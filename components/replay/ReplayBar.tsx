"use client";
/** How the map is grouped, where playing stops, and whose knowledge is shown. */
import { ChevronDown, CircleStop, Play, X } from "lucide-react";
import type { GroupKey } from "../../server/analysis/graph/grouping.ts";
import { Choices, MapMenu } from "../map/MapMenu.tsx";
import type { MapState } from "../map/useMapState.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useClock } from "../state/clock.tsx";
import { usePlayhead } from "../state/playhead.ts";
import { PauseMark } from "../timebar/PauseMark.tsx";
import { StopMenu } from "./StopMenu.tsx";
import { type Stop, writeStop } from "./stopConditions.ts";
import { stopWords } from "./stopWords.ts";
import type { ReplayState } from "./useReplayState.ts";

interface ReplayBarProps {
  readonly state: ReplayState;
  readonly map: MapState;
  readonly groupBy: readonly GroupKey[];
  readonly groupKeys: readonly GroupKey[];
}

const NOTHING = "none";
const SHOWS = [
  ["trouble", "Trouble and its neighbours"],
  ["all", "As much as fits"],
  ["unfolded", "Everything unfolded"],
] as const;
const plainKey = (key: GroupKey) => key.replace(/^resource\./, "");

export function ReplayBar({ state, map, groupBy, groupKeys }: ReplayBarProps) {
  const { until, change } = state;
  const add = (stop: Stop) => {
    const others = until.filter((one) => writeStop(one) !== writeStop(stop));
    void change({ until: [...others, stop] });
  };
  const remove = (stop: Stop) => {
    const others = until.filter((one) => one !== stop);
    void change({ until: others.length > 0 ? others : null });
  };
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 px-(--pad) py-2.5">
      <span className="phone:hidden">
        <MapMenu
          label="Group by"
          trigger={
            <>
              <span>
                Group by <b className="font-semibold">{groupBy.map(plainKey).join(", ") || "nothing"}</b>
              </span>
              <ChevronDown size={13} strokeWidth={1.6} aria-hidden="true" />
            </>
          }
        >
          <div className="flex">
            <Choices
              title="Group by"
              values={[...groupKeys.map((key) => [key as string, plainKey(key)] as const), [NOTHING, "nothing"]]}
              chosen={groupBy[0] ?? NOTHING}
              choose={(key) => void map.change({ group: [key], open: null, shut: null })}
            />
            <Choices
              title="Show"
              values={SHOWS}
              chosen={map.show}
              choose={(show) => void map.change({ show, open: null, shut: null })}
            />
          </div>
        </MapMenu>
      </span>
      <RunButton hasStops={until.length > 0} />
      {until.map((stop) => (
        <span key={writeStop(stop)} className="chip" data-testid="stop">
          <CircleStop size={12} strokeWidth={1.7} aria-hidden="true" />
          {stopWords(stop)}
          <button
            type="button"
            aria-label={`Take away: until ${stopWords(stop)}`}
            className="text-ink-3 hover:text-ink"
            onClick={() => remove(stop)}
          >
            <X size={12} strokeWidth={1.7} aria-hidden="true" />
          </button>
        </span>
      ))}
      {/* Mounted anew with every condition: the form closes and begins afresh. */}
      <MapMenu
        key={until.length}
        label="Add a condition at which playing stops"
        trigger={<span>{until.length > 0 ? "or until …" : "until …"}</span>}
      >
        <StopMenu add={add} />
      </MapMenu>
      <fieldset className="seg ml-auto h-7 phone:ml-0" aria-label="Whose knowledge">
        <button
          type="button"
          aria-pressed={state.known === null}
          title="The history as all telemetry tells it that has come by now"
          onClick={() => void change({ known: null })}
        >
          As it is known now
        </button>
        <button
          type="button"
          aria-pressed={state.known === "then"}
          title="Only what was known at the playhead's instant"
          onClick={() => void change({ known: "then" })}
        >
          As it was known then
        </button>
      </fieldset>
    </div>
  );
}

function RunButton({ hasStops }: { hasStops: boolean }) {
  const { live } = useClock();
  const { play, pause } = usePlaybackActions();
  const playing = usePlayhead((playhead) => playhead.playing);
  return (
    <button
      type="button"
      className={`btn ${hasStops && !live ? "btn-primary" : ""}`}
      disabled={live}
      title={live ? "The present plays by itself: put the clock into the past to run from there" : "Space"}
      onClick={() => (playing ? pause() : play())}
    >
      {playing ? <PauseMark size={13} /> : <Play size={13} strokeWidth={1.7} aria-hidden="true" />}
      {playing ? "Hold" : "Run"}
    </button>
  );
}
