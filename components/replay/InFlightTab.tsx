"use client";
/**
 * Requests that were under way at the instant: which traces were open, since when, and where each one stood. They are known once they
 * have ended, so live the list stands at the newest instant that is settled, and says so.
 */
import type { InFlightAnswer, OpenTrace } from "../../server/routers/stateAnswer.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useMoving } from "../state/playhead.ts";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { LinesSkeleton } from "./DifferencesTab.tsx";

const MOST = 100;

/** As long as the server takes for nearly all requests to have been sent (server/routers/stateInFlight.ts). */
const SETTLE_MS = 30_000;

export function InFlightTab() {
  const trpc = useTRPC();
  const { endMs, live } = useClock();
  const moving = useMoving();
  const atMs = live ? endMs - SETTLE_MS : endMs;
  const query = useClockQuery(
    trpc.state.inFlight.queryOptions(
      { atMs, limit: MOST },
      // An instant that is not settled yet becomes so while one looks at it.
      { refetchInterval: ({ state }) => (state.data?.note == null ? false : 5_000) },
    ),
  );
  return (
    <AsyncPanel query={query} what="the requests under way" skeleton={<LinesSkeleton />}>
      {(answer) => (
        <div className={`flex min-h-0 flex-1 flex-col ${moving ? "opacity-60" : ""}`}>
          <FlightHead answer={answer} />
          <ul className="min-h-0 flex-1 overflow-auto" aria-label="Requests under way">
            {answer.traces.map((trace) => (
              <li key={trace.traceId} className="border-line border-b">
                <OpenTraceLine trace={trace} atMs={answer.atMs} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </AsyncPanel>
  );
}

/** How many there were and when; what must be said of an instant of which most are not known yet. */
function FlightHead({ answer }: { answer: InFlightAnswer }) {
  const { traces, total, truncated, atMs, settledMs, note } = answer;
  const { live, setAt } = useClock();
  const zone = useZone();
  return (
    <div className="flex-none border-line border-b px-(--pad) py-2 text-12 text-ink-3">
      <p className="num">
        <b className="font-semibold text-13 text-ink">
          {formatCountOf(total, "request")} {total === 1 ? "was" : "were"} under way
        </b>{" "}
        at {formatInstant(atMs, zone)}
        {truncated && traces.length < total && `; the first ${formatCount(traces.length)} are listed`}
        {truncated && traces.length >= total && "; there may be more"}
      </p>
      {live && (
        <p className="pt-0.5">
          A request is known once it has ended and was sent: this is {SETTLE_MS / 1000} s ago, the newest instant of
          which nearly all are.
        </p>
      )}
      {note !== null && (
        <p className="pt-0.5 text-ink-2">
          {note}{" "}
          <button type="button" className="link" onClick={() => setAt(Math.floor(settledMs / 1000) * 1000)}>
            Step back to {formatInstant(settledMs, zone)}
          </button>
        </p>
      )}
      {traces.length === 0 && note === null && (
        <p className="pt-1 text-13 text-ink-2">
          No trace was open at this instant. Most last some milliseconds: step to an event, or hold the playhead a
          little later.
        </p>
      )}
    </div>
  );
}

const MOST_SPANS = 3;

function OpenTraceLine({ trace, atMs }: { trace: OpenTrace; atMs: number }) {
  const { traceId, rootService, rootName, startedMs, endedMs, failed, open } = trace;
  const lasted = endedMs === null ? "" : ` of ${formatSeconds((endedMs - startedMs) / 1000)}`;
  return (
    <ClockLink href={`/traces/${traceId}`} className="block px-(--pad) py-1.5 hover:bg-raised">
      <span className="flex min-w-0 items-center gap-2">
        <Status kind={failed ? "fail" : "ok"} size={9} label={failed ? "failed in the end" : ""} />
        <span className="min-w-0 flex-1 truncate font-medium">{shownText(rootName ?? traceId)}</span>
        <span className="num flex-none text-12 text-ink-3">
          {formatSeconds((atMs - startedMs) / 1000)}
          {lasted}
        </span>
      </span>
      {rootService && (
        <span className="block truncate pl-[17px] text-12 text-ink-3">began at {shownText(rootService)}</span>
      )}
      {open.slice(0, MOST_SPANS).map((span) => (
        <span key={span.spanId} className="flex min-w-0 items-center gap-2 pl-[17px] text-12 text-ink-2">
          <ServiceName service={span.service} />
          <span className="min-w-0 flex-1 truncate">{shownText(span.name)}</span>
          <span className="num flex-none text-ink-3">for {formatSeconds((atMs - span.sinceMs) / 1000)}</span>
        </span>
      ))}
      {open.length > MOST_SPANS && (
        <span className="block pl-[17px] text-12 text-ink-3">and {open.length - MOST_SPANS} more open spans</span>
      )}
    </ClockLink>
  );
}
