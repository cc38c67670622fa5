"use client";
/** Frames of the strip's stretch, fetched once and shared by all panels; null until they are here. */
import type { FrameSet } from "./frameSet.ts";

export function useFrames(): FrameSet | null {
  return null;
}
