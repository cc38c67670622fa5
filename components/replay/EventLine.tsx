"use client";
/** One event of the list: its mark, what happened, what it changed or why, and when; said when it was known late or taken back. */
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { MarkGlyph } from "../timebar/MarkGlyph.tsx";
import { markShape } from "../timebar/markShape.ts";
import { isLate } from "./eventList.ts";

interface EventLineProps {
  readonly event: EventView;
  readonly zone: string;
  readonly place: "here" | "before" | "after";
  /** Amber is for the past alone. */
  readonly isLive: boolean;
  /** Lateness is said for all of them elsewhere. */
  readonly isQuiet: boolean;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

export function EventLine({ event, zone, place, isLive, isQuiet, isChosen, choose }: EventLineProps) {
  const { atMs, knownMs, retractedMs, patch, title } = event;
  const reason = typeof patch.reason === "string" && !title.includes(patch.reason) ? patch.reason : "";
  const notes = [
    reason && shownText(reason.charAt(0).toUpperCase() + reason.slice(1)),
    isLate(event) && !isQuiet && `known ${formatSpanOfTime(roundedSecond(knownMs - atMs))} later`,
    retractedMs !== null && `taken back at ${formatInstant(retractedMs, zone)}`,
  ].filter(Boolean);
  const isHere = place === "here";
  // Told by slant and tone, not by paleness: words must stay legible.
  const isAhead = place === "after";
  return (
    <button
      type="button"
      aria-current={isHere ? "time" : undefined}
      onClick={choose}
      title={`${title}\n${formatInstant(atMs, zone, "full")}\nknown ${formatInstant(knownMs, zone, "full")}`}
      className={`relative grid h-full w-full grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-line border-b px-(--pad) pt-[5px] text-left focus-visible:outline-offset-[-2px] ${isChosen ? "bg-sel" : isHere ? "bg-raised" : "hover:bg-raised"}`}
    >
      {isHere && (
        <span
          aria-hidden="true"
          className={`absolute inset-y-0 left-0 w-[3px] ${isLive ? "bg-accent" : "bg-time-fill"}`}
        />
      )}
      <span className={`pt-[3px] ${isAhead ? "opacity-55" : ""}`}>
        <MarkGlyph {...markShape(event)} size={11} />
      </span>
      <span className="min-w-0">
        <span
          className={`line-clamp-4 leading-[17px] ${retractedMs === null ? "" : "line-through"} ${isHere ? "font-medium" : ""} ${isAhead ? "text-ink-2 italic" : ""}`}
        >
          {shownText(title)}
        </span>
        {notes.length > 0 && <span className="block truncate text-12 text-ink-2">{notes.join(" · ")}</span>}
      </span>
      <span className={`num pt-px text-12 ${isHere && !isLive ? "text-time" : "text-ink-3"}`}>
        {formatInstant(atMs, zone)}
      </span>
    </button>
  );
}

const roundedSecond = (ms: number) => Math.round(ms / 1000) * 1000;
