"use client";
/** Requests that were under way at the instant: which traces were open, since when, and where each one stood. */
import type { OpenTrace } from "../../server/routers/stateAnswer.ts";
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

export function InFlightTab() {
  const trpc = useTRPC();
  const { endMs } = useClock();
  const zone = useZone();
  const moving = useMoving();
  const query = useClockQuery(trpc.state.inFlight.queryOptions({ atMs: endMs, limit: MOST }));
  return (
    <AsyncPanel query={query} what="the requests under way" skeleton={<LinesSkeleton />}>
      {({ traces, total, truncated }) => (
        <div className={`flex min-h-0 flex-1 flex-col ${moving ? "opacity-60" : ""}`}>
          <p className="num flex-none border-line border-b px-(--pad) py-2 text-12 text-ink-3">
            <b className="font-semibold text-13 text-ink">
              {formatCountOf(total, "request")} {total === 1 ? "was" : "were"} under way
            </b>{" "}
            at {formatInstant(endMs, zone)}
            {truncated && traces.length < total && `; the first ${formatCount(traces.length)} are listed`}
            {truncated && traces.length >= total && "; there may be more"}
          </p>
          {traces.length === 0 && (
            <p className="px-(--pad) py-3 text-ink-2">
              No trace was open at this instant. Most last some milliseconds: step to an event, or hold the playhead a
              little later.
            </p>
          )}
          <ul className="min-h-0 flex-1 overflow-auto" aria-label="Requests under way">
            {traces.map((trace) => (
              <li key={trace.traceId} className="border-line border-b">
                <OpenTraceLine trace={trace} atMs={endMs} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </AsyncPanel>
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
