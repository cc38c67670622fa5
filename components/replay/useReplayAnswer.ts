"use client";
/** The state at the clock's instant as the replay draws it, and the events around it: as it is known now, or as it was known then. */
import { useMemo } from "react";
import { mapKinds } from "../map/useMapData.ts";
import { useStripView } from "../playback/stripView.ts";
import { useClock } from "../state/clock.tsx";
import { markQuestion } from "../timebar/markGroups.ts";
import { useMarkFilter } from "../timebar/useMarkFilter.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { joinedEvents } from "./eventList.ts";
import type { ReplayState } from "./useReplayState.ts";

/** On either side of the playhead. */
const MOST_EVENTS = 250;

/** Added to a question: whose knowledge. */
export function useKnown({ known }: Pick<ReplayState, "known">): { asKnownAtMs?: number } {
  const { endMs } = useClock();
  return known === "then" ? { asKnownAtMs: Math.round(endMs) } : {};
}

export function useReplayAnswer(state: Pick<ReplayState, "known">, groupBy: readonly string[] | null) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  return useClockQuery(trpc.state.at.queryOptions({ atMs: endMs, kinds: mapKinds(groupBy), ...useKnown(state) }));
}

/** Oldest first, as the time bar's marks are filtered; `more` on the sides that are cut. */
export function useEventsAround(state: Pick<ReplayState, "known">) {
  const trpc = useTRPC();
  const { endMs: atMs } = useClock();
  const { range } = useStripView();
  const [filter] = useMarkFilter();
  const known = useKnown(state);
  const question = markQuestion(filter);
  const asked = { limit: MOST_EVENTS, ...question, ...known };
  const enabled = question !== null;
  const [startMs, endMs] = [Math.floor(Math.min(range.startMs, atMs)), Math.ceil(Math.max(range.endMs, atMs)) + 1];
  const before = useClockQuery(
    trpc.state.events.queryOptions({ startMs, endMs: atMs + 1, order: "newest", ...asked }, { enabled }),
  );
  const isAtEnd = endMs <= atMs + 2;
  const after = useClockQuery(
    trpc.state.events.queryOptions(
      { startMs: atMs + 1, endMs: Math.max(endMs, atMs + 2), order: "oldest", ...asked },
      { enabled: enabled && !isAtEnd && known.asKnownAtMs === undefined },
    ),
  );
  const [older, newer] = [before.data, after.data];
  const events = useMemo(
    () => joinedEvents(older?.events ?? [], isAtEnd ? [] : (newer?.events ?? [])),
    [older, newer, isAtEnd],
  );
  return {
    events,
    moreBefore: older?.more ?? false,
    moreAfter: !isAtEnd && (newer?.more ?? false),
    isAsked: enabled,
    query: enabled ? before : null,
  };
}

/** How many of the events before the playhead were known only later; null while that is not known. */
export function useKnownLater(enabled = true): { readonly count: number; readonly isMore: boolean } | null {
  const trpc = useTRPC();
  const { endMs: atMs } = useClock();
  const { range } = useStripView();
  const startMs = Math.floor(Math.min(range.startMs, atMs - 1));
  const asked = { startMs, endMs: atMs + 1, order: "newest" as const, limit: MOST_KNOWN };
  const now = useClockQuery(trpc.state.events.queryOptions(asked, { enabled }));
  return useMemo(() => {
    if (!now.data) return null;
    const count = now.data.events.filter(({ knownMs }) => knownMs > atMs).length;
    return { count, isMore: now.data.more && count === now.data.events.length };
  }, [now.data, atMs]);
}
const MOST_KNOWN = 1_000;
