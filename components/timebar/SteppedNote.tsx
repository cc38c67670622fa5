"use client";
/** What the last step came to, for a moment above the bar, and spoken: the event at which the clock now stands, or that there is none. */
import { useEffect, useState } from "react";
import { type Stepped, useStepped } from "../playback/useEventSteps.ts";
import { MarkGlyph } from "./MarkGlyph.tsx";
import { markShape } from "./markShape.ts";

const SHOWN_MS = 5_000;

export function SteppedNote() {
  const stepped = useStepped();
  const [shown, setShown] = useState<Stepped | null>(null);
  useEffect(() => {
    setShown(stepped);
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [stepped]);
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 bottom-full z-20 mb-1.5 flex justify-center px-4 empty:hidden"
    >
      {shown && (
        <p className="float flex max-w-[640px] items-center gap-2 px-3 py-1.5 text-12 [animation:none]">
          {shown.event ? (
            <>
              <MarkGlyph {...markShape(shown.event)} size={11} />
              <span className="line-clamp-2">{shown.event.title}</span>
            </>
          ) : (
            <span className="text-ink-2">{noneWords(shown)}</span>
          )}
        </p>
      )}
    </div>
  );
}

function noneWords({ direction, problemsOnly }: Stepped): string {
  const what = problemsOnly ? "No trouble" : "No event";
  return direction === "next" ? `${what} after this instant` : `${what} is known before this instant`;
}
