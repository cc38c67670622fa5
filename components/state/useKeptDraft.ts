"use client";
/** A draft that outlives what others save meanwhile (./keptDraft.ts), with what a person may decide then. */
import { useState } from "react";
import { beginDraft, followStored, isOvertaken, isTyped, keepMine } from "./keptDraft.ts";

/** `T` is plain data. */
export function useKeptDraft<T extends object>(stored: T) {
  const [state, setState] = useState(() => ({ kept: beginDraft(stored), round: 0 }));
  const followed = followStored(state.kept, stored);
  const now = followed === state.kept ? state : { kept: followed, round: state.round + 1 };
  // What is stored changed while nothing was typed: shown at once.
  if (now !== state) setState(now);
  return {
    draft: now.kept.draft,
    /** A draft that was begun anew: fields that hold texts of their own begin anew with it. */
    round: now.round,
    isTyped: isTyped(now.kept),
    isOvertaken: isOvertaken(now.kept, stored),
    change: (next: Partial<T>) =>
      setState(({ kept, round }) => ({ kept: { base: kept.base, draft: { ...kept.draft, ...next } }, round })),
    takeTheirs: () => setState({ kept: beginDraft(stored), round: now.round + 1 }),
    keepMine: () => setState({ kept: keepMine(now.kept, stored), round: now.round }),
  };
}
