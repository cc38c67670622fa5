"use client";
/** The events of a mark that stands for many: each leads to its instant. Loaded on demand; opens as it mounts. */
import { Popover } from "radix-ui";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { formatInstant, formatWindow } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { usePlaybackActions } from "../playback/playback.tsx";
import { standAt } from "../playback/useEventSteps.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { MarkGlyph } from "./MarkGlyph.tsx";
import { markQuestion } from "./markGroups.ts";
import { markShape } from "./markShape.ts";
import type { Mark } from "./prepareMarks.ts";
import { useMarkFilter } from "./useMarkFilter.ts";

interface MarkListProps {
  readonly mark: Mark;
  readonly close: () => void;
}

export function MarkList({ mark, close }: MarkListProps) {
  const zone = useZone();
  const { events, error } = useEventsOf(mark);
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Popover.Anchor className="absolute top-1 h-4 w-px" style={{ left: mark.x }} />
      <Popover.Portal>
        <Popover.Content
          side="top"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Events at this place"
          className="float z-50 flex max-h-[min(420px,60vh)] w-[440px] max-w-[calc(100vw-16px)] flex-col"
        >
          <p className="num flex-none border-line border-b px-3 py-2 text-12 text-ink-2">
            <b className="font-semibold text-ink">{formatCountOf(mark.count, "event")}</b>
            {mark.problems > 0 && `, ${mark.problems} of them trouble`} · {formatWindow(mark.fromMs, mark.toMs, zone)}
          </p>
          <ul className="min-h-0 overflow-auto p-1">
            {events.map((event) => (
              <li key={event.id}>
                <EventLine event={event} zone={zone} close={close} />
              </li>
            ))}
            {events.length === 0 && (
              <li className="px-[9px] py-2 text-ink-3">{error ? "They could not be read. Try again." : "…"}</li>
            )}
            {events.length > 0 && events.length < mark.count && (
              <li className="px-[9px] py-1.5 text-12 text-ink-3">
                and {formatCountOf(mark.count - events.length, "more", "more")}: zoom in to see them apart
              </li>
            )}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function EventLine({ event, zone, close }: { event: EventView; zone: string; close: () => void }) {
  const { settle } = usePlaybackActions();
  const go = () => {
    close();
    standAt(event);
    settle(event.atMs);
  };
  return (
    <button type="button" className="menu-item w-full text-left" onClick={go}>
      <span className="grid w-3 flex-none place-items-center">
        <MarkGlyph {...markShape(event)} size={11} />
      </span>
      <span className="line-clamp-2 min-w-0 flex-1 py-1 leading-[17px]" title={event.title}>
        {event.title}
      </span>
      <span className="num flex-none self-start py-[5px] text-11 text-ink-3">{formatInstant(event.atMs, zone)}</span>
    </button>
  );
}

const MOST_LISTED = 200;

/** Those the mark came with; asked for where it came as a count. */
function useEventsOf({ events, fromMs, toMs }: Mark): { events: readonly EventView[]; error: boolean } {
  const [filter] = useMarkFilter();
  const asked = useClockQuery(
    useTRPC().state.events.queryOptions(
      { startMs: fromMs, endMs: Math.floor(toMs) + 1, order: "oldest", limit: MOST_LISTED, ...markQuestion(filter) },
      { enabled: events.length === 0 },
    ),
  );
  return { events: events.length > 0 ? events : (asked.data?.events ?? []), error: asked.isError };
}
