"use client";
/** The list of services, while the playhead moves with the numbers of the frame under it; drawn anew only when that frame is another. */
import { useMemo } from "react";
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
  return useMemo(() => {
    if (!frames || step === null) return list;
    return { ...list, first: null, services: list.services.map((row) => movingRow(row, row.service, frames, step)) };
  }, [list, frames, step]);
}
