"use client";
/**
 * What a link to the replay carries beside the clock, the pins (../playback/pins.ts) and the map's own part (../map/useMapState.ts):
 * which list is open, what it is narrowed to, where playing stops, and whose knowledge is asked for.
 */
import { createParser, parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { DIFFERENCE_GROUPS } from "./differenceRows.ts";
import { parseStop, writeStop } from "./stopConditions.ts";

export const TABS = ["differences", "events", "state", "flight", "map"] as const;
export type Tab = (typeof TABS)[number];

const stop = createParser({ parse: parseStop, serialize: writeStop, eq: (a, b) => writeStop(a) === writeStop(b) });
const PARAMS = {
  /** `map` is a list's place on a phone; elsewhere the map is always there. */
  tab: parseAsStringLiteral(TABS),
  /** Differences of this group alone. */
  only: parseAsStringLiteral(DIFFERENCE_GROUPS),
  /** `all`: also differences that repeat another. */
  calls: parseAsStringLiteral(["all"] as const),
  /** `then`: only what was known at the playhead's instant. */
  known: parseAsStringLiteral(["then"] as const).withOptions({ history: "push" }),
  until: parseAsArrayOf(stop).withDefault([]),
  find: parseAsString.withDefault(""),
  of: parseAsString.withDefault(""),
};

export function useReplayState() {
  const [params, change] = useQueryStates(PARAMS, { history: "replace" });
  return useMemo(() => ({ ...params, change }), [params, change]);
}
export type ReplayState = ReturnType<typeof useReplayState>;
