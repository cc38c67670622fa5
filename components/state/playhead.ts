"use client";
/**
 * Where the playhead stands while it moves: dragged or playing. Kept beside React, so that 60 steps a second draw anew only what
 * shows them; charts, tables and the clock read it, components/playback moves it. While it moves the address stays as it was.
 */
import { useSyncExternalStore } from "react";

export interface Playhead {
  /** Unix ms; null while it stands where the address says. */
  readonly atMs: number | null;
  readonly playing: boolean;
  /** Seconds of the system's time in one of ours. */
  readonly speed: number;
  /** While it moves: the end of the stretch that charts show (./shownWindow.ts); null while they show the clock's. */
  readonly pageEndMs: number | null;
  /** While playing has left the strip: the end of the stretch that the strip shows; null while it shows the clock's. */
  readonly stripEndMs: number | null;
}

const AT_REST: Playhead = { atMs: null, playing: false, speed: 60, pageEndMs: null, stripEndMs: null };
let playhead = AT_REST;
const listeners = new Set<() => void>();

export function movePlayhead(change: Partial<Playhead>): void {
  playhead = { ...playhead, ...change, ...(change.atMs === null && { pageEndMs: null, stripEndMs: null }) };
  for (const listener of listeners) listener();
}

export const playheadNow = (): Playhead => playhead;

/** One fact of the playhead; what asks draws anew only when that fact is another. `pick` answers a plain value. */
export function usePlayhead<Fact extends number | boolean | null>(pick: (playhead: Playhead) => Fact): Fact {
  return useSyncExternalStore(
    subscribe,
    () => pick(playhead),
    () => pick(AT_REST),
  );
}

/** Unix ms of the instant under the moving playhead, or null while it is at rest. */
export const useMovingMs = () => usePlayhead(({ atMs }) => atMs);
/** Whether it moves: panels then draw from what they hold and ask nothing. */
export const useMoving = () => usePlayhead(({ atMs }) => atMs !== null);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
