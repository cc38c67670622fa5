"use client";
/** What happened just before it fired, newest first: deploys, flags, faults, others that fell ill. Each sets the clock to its instant. */
import type { EventView } from "../../../server/routers/stateAnswer.ts";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { MarkGlyph } from "../../timebar/MarkGlyph.tsx";
import { markShape } from "../../timebar/markShape.ts";
import type { OneAlert } from "./AlertScreen.tsx";
import { before } from "./AlertTraces.tsx";

const AT_FIRST = 8;

export function AlertEvents({ answer: { alert, eventsBefore } }: { answer: OneAlert }) {
  const sinceMs = alert.firedMs ?? alert.activeMs;
  const shown = [...eventsBefore].sort((a, b) => b.atMs - a.atMs).slice(0, AT_FIRST);
  return (
    <section aria-label="Just before" className="min-w-0 pb-2">
      <div className="sec">
        <h2>Just before</h2>
        <span className="sec-sub">the quarter of an hour until it fired</span>
        <ClockLink href="/replay?tab=events" className="link ml-auto text-12">
          Replay
        </ClockLink>
      </div>
      {shown.map((event) => (
        <Event key={event.id} event={event} sinceMs={sinceMs} />
      ))}
      {eventsBefore.length === 0 && (
        <p className="px-(--pad) pb-3 text-12 text-ink-3">
          Nothing was deployed, switched or reported, and nothing else fell ill. Pipelines can say what they do:{" "}
          <span className="mono">POST /api/events</span>.
        </p>
      )}
      {eventsBefore.length > AT_FIRST && (
        <p className="px-(--pad) py-1.5 text-12 text-ink-3">and {eventsBefore.length - AT_FIRST} more in the replay</p>
      )}
    </section>
  );
}

function Event({ event, sinceMs }: { event: EventView; sinceMs: number }) {
  const { setAt } = useClock();
  const zone = useZone();
  return (
    <button
      type="button"
      onClick={() => setAt(event.atMs)}
      title={`Set the clock to ${formatInstant(event.atMs, zone, "full")}`}
      className="grid w-full grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-line-soft border-t px-(--pad) py-[5px] text-left hover:bg-surface focus-visible:outline-offset-[-2px]"
    >
      <span className="pt-[4px]">
        <MarkGlyph {...markShape(event)} size={11} />
      </span>
      <span className="line-clamp-2 min-w-0">{shownText(event.title)}</span>
      <span className="num pt-px text-12 text-ink-3">{before(event.atMs, sinceMs)}</span>
    </button>
  );
}
