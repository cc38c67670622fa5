"use client";
/** The list of services, while the playhead moves with the numbers of the frame under it; drawn anew only when that frame is another. */
import { useMemo } from "react";
import type { FrameSet } from "../playback/frameSet.ts";
import { useFrames } from "../playback/useFrames.ts";
import { usePlayhead } from "../state/playhead.ts";
import type { Answers } from "../trpc/client.tsx";
import { movingRow } from "./movingServices.ts";

type ServiceList = Answers["services"]["list"];

/** Step of the frames under the moving playhead; null while it rests or no frames are here. */
export function useMovingStep() {
  const frames = useFrames("services");
  const step = usePlayhead(({ atMs }) => (atMs === null || frames === null ? null : frames.stepAt(atMs)));
  return { frames, step };
}

export function useMovingServices(list: ServiceList): ServiceList {
  const { frames, step } = useMovingStep();
  return useMemo(() => (frames && step !== null ? movedList(list, frames, step) : list), [list, frames, step]);
}

/** Sentence and table of one page ask for the same: it is made once. */
let latest: { readonly of: readonly [ServiceList, FrameSet, number]; readonly moved: ServiceList } | null = null;

function movedList(list: ServiceList, frames: FrameSet, step: number): ServiceList {
  if (latest?.of[0] === list && latest.of[1] === frames && latest.of[2] === step) return latest.moved;
  const services = list.services.map((row) => movingRow(row, row.service, frames, step));
  const moved = { ...list, first: null, services };
  latest = { of: [list, frames, step], moved };
  return moved;
}
