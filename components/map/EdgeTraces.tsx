"use client";
/** Some requests that went along an edge, failing ones first: of messages the consumer's, which may have a trace of its own. */
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { Part } from "./MapPanel.tsx";
import { LatestTraces } from "./PanelParts.tsx";

interface EdgeTracesProps {
  /** As the edge's calls are counted. */
  readonly client: string;
  readonly server: string;
  /** Whose traces are shown where none of the edge's was found. */
  readonly instead: string | null | undefined;
}

export function EdgeTraces({ client, server, instead }: EdgeTracesProps) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const zone = useZone();
  const { data, isError } = useClockQuery(trpc.traces.through.queryOptions({ startMs, endMs, client, server }));
  const requests = data?.requests ?? [];
  if (requests.length === 0) return instead && (data || isError) ? <LatestTraces service={instead} /> : null;
  return (
    <Part
      title="Traces"
      sub={requests.some(({ failed }) => failed) ? "through this edge, failing first" : "through this edge"}
    >
      {requests.map((one) => (
        <ClockLink
          key={one.traceId}
          href={`/traces/${one.traceId}?span=${one.spanId}&panel=span`}
          className="grid h-7 grid-cols-[12px_minmax(0,1fr)_auto_auto] items-center gap-2 px-(--pad) text-12 hover:bg-raised"
        >
          <Status kind={one.failed ? "fail" : "ok"} size={9} label={one.failed ? "failed" : ""} />
          <span className="truncate">
            {shownText(one.service)} {shownText(one.spanName)}
          </span>
          <span className="num text-ink-2">{formatDuration(one.durationMs * 1e6)}</span>
          <span className="num text-ink-3">{formatInstant(one.startMs, zone)}</span>
        </ClockLink>
      ))}
    </Part>
  );
}
