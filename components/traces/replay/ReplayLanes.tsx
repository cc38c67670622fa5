"use client";
/**
 * Other traces of the same operation played together with this one, each aligned at its start: a lane each, at one scale, with what
 * has happened of it at this moment. Which ones is in the address.
 */
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { DropdownMenu } from "radix-ui";
import { useLayoutEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { replaySteps } from "../../../server/analysis/traceReplay.ts";
import { StatusCode } from "../../../server/model/span.ts";
import { Status } from "../../charts/Status.tsx";
import { formatDuration } from "../../format/formatDuration.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { sizedContext } from "../sizedContext.ts";
import { LANE_PX, paintLane } from "../stripPaint.ts";
import { timeScale } from "../timeScale.ts";
import { prepareTrace, type TraceModel, wholeOf } from "../traceModel.ts";
import { useSize } from "../useSize.ts";
import { useTokens } from "../useTokens.ts";
import { laneWords } from "./laneWords.ts";
import { likeTraces } from "./likeTraces.ts";
import type { TraceReplayer } from "./traceReplayer.ts";

const MOST_LANES = 4;
const WITH = parseAsArrayOf(parseAsString).withDefault([]).withOptions({ history: "replace" });

interface LanesProps {
  readonly model: TraceModel;
  readonly replayer: TraceReplayer;
}

export function ReplayLanes({ model, replayer }: LanesProps) {
  const [ids, setIds] = useQueryState("with", WITH);
  const shown = ids.filter((id) => id !== model.view.traceId).slice(0, MOST_LANES);
  const add = (id: string) => void setIds([...shown, id]);
  const remove = (id: string) => void setIds(shown.length === 1 ? null : shown.filter((one) => one !== id));
  return (
    <section aria-label="Played together" className="flex-none border-line border-t phone:hidden">
      <div className="flex h-8 items-center gap-2 px-(--pad) text-12 text-ink-3">
        {shown.length > 0 && <span>Played together, aligned at the start</span>}
        {shown.length < MOST_LANES && <AddMenu model={model} shown={shown} add={add} />}
      </div>
      {shown.map((id) => (
        <Lane key={id} id={id} model={model} replayer={replayer} remove={() => remove(id)} />
      ))}
    </section>
  );
}

function AddMenu({ model, shown, add }: { model: TraceModel; shown: readonly string[]; add: (id: string) => void }) {
  const trpc = useTRPC();
  const query = likeTraces(model);
  const slowest = useQuery(trpc.traces.search.queryOptions({ ...query, order: "slowest" }));
  const failed = useQuery(trpc.traces.search.queryOptions({ ...query, order: "newest", statusCode: StatusCode.ERROR }));
  const newest = useQuery(trpc.traces.search.queryOptions({ ...query, order: "newest" }));
  const offers = [
    ...(failed.data?.traces ?? []).map((trace) => ({ trace, label: "failed" })),
    ...(slowest.data?.traces ?? []).map((trace) => ({ trace, label: "slow" })),
    ...(newest.data?.traces ?? []).map((trace) => ({ trace, label: "recent" })),
  ].filter(
    ({ trace }, i, all) =>
      trace.traceId !== model.view.traceId &&
      !shown.includes(trace.traceId) &&
      all.findIndex((other) => other.trace.traceId === trace.traceId) === i,
  );
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn btn-sm" disabled={offers.length === 0}>
        <Plus size={13} aria-hidden="true" />
        Play another of this operation beside it
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={6} className="float z-50 max-h-80 min-w-64 overflow-y-auto p-1">
          {offers.map(({ trace, label }) => (
            <DropdownMenu.Item key={trace.traceId} className="menu-item" onSelect={() => add(trace.traceId)}>
              <Status kind={trace.errorCount > 0 ? "fail" : "ok"} size={10} label="" />
              <span className="num flex-1">{formatDuration(trace.durationNano)}</span>
              <span className="text-ink-3">{label}</span>
              <span className="mono text-ink-3">{trace.traceId.slice(0, 8)}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Lane({ id, model, replayer, remove }: LanesProps & { id: string; remove: () => void }) {
  const trpc = useTRPC();
  const answer = useQuery(
    trpc.traces.byId.queryOptions({ traceId: id }, { structuralSharing: false, staleTime: 300_000 }),
  );
  const other = useMemo(
    () => (answer.data ? prepareTrace(answer.data, model.isAdjusted) : null),
    [answer.data, model.isAdjusted],
  );
  return (
    <div className="grid grid-cols-[var(--names)_minmax(0,1fr)_28px] items-center border-line-soft border-t [--names:336px] max-[519px]:[--names:164px]">
      <span className="min-w-0 px-(--pad) text-12">
        <ClockLink href={`/traces/${id}?tab=replay`} className="mono link">
          {id.slice(0, 8)}
        </ClockLink>
        {other && <LaneState other={other} replayer={replayer} />}
        {answer.error && <span className="text-fail"> could not be read</span>}
      </span>
      <span>
        {other ? (
          <LaneStrip other={other} model={model} replayer={replayer} />
        ) : (
          <span className="skeleton block h-8" />
        )}
      </span>
      <button type="button" className="icon-btn" aria-label={`Leave out ${id.slice(0, 8)}`} onClick={remove}>
        <X size={13} aria-hidden="true" />
      </button>
    </div>
  );
}

function LaneState({ other, replayer }: { other: TraceModel; replayer: TraceReplayer }) {
  const steps = useMemo(() => replaySteps(other, []), [other]);
  const words = () => laneWords(other, steps, replayer.get().atNano);
  const said = useSyncExternalStore(replayer.subscribe, words, words);
  return <span className={`block truncate ${said.startsWith("failed") ? "text-fail" : "text-ink-2"}`}>{said}</span>;
}

function LaneStrip({ other, model, replayer }: { other: TraceModel; model: TraceModel; replayer: TraceReplayer }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const tokens = useTokens();
  const [from, to] = wholeOf(model);
  const longest = Math.max(to, wholeOf(other)[1]);
  const scale = useMemo(() => timeScale(from, longest, 0, Math.max(width - 8, 1)), [from, longest, width]);
  useLayoutEffect(() => {
    const context = canvas.current && width > 0 && tokens ? sizedContext(canvas.current, width, LANE_PX) : null;
    if (context && tokens) paintLane(context, other, scale, tokens);
  }, [other, scale, tokens, width]);
  useLayoutEffect(() => {
    const move = () => {
      if (line.current) line.current.style.transform = `translateX(${scale.px(replayer.get().atNano)}px)`;
    };
    move();
    return replayer.subscribe(move);
  }, [replayer, scale]);
  return (
    <div ref={box} className="relative overflow-hidden" style={{ height: LANE_PX }}>
      <canvas ref={canvas} className="absolute inset-0 size-full" />
      <div ref={line} className="absolute inset-y-0 left-0 w-full border-time border-l-2 bg-canvas/70" />
    </div>
  );
}
