"use client";
/**
 * Where playing stops on this page: the conditions of the address become the playback's own condition, so that Space and the time bar's
 * button run until they hold. Says afterwards which one it was; pins nothing, selects nothing.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { usePlaybackActions } from "../playback/playback.tsx";
import { useStandingStop } from "../playback/standingStop.ts";
import { useStripView } from "../playback/stripView.ts";
import { useClock } from "../state/clock.tsx";
import { playheadNow } from "../state/playhead.ts";
import { useTRPC } from "../trpc/client.tsx";
import { askAhead } from "./askAhead.ts";
import { type FirstStop, firstStop, type Stop } from "./stopConditions.ts";

/** What the last run came to: a stop, none in the stretch, or that it could not be asked. */
export type Outcome =
  | { readonly kind: "stopped"; readonly first: FirstStop }
  | { readonly kind: "none"; readonly toMs: number }
  | { readonly kind: "trouble" };

export function useStops(stops: readonly Stop[]) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { endMs, nowMs } = useClock();
  const { range } = useStripView();
  const { play, settle } = usePlaybackActions();
  const [outcome, tell] = useState<Outcome | null>(null);
  const run = useRef(0);

  useStandingStop(() => {
    tell(null);
    if (stops.length === 0) return undefined;
    const own = ++run.current;
    const fromMs = playheadNow().atMs ?? endMs;
    const toMs = Math.min(range.endMs, nowMs);
    let first: FirstStop | null = null;
    askAhead({ trpc, client }, stops, { fromMs, toMs }).then(
      (ahead) => {
        if (own !== run.current) return;
        first = firstStop(stops, ahead);
        if (!first) tell({ kind: "none", toMs });
      },
      () => own === run.current && tell({ kind: "trouble" }),
    );
    return (atMs) => {
      if (!first || atMs < first.atMs) return false;
      // At its own instant, not at the frame that came after it.
      settle(first.atMs);
      tell({ kind: "stopped", first });
      return false;
    };
  });

  return { outcome, forget: useCallback(() => tell(null), []), run: useCallback(() => play(), [play]) };
}
