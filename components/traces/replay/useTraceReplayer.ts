"use client";
/**
 * The replayer of a trace's page: its steps from the spans, their events and the log records of the trace; frames while it plays; the step
 * in the address, so that a link shows the same moment.
 */
import { useQuery } from "@tanstack/react-query";
import { parseAsInteger, useQueryState } from "nuqs";
import { useEffect, useMemo, useRef } from "react";
import { type ReplayStep, replaySteps, type Saying } from "../../../server/analysis/traceReplay.ts";
import type { LogLine } from "../../../server/routers/traceLogs.ts";
import { useTRPC } from "../../trpc/client.tsx";
import { logsInput } from "../logsInput.ts";
import { rowOfReference, shiftNano, type TraceModel, wholeOf } from "../traceModel.ts";
import { TraceReplayer } from "./traceReplayer.ts";

export interface TraceReplay {
  readonly replayer: TraceReplayer;
  /** Of the whole trace, as `Saying.key` counts them behind the events. */
  readonly records: readonly LogLine[];
  readonly isCut: boolean;
}

const NO_RECORDS: readonly LogLine[] = [];

export function useTraceReplayer(model: TraceModel): TraceReplay {
  const trpc = useTRPC();
  const logs = useQuery(trpc.traces.logs.queryOptions(logsInput(model)));
  const records = logs.data?.records ?? NO_RECORDS;
  const [step, setStep] = useQueryState("step", parseAsInteger.withOptions({ history: "replace" }));
  const wished = useRef(step);
  /** Where a person went: records that arrive after it move its number, not its moment. */
  const stood = useRef<ReplayStep | null>(null);
  const replayer = useMemo(() => {
    const made = new TraceReplayer(model, replaySteps(model, sayingsOf(model, records)), wholeOf(model));
    const again = stood.current ? made.steps.findIndex((one) => isSameStep(one, stood.current)) + 1 : 0;
    made.goTo(again || (wished.current ?? 0));
    return made;
  }, [model, records]);
  useFrames(replayer);
  useEffect(() => {
    const tell = () => {
      const { played, playing } = replayer.get();
      if (playing || played === wished.current) return;
      wished.current = played;
      stood.current = replayer.steps[played - 1] ?? null;
      void setStep(played === 0 ? null : played);
    };
    if (stood.current) tell();
    return replayer.subscribe(tell);
  }, [replayer, setStep]);
  return { replayer, records, isCut: logs.data?.truncated === true };
}

function isSameStep(one: ReplayStep, other: ReplayStep | null): boolean {
  return one.kind === other?.kind && one.row === other.row && one.key === other.key;
}

/** Frames while it plays. */
function useFrames(replayer: TraceReplayer): void {
  useEffect(() => {
    let frame = 0;
    let before = 0;
    const run = (now: number) => {
      const elapsed = before === 0 ? 0 : now - before;
      before = now;
      replayer.advance(elapsed);
      frame = replayer.get().playing ? requestAnimationFrame(run) : 0;
    };
    const start = () => {
      if (!replayer.get().playing || frame !== 0) return;
      before = 0;
      frame = requestAnimationFrame(run);
    };
    const stop = replayer.subscribe(start);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [replayer]);
}

/** Events of the spans, then log records: `key` counts both, in this order. A record without a span of its own is the root's. */
export function sayingsOf(model: TraceModel, records: readonly LogLine[]): Saying[] {
  const { events, startUnixNano, rootRow } = model.view;
  const said: Saying[] = events.row.map((row, key) => ({
    row,
    key,
    offsetNano: (events.offsetNano[key] ?? 0) + shiftNano(model, row),
    kind: events.isException[key] ? "exception" : "event",
  }));
  const start = BigInt(startUnixNano);
  records.forEach(({ spanId, timeUnixNano, severity }, i) => {
    const row = (spanId === null ? null : rowOfReference(model, spanId)) ?? rootRow;
    said.push({
      row,
      key: events.row.length + i,
      offsetNano: Number(BigInt(timeUnixNano) - start) + shiftNano(model, row),
      kind: severity === "ERROR" || severity === "FATAL" ? "errorLog" : "log",
    });
  });
  return said;
}
