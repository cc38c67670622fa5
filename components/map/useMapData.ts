"use client";
/**
 * What the map draws from: the things of the clock's instant, those of the window's union (the frames' things), and, while the playhead
 * moves, the numbers under it. Properties of things that are gone are remembered from when they were last seen.
 */
import { useMemo, useRef } from "react";
import { type GraphThing, type MapGraph, mapGraph, type Numbers } from "../../server/analysis/graph/mapGraph.ts";
import { withZones } from "../../server/analysis/graph/zones.ts";
import type { ThingId, ThingKind } from "../../server/model/state.ts";
import type { StateAnswer } from "../../server/routers/stateAnswer.ts";
import type { NumbersAt } from "../graph/prepareMap.ts";
import type { FrameSet } from "../playback/frameSet.ts";
import { useFrames } from "../playback/useFrames.ts";
import { useClock } from "../state/clock.tsx";
import { usePlayhead } from "../state/playhead.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";

export const MAP_KINDS: ThingKind[] = ["service", "placement", "peer", "edge", "placedEdge"];

/** Only who groups by zone asks for instances: they know it (server/analysis/graph/zones.ts), and may be very many. */
export const mapKinds = (groupBy: readonly string[] | null) =>
  groupBy?.includes("zone") ? [...MAP_KINDS, "instance" as const] : MAP_KINDS;

export function useMapAnswer(groupBy: readonly string[] | null) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  return useClockQuery(trpc.state.at.queryOptions({ atMs: endMs, kinds: mapKinds(groupBy) }));
}

/** `placed`: services told apart by region. */
export function useMapGraph(answer: StateAnswer, placed: boolean): MapGraph {
  const remembered = useRef(new Map<string, GraphThing>());
  const frames = useFrames();
  const { startMs, endMs } = useClock();
  const union = useMemo(() => (frames ? seenWithin(frames, startMs, endMs) : undefined), [frames, startMs, endMs]);
  return useMemo(() => {
    const things = withZones(answer.things);
    for (const thing of things) if (thing.kind !== "instance") remembered.current.set(thing.id, thing);
    return mapGraph({ things, placed, remembered: remembered.current, ...(union && { union }) });
  }, [answer, placed, union]);
}

/** What the frames know anything of between two instants. */
function seenWithin(frames: FrameSet, startMs: number, endMs: number): ThingId[] {
  const steps = frames.atMs.flatMap((atMs, step) => (atMs > startMs && atMs <= endMs ? [step] : []));
  const isSeen = (thing: number) =>
    steps.some((step) => frames.health(step, thing) !== "unknown" || frames.requestsPerSecond(step, thing) !== null);
  return frames.things.filter((_, thing) => isSeen(thing));
}

/**
 * Numbers of the frames while the playhead moves, and from its coming to rest until the answer for that instant is here: the older answer
 * would show what was before. Null: the answer's own are drawn. In a gap nothing is known of anything.
 */
export function useNumbersAt(answer: StateAnswer): NumbersAt | null {
  const frames = useFrames();
  const { live, endMs } = useClock();
  // Draws anew only when the frame is another, not with every step of the playhead.
  const moving = usePlayhead(({ atMs }) => (atMs === null || !frames ? null : frames.stepAt(atMs)));
  const awaited = live || answer.atMs === endMs ? null : (frames?.stepAt(endMs) ?? null);
  const step = moving ?? (awaited === -1 ? null : awaited);
  const isMoving = step !== null;
  const known = useMemo(
    () =>
      new Set<string>(frames && isMoving ? seenWithin(frames, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) : []),
    [frames, isMoving],
  );
  return useMemo(
    () => (step === null || !frames ? null : (thing) => (known.has(thing) ? numbersOf(frames, step, thing) : null)),
    [frames, step, known],
  );
}

function numbersOf(frames: FrameSet, step: number, id: string): Numbers | null {
  const thing = frames.indexOf(id as ThingId);
  if (step < 0 || thing < 0) return null;
  return {
    health: frames.health(step, thing),
    requestsPerSecond: frames.requestsPerSecond(step, thing),
    errorRatio: frames.errorRatio(step, thing),
    p95Seconds: frames.p95Seconds(step, thing),
    saturation: frames.saturation(step, thing),
  };
}
