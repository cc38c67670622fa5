"use client";
/** The replay of a trace's page with its choices (kept while the page is open) and its keys, which win over the time bar's here. */
import { useEffect, useMemo, useState } from "react";
import { type ReplayStep, type StepWish, stepTo } from "../../../server/analysis/traceReplay.ts";
import { useKeys } from "../../state/keys.tsx";
import { nameOf, serviceOf, type TraceModel } from "../traceModel.ts";
import type { TraceState } from "../useTraceState.ts";
import { PLAY_SECONDS, type TraceReplayer } from "./traceReplayer.ts";
import { type TraceReplay, useTraceReplayer } from "./useTraceReplayer.ts";

export interface Stops {
  /** Part of a span's or service's name; "" for none. */
  readonly name: string;
  readonly atError: boolean;
  readonly gapMs: number | null;
}

export interface TraceReplayState extends TraceReplay {
  readonly wish: StepWish;
  readonly stops: Stops;
  readonly playSeconds: number;
  readonly errorSteps: readonly ReplayStep[];
  setWish(wish: StepWish): void;
  setStops(stops: Stops): void;
  setPlaySeconds(seconds: number): void;
  step(direction: "next" | "previous", wish?: StepWish): void;
  toggle(): void;
}

/** As many error ticks as the scrubber can show apart. */
const MOST_TICKS = 200;

export function useTraceReplayState(model: TraceModel, state: TraceState): TraceReplayState {
  const replay = useTraceReplayer(model);
  const { replayer } = replay;
  const [wish, setWish] = useState<StepWish>("any");
  const [stops, setStops] = useState<Stops>({ name: "", atError: false, gapMs: null });
  const [playSeconds, setPlaySeconds] = useState<number>(PLAY_SECONDS[0]);
  useEffect(() => {
    const part = stops.name.toLowerCase();
    const isNamed = (row: number) => `${serviceOf(model, row)} ${nameOf(model, row)}`.toLowerCase().includes(part);
    replayer.breakpoints = {
      isNamed: part === "" ? null : isNamed,
      atError: stops.atError,
      gapNano: stops.gapMs === null ? null : stops.gapMs * 1e6,
    };
    replayer.playSeconds = playSeconds;
  }, [replayer, stops, playSeconds, model]);
  const { select } = state;
  const step = (direction: "next" | "previous", of: StepWish = wish) => {
    if (!replayer.step(of, direction)) return;
    const row = replayer.steps[replayer.get().played - 1]?.row;
    if (row !== undefined) select(row);
  };
  const toggle = () => (replayer.get().playing ? replayer.pause() : replayer.play());
  const errorSteps = useMemo(() => errorsOf(replayer), [replayer]);
  useReplayKeys({ step, toggle, setPlaySeconds, playSeconds });
  return { ...replay, wish, stops, playSeconds, errorSteps, setWish, setStops, setPlaySeconds, step, toggle };
}

function errorsOf({ steps }: TraceReplayer): ReplayStep[] {
  const found: ReplayStep[] = [];
  for (let at = stepTo(steps, 0, "error", "next"); at !== null && found.length < MOST_TICKS; ) {
    const step = steps[at - 1];
    if (step) found.push(step);
    at = stepTo(steps, at, "error", "next");
  }
  return found;
}

type KeyTargets = Pick<TraceReplayState, "step" | "toggle" | "setPlaySeconds" | "playSeconds">;

function useReplayKeys({ step, toggle, setPlaySeconds, playSeconds }: KeyTargets): void {
  const paces = [...PLAY_SECONDS].sort((a, b) => b - a);
  const pace = (by: 1 | -1) => {
    const next = paces[paces.indexOf(playSeconds as (typeof paces)[number]) + by];
    if (next !== undefined) setPlaySeconds(next);
  };
  useKeys([
    { keys: "Space", does: "Play or pause the trace", run: toggle },
    { keys: "ArrowRight", does: "Next step of the trace", run: () => step("next") },
    { keys: "ArrowLeft", does: "Previous step of the trace", run: () => step("previous") },
    { keys: ".", does: "", run: () => step("next", "any") },
    { keys: ",", does: "", run: () => step("previous", "any") },
    { keys: "shift+ArrowRight", does: "Next error of the trace", run: () => step("next", "error") },
    { keys: "shift+ArrowLeft", does: "Previous error of the trace", run: () => step("previous", "error") },
    { keys: "]", does: "Play the trace faster", run: () => pace(1) },
    { keys: "[", does: "Play the trace slower", run: () => pace(-1) },
  ]);
}
