"use client";
/** The instant under the pointer, shared by every chart of the page, so that one crosshair runs through all of them. */
import { useSyncExternalStore } from "react";

let pointedMs: number | null = null;
const listeners = new Set<() => void>();

export function pointAt(unixMs: number | null): void {
  if (unixMs === pointedMs) return;
  pointedMs = unixMs;
  for (const listener of listeners) listener();
}

/** Unix ms, or null when no chart is pointed at. */
export function useCrosshair(): number | null {
  return useSyncExternalStore(subscribe, () => pointedMs, nothing);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const nothing = () => null;
