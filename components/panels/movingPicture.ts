"use client";
/** A panel's picture at the moving playhead: which of its values stands there, and the picture as if that were the last. */
import { usePlayhead } from "../state/playhead.ts";
import type { PanelPicture } from "./preparePanel.ts";

/** Index of the value at the playhead, also one the picture does not have; null while the playhead rests. */
export function useMovingIndex(picture: Pick<PanelPicture, "startMs" | "stepMs"> | undefined): number | null {
  return usePlayhead(({ atMs }) =>
    atMs === null || !picture ? null : Math.round((atMs - picture.startMs) / picture.stepMs),
  );
}

/** What is said of now is then said of that value; one that the picture does not have is no data. */
export function pictureAt(picture: PanelPicture, index: number): PanelPicture {
  const series = picture.series.map((one) => ({ ...one, stats: { ...one.stats, last: one.values[index] ?? null } }));
  return { ...picture, series };
}

export function useMovingPicture(picture: PanelPicture | undefined): PanelPicture | undefined {
  const index = useMovingIndex(picture);
  return picture && index !== null ? pictureAt(picture, index) : picture;
}
