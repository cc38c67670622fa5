"use client";
/**
 * What the strip shows, asked in whole steps so that a live page does not ask anew every few seconds, and only when zooming rests:
 * until then what is there is drawn at its new place.
 */
import { useEffect, useMemo, useState } from "react";
import type { MarksAnswer } from "../../server/routers/stateAnswer.ts";
import { framesGrid } from "../playback/framesGrid.ts";
import type { StripRange } from "../playback/stripRange.ts";
import { MOST_FRAMES } from "../playback/useFrames.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { markQuestion } from "./markGroups.ts";
import { ofCalls, ofHistory, type StripHealth } from "./stripHealth.ts";
import { useMarkFilter } from "./useMarkFilter.ts";

const REST_MS = 140;
/** What happens while one looks comes onto the strip within this. */
const LIVE_EVERY_MS = 10_000;
const MARK_STEPS = 120;

interface StripData {
  readonly health: StripHealth | null;
  readonly marks: MarksAnswer | undefined;
}

export function useStripData(range: StripRange): StripData {
  const trpc = useTRPC();
  const { live } = useClock();
  const [filter] = useMarkFilter();
  const { startMs, endMs, steps, stepMs } = framesGrid(useRested(range), MOST_FRAMES);
  const again = { refetchInterval: live ? Math.max(LIVE_EVERY_MS, stepMs / 4) : (false as const) };
  const told = useClockQuery(trpc.state.strip.queryOptions({ startMs, endMs, bars: steps }, again));
  const history = useMemo(() => ofHistory(told.data), [told.data]);
  const isUntold = history === null && (told.isError || told.data !== undefined);
  const counted = useClockQuery(
    trpc.services.healthStrip.queryOptions({ startMs, endMs, bars: MOST_FRAMES }, { enabled: isUntold }),
  );
  const calls = useMemo(() => ofCalls(counted.data), [counted.data]);
  const question = markQuestion(filter);
  const marks = useClockQuery(
    trpc.state.marks.queryOptions(
      { startMs, endMs, steps: MARK_STEPS, ...question },
      { ...again, enabled: question !== null },
    ),
  );
  return { health: history ?? (isUntold ? calls : null), marks: question === null ? undefined : marks.data };
}

/** The range, as soon as it stays the same for a moment. A length that stays is followed at once: time moves on by itself. */
function useRested(range: StripRange): StripRange {
  const [rested, setRested] = useState(range);
  const isSameLength = Math.abs(range.endMs - range.startMs - (rested.endMs - rested.startMs)) < 1_000;
  useEffect(() => {
    const timer = setTimeout(() => setRested(range), REST_MS);
    return () => clearTimeout(timer);
  }, [range]);
  return isSameLength ? range : rested;
}
