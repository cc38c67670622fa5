"use client";
/** What happened up to the moment shown: starts and ends, events, exceptions and log records, the latest at the foot. */
import { useEffect, useRef } from "react";
import type { ReplayStep, StepKind } from "../../../server/analysis/traceReplay.ts";
import { ServiceName } from "../../charts/ServiceName.tsx";
import { Status } from "../../charts/Status.tsx";
import { formatDuration } from "../../format/formatDuration.ts";
import { formatCount, formatCountOf } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { MOST_RECORDS } from "../logsInput.ts";
import { nameOf, serviceOf, type TraceModel } from "../traceModel.ts";
import type { TraceState } from "../useTraceState.ts";
import { SpanOrder } from "./SpanOrder.tsx";
import { usePlayed } from "./useReplayMoment.ts";
import type { TraceReplayState } from "./useTraceReplayState.ts";

interface SaidProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly replay: TraceReplayState;
}

/** Those before are a step back away. */
const SHOWN = 120;
const VERBS: Readonly<Record<StepKind, string>> = {
  start: "starts",
  end: "ends",
  failedEnd: "fails",
  event: "event",
  exception: "exception",
  log: "",
  errorLog: "",
};

export function SaidUntilNow({ model, state, replay }: SaidProps) {
  const played = usePlayed(replay.replayer);
  const list = useRef<HTMLOListElement>(null);
  const from = Math.max(0, played - SHOWN);
  const steps = replay.replayer.steps.slice(from, played);
  useEffect(() => {
    if (played >= 0) list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [played]);
  return (
    <aside
      aria-label="What happened up to this moment"
      className="flex min-h-0 min-w-0 flex-col border-line border-l bg-surface max-[1000px]:hidden"
    >
      <h2 className="flex-none border-line border-b px-(--pad) py-2">Until now</h2>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {played === 0 && (
          <p className="px-(--pad) py-2.5 text-12 text-ink-2">
            Nothing has happened yet. Play with Space, or take one step with →; Shift and → goes to the next error.
          </p>
        )}
        {from > 0 && <p className="px-(--pad) pt-2 text-11 text-ink-3">{formatCountOf(from, "earlier step")}</p>}
        <ol ref={list}>
          {steps.map((step, i) => (
            <SaidStep
              key={`${step.kind} ${step.row} ${step.key}`}
              {...{ model, state, replay, step }}
              isLast={from + i === played - 1}
            />
          ))}
        </ol>
        {replay.isCut && (
          <p className="px-(--pad) py-2 text-11 text-ink-3">
            Only the first {formatCount(MOST_RECORDS)} log records of the trace are played.
          </p>
        )}
      </div>
      <SpanOrder model={model} state={state} />
    </aside>
  );
}

function SaidStep({ model, state, replay, step, isLast }: SaidProps & { step: ReplayStep; isLast: boolean }) {
  const isBad = step.kind === "failedEnd" || step.kind === "exception" || step.kind === "errorLog";
  const record = replay.records[step.key - model.view.events.row.length];
  const isRecord = step.kind === "log" || step.kind === "errorLog";
  return (
    <li className={`border-line-soft border-b text-12 ${isLast ? "bg-sel" : ""}`}>
      <button
        type="button"
        className="grid w-full grid-cols-[64px_14px_minmax(0,1fr)] items-start px-(--pad) py-[3px] text-left hover:bg-raised"
        onClick={() => state.select(step.row)}
      >
        <span className="num text-ink-3">{formatDuration(step.offsetNano)}</span>
        <span className="flex h-[18px] items-center">{isBad && <Status kind="fail" size={9} label="" />}</span>
        <span className="min-w-0">
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="flex max-w-[60%] flex-none">
              <ServiceName service={serviceOf(model, step.row)} />
            </span>
            <span className="min-w-0 truncate text-ink-2" title={nameOf(model, step.row)}>
              {shownText(nameOf(model, step.row))}
            </span>
            <span className={`flex-none ${isBad ? "font-semibold text-fail" : "text-ink-3"}`}>{VERBS[step.kind]}</span>
          </span>
          {isRecord && record && (
            <span className={`mono line-clamp-3 break-words ${isBad ? "text-fail" : "text-ink-2"}`}>{record.body}</span>
          )}
          {step.heldNano > 0 && (
            <span className="block text-11 text-ink-3">
              its clock said {formatDuration(step.heldNano)} earlier, before what caused it
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
