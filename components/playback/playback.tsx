"use client";
/**
 * The playhead for all parts of the console: the instant that is drawn now, and what moves it. `usePlayback` draws anew with every
 * frame while it moves; who only acts takes `usePlaybackActions`, who draws one fact of it the hooks of ../state/playhead.ts.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { useClock } from "../state/clock.tsx";
import { useMovingMs, usePlayhead } from "../state/playhead.ts";
import { PlaybackEngine, type StopCondition } from "./playbackEngine.ts";
import { standingStop } from "./standingStop.ts";
import { useStripView } from "./stripView.ts";
import { type StepOf, useEventSteps } from "./useEventSteps.ts";
import { useFrameNudge } from "./useFrameNudge.ts";

export interface PlaybackActions {
  /** Runs until the condition holds (the page's own, where none is given; not beyond the strip then), the present, or `pause`. */
  play(until?: StopCondition): void;
  /** And writes the instant into the address. */
  pause(): void;
  setSpeed(speed: number): void;
  /** While dragging. */
  scrubTo(atMs: number): void;
  /** End of dragging: into the address. */
  settle(atMs?: number): void;
  /** Lets go of whatever is held and shows the present. */
  goLive(): void;
  /** To the next event. */
  step(direction: "next" | "previous", of?: StepOf): Promise<void>;
  /** So many steps of the frames on or back. */
  nudge(frames: number): void;
}
export interface Playback extends PlaybackActions {
  /** The instant that is drawn now: while scrubbing or playing it moves every frame and is not in the URL; else the clock's own. */
  readonly atMs: number;
  /** True while atMs differs from the address: dragging or playing. Panels then draw from what they hold and ask nothing. */
  readonly moving: boolean;
  readonly playing: boolean;
  readonly speed: number;
}

/** Seconds of the system's time in one of ours. */
export const SPEEDS = [1, 5, 10, 30, 60, 120, 300, 600] as const;

const PlaybackContext = createContext<PlaybackActions | null>(null);

export function PlaybackProvider({ children }: { children: ReactNode }) {
  const clock = useClock();
  const { range } = useStripView();
  const latest = useRef({ clock, range });
  latest.current = { clock, range };
  const engine = useMemo(
    () =>
      new PlaybackEngine({
        clock: () => ({ ...latest.current.clock, atMs: latest.current.clock.endMs }),
        strip: () => latest.current.range,
        setAt: (atMs) => latest.current.clock.setAt(atMs),
        goLive: () => latest.current.clock.goLive(),
        requestFrame: (callback) => requestAnimationFrame(callback),
        cancelFrame: (id) => cancelAnimationFrame(id),
        whenResting: restWatch(),
      }),
    [],
  );
  const step = useEventSteps(engine);
  const nudge = useFrameNudge(engine, range);
  const address = clock.live ? null : clock.endMs;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what it answers to.
  useEffect(() => engine.addressChanged(), [engine, address]);
  const actions = useMemo<PlaybackActions>(() => {
    const { pause, setSpeed, scrubTo, settle, goLive } = engine;
    const play = (until?: StopCondition) => engine.play(until ?? standingStop());
    return { play, pause, setSpeed, scrubTo, settle, goLive, step, nudge };
  }, [engine, step, nudge]);
  return <PlaybackContext value={actions}>{children}</PlaybackContext>;
}

const REST_MS = 160;

function restWatch(): (callback: () => void) => void {
  let timer: ReturnType<typeof setTimeout>;
  return (callback) => {
    clearTimeout(timer);
    timer = setTimeout(callback, REST_MS);
  };
}

export function usePlaybackActions(): PlaybackActions {
  const actions = useContext(PlaybackContext);
  if (!actions) throw new Error("Playback needs a PlaybackProvider above it; app/providers.tsx mounts one.");
  return actions;
}

export function usePlayback(): Playback {
  const actions = usePlaybackActions();
  const { endMs } = useClock();
  const movingMs = useMovingMs();
  const playing = usePlayhead((playhead) => playhead.playing);
  const speed = usePlayhead((playhead) => playhead.speed);
  return useMemo(
    () => ({ ...actions, atMs: movingMs ?? endMs, moving: movingMs !== null, playing, speed }),
    [actions, movingMs, endMs, playing, speed],
  );
}
