"use client";
/** The controls of a replay: steps back and on, play, how fast, where to stop, and where in the trace it stands. */
import { OctagonPause, Pause, Play, SkipBack, SkipForward } from "lucide-react";
import { type PointerEvent, useRef } from "react";
import type { StepWish } from "../../../server/analysis/traceReplay.ts";
import { formatDuration } from "../../format/formatDuration.ts";
import { formatCount } from "../../format/formatNumbers.ts";
import type { TraceModel } from "../traceModel.ts";
import { wholeOf } from "../traceModel.ts";
import { BreakpointMenu } from "./BreakpointMenu.tsx";
import { PLAY_SECONDS, type StopReason } from "./traceReplayer.ts";
import { useReplayMoment } from "./useReplayMoment.ts";
import type { TraceReplayState } from "./useTraceReplayState.ts";

const WISHES: readonly (readonly [StepWish, string])[] = [
  ["any", "Any step"],
  ["start", "Starts"],
  ["end", "Ends"],
  ["log", "Logs and events"],
  ["error", "Errors"],
];

export function ReplayBar({ model, replay }: { model: TraceModel; replay: TraceReplayState }) {
  const { replayer, wish, setWish, step, toggle } = replay;
  const moment = useReplayMoment(replayer);
  return (
    <div className="flex min-h-9 flex-none flex-wrap items-center gap-x-2 gap-y-1 border-line border-b px-(--pad) py-1">
      <span className="flex flex-none items-center">
        <button
          type="button"
          className="icon-btn"
          aria-label="Previous step"
          title="Previous step  ←"
          onClick={() => step("previous")}
        >
          <SkipBack size={15} strokeWidth={1.5} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-btn"
          data-on="true"
          aria-label={moment.playing ? "Pause the replay" : "Play the trace"}
          title={moment.playing ? "Pause  Space" : "Play  Space"}
          onClick={toggle}
        >
          {moment.playing ? <Pause size={15} aria-hidden="true" /> : <Play size={15} aria-hidden="true" />}
        </button>
        <button
          type="button"
          className="icon-btn"
          aria-label="Next step"
          title="Next step  →"
          onClick={() => step("next")}
        >
          <SkipForward size={15} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </span>
      <select
        className="field h-6 px-1.5 text-12"
        aria-label="Step to"
        value={wish}
        onChange={(event) => setWish(event.target.value as StepWish)}
      >
        {WISHES.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <PaceChoice replay={replay} />
      <BreakpointMenu replay={replay} />
      <Scrubber model={model} replay={replay} />
      <span className="num w-[210px] whitespace-nowrap text-right text-12 phone:w-auto" role="status" aria-live="off">
        <b className="font-semibold">
          {moment.atNano < 0 ? "" : "+"}
          {formatDuration(moment.atNano)}
        </b>{" "}
        <span className="text-ink-3">
          step {formatCount(moment.played)} of {formatCount(replayer.steps.length)}
        </span>
      </span>
      <StopNote stopped={moment.stopped} />
    </div>
  );
}

const STOPS: Readonly<Record<StopReason, string>> = {
  name: "Stopped at a span of that name",
  error: "Stopped at an error",
  gap: "Stopped: nothing happens for a while",
  end: "",
};

function StopNote({ stopped }: { stopped: StopReason | null }) {
  if (stopped === null || STOPS[stopped] === "") return null;
  return (
    <span className="flex items-center gap-1 text-12 text-time" role="status">
      <OctagonPause size={13} aria-hidden="true" />
      {STOPS[stopped]}
    </span>
  );
}

function PaceChoice({ replay }: { replay: TraceReplayState }) {
  return (
    <select
      className="field h-6 px-1.5 text-12"
      aria-label="How long the whole takes to play"
      title="How long the whole takes to play  [ ]"
      value={replay.playSeconds}
      onChange={(event) => replay.setPlaySeconds(Number(event.target.value))}
    >
      {[...PLAY_SECONDS]
        .sort((a, b) => a - b)
        .map((seconds) => (
          <option key={seconds} value={seconds}>
            in {seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}
          </option>
        ))}
    </select>
  );
}

/** Where in the trace it stands, with a tick for each error; drag it. */
function Scrubber({ model, replay }: { model: TraceModel; replay: TraceReplayState }) {
  const { replayer } = replay;
  const { atNano } = useReplayMoment(replayer);
  const track = useRef<HTMLDivElement>(null);
  const [from, to] = wholeOf(model);
  const share = (nano: number) => `${((nano - from) / (to - from)) * 100}%`;
  const seek = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box) replayer.seek(from + ((event.clientX - box.left) / box.width) * (to - from));
  };
  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Moment of the trace"
      aria-valuemin={0}
      aria-valuemax={Math.round(to - from)}
      aria-valuenow={Math.round(atNano - from)}
      aria-valuetext={formatDuration(atNano)}
      className="relative h-6 min-w-24 flex-1 cursor-ew-resize touch-none"
      onKeyDown={(event) => {
        if (event.key === "Home") replayer.goTo(0);
        if (event.key === "End") replayer.goTo(replayer.steps.length);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && seek(event)}
    >
      <span className="absolute inset-x-0 top-1/2 h-[3px] -translate-y-1/2 rounded-3 bg-line-strong" />
      <span
        className="absolute top-1/2 left-0 h-[3px] -translate-y-1/2 rounded-3 bg-time"
        style={{ width: share(atNano) }}
      />
      {replay.errorSteps.map((step) => (
        <span
          key={`${step.kind} ${step.row} ${step.key}`}
          className="-ml-[3px] absolute top-0.5 size-[5px] bg-fail-fill"
          style={{ left: share(step.offsetNano) }}
        />
      ))}
      <span
        className="-ml-[5px] absolute top-1/2 size-2.5 -translate-y-1/2 rounded-full bg-time"
        style={{ left: share(atNano) }}
      />
    </div>
  );
}
