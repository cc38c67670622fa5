"use client";
/** The marks above the strip. One of a single event leads to its instant; one of many opens into their list. */
import { lazy, memo, Suspense, useState } from "react";
import { usePlaybackActions } from "../playback/playback.tsx";
import { standAt } from "../playback/useEventSteps.ts";
import { MarkGlyph } from "./MarkGlyph.tsx";
import type { Mark } from "./prepareMarks.ts";

const loadList = () => import("./MarkList.tsx").then(({ MarkList }) => ({ default: MarkList }));
const MarkList = lazy(loadList);

const HALO = ["-1.5px 0", "1.5px 0", "0 -1.5px", "0 1.5px"].map((at) => `${at} 1px var(--surface)`).join(", ");

interface EventMarksProps {
  readonly marks: readonly Mark[];
  /** The mark under the pointer, for its preview. */
  readonly point: (mark: Mark | null) => void;
}

/** Drawn anew when the marks are others, not with every move of the pointer. */
export const EventMarks = memo(function EventMarks({ marks, point }: EventMarksProps) {
  const { settle } = usePlaybackActions();
  const [open, setOpen] = useState<Mark | null>(null);
  const press = (mark: Mark) => {
    const [event] = mark.events;
    if (mark.count > 1 || !event) return setOpen(mark);
    standAt(event);
    settle(event.atMs);
  };
  return (
    <fieldset
      aria-label="Events"
      className="pointer-events-none absolute inset-x-0 top-0 z-[1] m-0 h-5.5 min-w-0 border-0 p-0"
    >
      {marks.map((mark) => (
        <button
          key={`${mark.fromMs} ${mark.events[0]?.id ?? ""}`}
          type="button"
          tabIndex={-1}
          aria-label={markWords(mark)}
          aria-haspopup={mark.count > 1 ? "dialog" : undefined}
          className="pointer-events-auto absolute top-[7px] flex h-[15px] -translate-x-1/2 items-center gap-[3px] rounded-3 whitespace-nowrap px-px hover:bg-raised"
          style={{ left: mark.x }}
          onPointerEnter={() => {
            point(mark);
            if (mark.count > 1) void loadList();
          }}
          onPointerLeave={() => point(null)}
          onClick={() => press(mark)}
        >
          {mark.label && <span className="absolute right-full pr-1 font-normal text-11 text-ink-2">{mark.label}</span>}
          <MarkGlyph shape={mark.shape} tone={mark.tone} />
          {mark.count > 1 && (
            <span
              // Legible over the playhead too.
              style={{ textShadow: HALO }}
              className={`num font-medium text-[10px] leading-3 ${mark.problems > 0 ? "text-ink" : "text-ink-2"}`}
            >
              {mark.count > 99 ? "99+" : mark.count}
            </span>
          )}
        </button>
      ))}
      {open && (
        <Suspense>
          <MarkList key={open.fromMs} mark={open} close={() => setOpen(null)} />
        </Suspense>
      )}
    </fieldset>
  );
});

function markWords({ count, problems, events }: Mark): string {
  if (count === 1) return events[0]?.title ?? "1 event";
  return problems > 0 ? `${count} events, ${problems} of them trouble` : `${count} events`;
}
