"use client";
/** Queries asked in this browser: found by their words, starred, asked again. */
import { Search, Star } from "lucide-react";
import { useState } from "react";
import { formatAgo } from "../format/formatInstant.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { useClock } from "../state/clock.tsx";
import { type AskedQuery, findEntries, type HistoryEntry, keyOf } from "./queryHistory.ts";

interface HistorySheetProps {
  readonly history: readonly HistoryEntry[];
  readonly star: (key: string) => void;
  readonly choose: (queries: readonly AskedQuery[]) => void;
  readonly close: () => void;
}

export function HistorySheet({ history, star, choose, close }: HistorySheetProps) {
  const [text, setText] = useState("");
  const [onlyStarred, setOnlyStarred] = useState(false);
  const found = findEntries(history, text, onlyStarred);
  return (
    <Dialog title="Queries asked before" close={close} className="w-[760px]">
      <div className="flex items-center gap-2 border-line border-b px-3.5">
        <Search size={15} strokeWidth={1.6} className="text-ink-3" aria-hidden="true" />
        <input
          type="search"
          aria-label="Words of a query"
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && found[0] && choose(found[0].queries)}
          placeholder="Words of a query"
          className="h-11 min-w-0 flex-1 bg-transparent text-14 outline-none placeholder:text-ink-3"
        />
        <button type="button" className="chip" aria-pressed={onlyStarred} onClick={() => setOnlyStarred(!onlyStarred)}>
          <Star size={11} aria-hidden="true" />
          Starred
        </button>
        <kbd className="kbd phone:hidden">Esc</kbd>
      </div>
      {found.length === 0 && <p className="px-5 py-6 text-ink-3">{emptyWords(history, onlyStarred, text)}</p>}
      <ul aria-label="Queries" className="max-h-[56vh] overflow-auto p-1.5">
        {found.map((entry) => (
          <Entry key={keyOf(entry)} entry={entry} star={star} choose={choose} />
        ))}
      </ul>
      <p className="border-line border-t px-3.5 py-2 text-11 text-ink-3">
        Kept in this browser alone: 200, and all that have a star. A link from Share carries queries to others.
      </p>
    </Dialog>
  );
}

function emptyWords(history: readonly HistoryEntry[], onlyStarred: boolean, text: string): string {
  if (history.length === 0) return "Queries that you run are listed here, the newest first.";
  if (onlyStarred && text === "") return "No query has a star yet: press the star beside one.";
  return "No query has all of these words.";
}

interface EntryProps extends Pick<HistorySheetProps, "star" | "choose"> {
  readonly entry: HistoryEntry;
}

function Entry({ entry, star, choose }: EntryProps) {
  const { nowMs } = useClock();
  const key = keyOf(entry);
  return (
    <li className="flex items-start gap-1">
      <button
        type="button"
        className="icon-btn mt-[1px]"
        aria-pressed={entry.starred}
        aria-label={entry.starred ? `Take the star from ${key}` : `Star ${key}`}
        onClick={() => star(key)}
      >
        <Star size={14} strokeWidth={1.6} fill={entry.starred ? "currentColor" : "none"} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="menu-item min-w-0 flex-1 select-text items-baseline py-1 text-left focus-visible:bg-sel"
        onClick={() => choose(entry.queries)}
      >
        <span className="min-w-0 flex-1">
          {entry.queries.map(({ expr }) => (
            <code key={expr} className="mono line-clamp-3 wrap-anywhere">
              {expr}
            </code>
          ))}
        </span>
        <span className="flex-none text-11 text-ink-3">{formatAgo(entry.atMs, nowMs)}</span>
      </button>
    </li>
  );
}
