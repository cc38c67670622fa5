"use client";
/** The lists to choose from; on a phone the map is one of them. */
import { formatCount } from "../format/formatNumbers.ts";
import type { Tab } from "./useReplayState.ts";

interface ReplayTabsProps {
  readonly tab: Tab;
  readonly differences: number | undefined;
  readonly open: (tab: Tab) => void;
}

const TAB_WORDS: readonly (readonly [Tab, string])[] = [
  ["differences", "Differences"],
  ["events", "Events"],
  ["state", "State"],
  ["flight", "In flight"],
  ["map", "Map"],
];

export function ReplayTabs({ tab, differences, open }: ReplayTabsProps) {
  return (
    <div
      role="tablist"
      aria-label="Lists"
      className="flex flex-none gap-4 overflow-x-auto border-line border-b px-(--pad)"
    >
      {TAB_WORDS.map(([one, words]) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={one === tab}
          className={`h-9 flex-none border-b-2 font-medium text-12 ${one === "map" ? "hidden phone:block" : ""} ${one === tab ? "border-accent text-ink" : "border-transparent text-ink-3 hover:text-ink"}`}
          onClick={() => open(one)}
        >
          {words}
          {one === "differences" && differences !== undefined && (
            <span className="num ml-1.5 font-normal text-ink-3">{formatCount(differences)}</span>
          )}
        </button>
      ))}
    </div>
  );
}
