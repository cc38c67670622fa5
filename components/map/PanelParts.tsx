"use client";
/** Parts of the side panel that ask the server: latest traces (failing ones first), latest log lines, what happened, what runs. */
import { useQuery } from "@tanstack/react-query";
import type { GraphNode } from "../../server/analysis/graph/mapGraph.ts";
import { HEALTHS, type ThingId } from "../../server/model/state.ts";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatInstant, formatUnixNano } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { STATUS_OF } from "../graph/mapWords.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { Part } from "./MapPanel.tsx";

const FEW = 5;
const ERROR_STATUS = 2;

export function LatestTraces({ service }: { service: string }) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const zone = useZone();
  const of = { startMs, endMs, service, limit: FEW };
  const failing = useClockQuery(trpc.traces.search.queryOptions({ ...of, statusCode: ERROR_STATUS }));
  const newest = useClockQuery(trpc.traces.search.queryOptions(of));
  const failed = failing.data?.traces ?? [];
  const known = new Set(failed.map(({ traceId }) => traceId));
  const traces = [...failed, ...(newest.data?.traces ?? []).filter(({ traceId }) => !known.has(traceId))].slice(0, FEW);
  if (!newest.data || traces.length === 0) return null;
  return (
    <Part title="Traces" sub={failed.length > 0 ? "failing first" : "newest"}>
      {traces.map((trace) => (
        <ClockLink
          key={trace.traceId}
          href={`/traces/${trace.traceId}`}
          className="grid h-7 grid-cols-[12px_minmax(0,1fr)_auto_auto] items-center gap-2 px-(--pad) text-12 hover:bg-raised"
        >
          <Status kind={trace.errorCount > 0 ? "fail" : "ok"} size={9} label={trace.errorCount > 0 ? "failed" : ""} />
          <span className="truncate">{shownText(trace.rootName ?? trace.traceId)}</span>
          <span className="num text-ink-2">{formatDuration(trace.durationNano)}</span>
          <span className="num text-ink-3">{formatUnixNano(trace.startUnixNano, zone, "clock")}</span>
        </ClockLink>
      ))}
    </Part>
  );
}

export function LatestLogs({ service }: { service: string }) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const zone = useZone();
  const of = { startMs, endMs, services: [service], limit: 4 };
  const { data } = useClockQuery(trpc.logs.search.queryOptions({ ...of, severities: ["ERROR", "FATAL", "WARN"] }));
  if (!data || data.records.length === 0) return null;
  return (
    <Part title="Logs" sub="warnings and errors">
      {data.records.map((record) => (
        <ClockLink
          key={record.id}
          href={`/logs?service=${encodeURIComponent(service)}&record=${encodeURIComponent(record.id)}`}
          className="flex h-7 items-center gap-2 px-(--pad) text-12 hover:bg-raised"
        >
          <span className="num flex-none text-ink-3">{formatUnixNano(record.timeUnixNano, zone, "clock")}</span>
          <span className="min-w-0 truncate">{shownText(record.body)}</span>
        </ClockLink>
      ))}
    </Part>
  );
}

/** Of an id made by chance its first digits tell enough. */
const shortened = (instance: string) => shownText(instance.length > 20 ? `${instance.slice(0, 8)}…` : instance);

/** The shape of the health that it became; of any other event whether it is trouble. */
function statusOf({ problem, patch }: EventView): StatusKind {
  const became = HEALTHS.find((health) => health === patch.health);
  if (became) return STATUS_OF[became];
  return problem ? "warn" : "ok";
}

const MOST_EVENTS = 8;

/** What happened to it in the window, newest first, and which versions and instances run at the instant. */
export function Happenings({ node }: { node: GraphNode }) {
  const trpc = useTRPC();
  const { startMs, endMs, setAt } = useClock();
  const zone = useZone();
  const { data } = useQuery(
    trpc.state.thing.queryOptions(
      { id: node.id as ThingId, atMs: endMs, startMs, endMs },
      { placeholderData: (before) => (before?.thing?.id === node.id ? before : undefined) },
    ),
  );
  // What it also is has a history of its own.
  const also = (node.also ?? []).map(({ id }) => id);
  const more = useQuery(
    trpc.state.events.queryOptions(
      { startMs, endMs, things: also, limit: MOST_EVENTS },
      { enabled: also.length > 0, placeholderData: (before) => before },
    ),
  );
  const others = also.length > 0 ? (more.data?.events ?? []) : [];
  const events = [...(data?.events ?? []), ...others].sort((a, b) => b.atMs - a.atMs);
  const isMore = data?.more || (also.length > 0 && more.data?.more);
  const instances = data?.parts.filter(({ kind }) => kind === "instance") ?? [];
  const versions = data?.parts.filter(({ kind }) => kind === "version") ?? [];
  return (
    <>
      {instances.length > 0 && (
        <Part title="Runs" sub={formatCountOf(instances.length, "instance")}>
          <p className="px-(--pad) text-12 text-ink-2">
            {versions.length > 0 &&
              `${versions.length === 1 ? "Version" : "Versions"} ${versions.map(({ names }) => shownText(names[1] ?? "")).join(", ")}. `}
            {instances
              .slice(0, 6)
              .map(({ names }) => shortened(names[1] ?? ""))
              .join(", ")}
            {instances.length > 6 && ` and ${instances.length - 6} more`}
          </p>
        </Part>
      )}
      {events.length > 0 && (
        <Part title="What happened" sub={`${formatCountOf(events.length, "event")}${isMore ? " or more" : ""}`}>
          {events.slice(0, MOST_EVENTS).map((event) => (
            <button
              key={event.id}
              type="button"
              className="grid min-h-7 w-full grid-cols-[12px_minmax(0,1fr)_auto] items-center gap-2 px-(--pad) py-0.5 text-left text-12 hover:bg-raised"
              title="Set the clock to this instant"
              onClick={() => setAt(event.atMs)}
            >
              <Status kind={statusOf(event)} size={9} label="" />
              <span className="min-w-0">{shownText(event.title)}</span>
              <span className="num text-ink-3">{formatInstant(event.atMs, zone)}</span>
            </button>
          ))}
        </Part>
      )}
    </>
  );
}
