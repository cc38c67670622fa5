"use client";
/**
 * Asks what differs. Reading some hundred traces takes a second or two: while live the window moves in steps of a minute, not with each tick.
 */
import type { SloSubject } from "../../server/model/slo.ts";
import type { TimeWindow } from "../../server/model/time.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import type { DifferencesOf } from "./differenceWords.ts";

const STEP_MS = 60_000;
const AGAIN_MS = 5_000;

export interface DifferencesQuery {
  /** Whose requests; or all that this service answers. */
  readonly subject?: SloSubject;
  readonly service?: string;
  /** A request is bad when it takes longer; when it fails unless given. */
  readonly thresholdSeconds?: number | null;
  /** With a threshold: what failed is bad too. */
  readonly countsErrors?: boolean;
  /** The page's window unless given. */
  readonly window?: TimeWindow;
  /** Good requests of the same window, or of the one as long before it. */
  readonly against?: "good" | "before";
}

export function differencesOf(query: DifferencesQuery): DifferencesOf {
  const { subject, service = "", thresholdSeconds = null, countsErrors = false } = query;
  return { subject: subject ?? { kind: "service", service }, thresholdSeconds, countsErrors };
}

/** What could not all be read in time is asked for again: the store then has at hand what it had to fetch. */
export const askCutAgain = ({ state }: { state: { data?: { isCut: boolean } | undefined } }) =>
  state.data?.isCut ? AGAIN_MS : false;

export function useDifferences(query: DifferencesQuery) {
  const { window, against = "good" } = query;
  const { startMs, endMs, live } = useClock();
  const asked = window ?? { startMs, endMs };
  const step = (ms: number) => (live ? Math.floor(ms / STEP_MS) * STEP_MS : Math.round(ms));
  const [from, until] = [step(asked.startMs), step(asked.endMs)];
  const input = { startMs: from, endMs: Math.max(until, from + STEP_MS), ...differencesOf(query), against };
  return useClockQuery(
    useTRPC().evidence.differences.queryOptions(input, { staleTime: STEP_MS, refetchInterval: askCutAgain }),
  );
}
