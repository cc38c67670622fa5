"use client";
/**
 * The window to ask about. While an answer is on its way the live clock's next step must not take its place, or a query that takes
 * longer than a step would never end. Whatever a person changes counts at once.
 */
import { useRef } from "react";

/** `subject` names everything but the window: another subject is another question. */
export function useHeldWindow<Window>(window: Window, subject: string) {
  const busy = useRef(false);
  const held = useRef({ window, subject });
  if (held.current.subject !== subject || !busy.current) held.current = { window, subject };
  const note = (isFetching: boolean) => {
    busy.current = isFetching;
  };
  return { window: held.current.window, note };
}
