"use client";
/** The clock's instant as questions about SLOs carry it (./sloInstant.ts), and whether it is the present. */
import { useClock } from "../state/clock.tsx";
import { sloInstant } from "./sloInstant.ts";

export function useSloInstant(): { readonly atMs: number; readonly live: boolean } {
  const { endMs, live } = useClock();
  return { atMs: sloInstant(endMs, live), live };
}
