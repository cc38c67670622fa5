"use client";
/** Which marks the time bar shows: as the address says (`?marks=`), else as this viewer chose last. A choice goes to both. */
import { createParser, useQueryState } from "nuqs";
import { useCallback, useMemo } from "react";
import { usePreference } from "../state/usePreference.tsx";
import { type MarkFilter, parseMarkFilter, writeMarkFilter } from "./markGroups.ts";

/** "all" stands in an address where this viewer's last choice was another. */
const EVERY = "all";
const MARKS = createParser({ parse: (text: string) => text, serialize: (text: string) => text });

export function useMarkFilter(): readonly [MarkFilter, (filter: MarkFilter) => void] {
  const [asked, setAsked] = useQueryState("marks", MARKS.withOptions({ history: "replace" }));
  const [remembered, remember] = usePreference("marks");
  const filter = useMemo(() => parseMarkFilter(asked ?? remembered), [asked, remembered]);
  const choose = useCallback(
    (next: MarkFilter) => {
      const text = writeMarkFilter(next);
      remember(text);
      void setAsked(text || EVERY);
    },
    [remember, setAsked],
  );
  return [filter, choose];
}
