/**
 * A page's own condition for playing: whoever starts it without one (the time bar's button, Space) runs until this one holds. One page
 * is shown at a time, so there is one.
 */
import { useEffect, useRef } from "react";
import type { StopCondition } from "./playbackEngine.ts";

type Make = () => StopCondition | undefined;
let standing: Make | null = null;

/** `make` is asked each time playing starts. */
export function useStandingStop(make: Make): void {
  const latest = useRef(make);
  latest.current = make;
  useEffect(() => {
    const own: Make = () => latest.current();
    standing = own;
    return () => {
      if (standing === own) standing = null;
    };
  }, []);
}
export const standingStop: Make = () => standing?.();
