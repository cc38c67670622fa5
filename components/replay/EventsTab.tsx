"use client";
/**
 * What happened around the playhead, oldest first: the newest at or before it is marked and kept in sight, also while it moves. A click
 * sets the clock to the event. Which kinds are listed is the time bar's filter.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useClock } from "../state/clock.tsx";
import { useMoving, usePlayhead } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";
import { USUAL_MARKS, writeMarkFilter } from "../timebar/markGroups.ts";
import { useMarkFilter } from "../timebar/useMarkFilter.ts";
import { LinesSkeleton } from "./DifferencesTab.tsx";
import { EventLine } from "./EventLine.tsx";
import { eventAt, eventHeight, isAllLate } from "./eventList.ts";
import { useEventsAround } from "./useReplayAnswer.ts";
import type { ReplayState } from "./useReplayState.ts";

interface EventsTabProps {
  readonly state: ReplayState;
  readonly isChosen: (event: EventView) => boolean;
  readonly choose: (event: EventView) => void;
}

const UP_FRONT = 0.4;

export function EventsTab({ state, isChosen, choose }: EventsTabProps) {
  const around = useEventsAround(state);
  if (!around.query) return <NothingAsked />;
  return (
    <AsyncPanel query={around.query} what="the events" skeleton={<LinesSkeleton />}>
      {() =>
        around.events.length === 0 ? (
          <NothingHappened />
        ) : (
          <List
            events={around.events}
            moreBefore={around.moreBefore}
            moreAfter={around.moreAfter}
            isChosen={isChosen}
            choose={choose}
          />
        )
      }
    </AsyncPanel>
  );
}

interface ListProps extends Omit<EventsTabProps, "state"> {
  readonly events: readonly EventView[];
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
}

function List({ events, moreBefore, moreAfter, isChosen, choose }: ListProps) {
  const zone = useZone();
  const { endMs, live } = useClock();
  const moving = useMoving();
  // Draws anew only when another event is the newest.
  const here = usePlayhead(({ atMs }) => eventAt(events, atMs ?? endMs));
  const scroller = useRef<HTMLDivElement>(null);
  const allLate = useMemo(() => isAllLate(events), [events]);
  const heights = useMemo(() => events.map((event) => eventHeight(event, !allLate)), [events, allLate]);
  const list = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[index] ?? 0,
    overscan: 10,
  });
  // Sizes are kept by place in the list: other events have others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list itself is the same one.
  useEffect(() => list.measure(), [heights]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const above = heights.slice(0, here + 1).reduce((sum, height) => sum + height, 0);
    box.scrollTop = Math.max(0, above - box.clientHeight * UP_FRONT);
  }, [here, heights]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="num flex-none px-(--pad) py-2 text-12 text-ink-3">
        <b className="font-semibold text-13 text-ink">{formatCountOf(events.length, "event")}</b> around the playhead,
        newest below
        {(moreBefore || moreAfter) &&
          `; there are more ${moreBefore && moreAfter ? "on both sides" : moreBefore ? "before" : "after"}`}
        {allLate && " · all told afterwards"}
      </p>
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto border-line border-t">
        <ul className="relative" style={{ height: list.getTotalSize() }} aria-label="Events">
          {list.getVirtualItems().map(({ index, start, size }) => {
            const event = events[index];
            if (!event) return null;
            return (
              <li key={event.id} className="absolute inset-x-0" style={{ top: start, height: size }}>
                <EventLine
                  event={event}
                  zone={zone}
                  place={index === here ? "here" : index < here ? "before" : "after"}
                  isLive={live && !moving}
                  isQuiet={allLate}
                  isChosen={isChosen(event)}
                  choose={() => choose(event)}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function NothingAsked() {
  const [, choose] = useMarkFilter();
  return (
    <p className="px-(--pad) py-4 text-ink-2">
      The time bar's filter leaves out every kind of event.{" "}
      <button type="button" className="link" onClick={() => choose(USUAL_MARKS)}>
        Show all kinds
      </button>
    </p>
  );
}

function NothingHappened() {
  const [filter, choose] = useMarkFilter();
  const { endMs } = useClock();
  const zone = useZone();
  const isFiltered = writeMarkFilter(filter) !== "";
  return (
    <p className="px-(--pad) py-4 text-ink-2">
      {isFiltered ? "No event of these kinds" : "No event"} is known around {formatInstant(endMs, zone)} on the time
      bar's stretch.{" "}
      {isFiltered && (
        <button type="button" className="link" onClick={() => choose(USUAL_MARKS)}>
          Show all kinds
        </button>
      )}
    </p>
  );
}
