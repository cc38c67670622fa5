"use client";
/** The log records of the span or of the whole trace, by time into the trace. A record opens to its attributes. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LogLine } from "../../server/routers/traceLogs.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { logsInput, MOST_RECORDS } from "./logsInput.ts";
import { rowOfReference, spanIdOf, type TraceModel } from "./traceModel.ts";
import type { TraceState } from "./useTraceState.ts";

interface SpanLogsProps {
  readonly model: TraceModel;
  readonly state: TraceState;
}

export function SpanLogs({ model, state }: SpanLogsProps) {
  const [ofTrace, setOfTrace] = useState(false);
  const trpc = useTRPC();
  const query = useQuery(
    trpc.traces.logs.queryOptions(logsInput(model, ofTrace ? undefined : spanIdOf(model, state.selected))),
  );
  return (
    <section className="px-(--pad) py-2.5">
      <div className="mb-2 flex items-center justify-between">
        <h2>{ofTrace ? "Logs of the trace" : "Logs of this span"}</h2>
        <button type="button" className="link text-12" onClick={() => setOfTrace(!ofTrace)}>
          {ofTrace ? "Only this span" : "All in the trace"}
        </button>
      </div>
      <AsyncPanel
        query={query}
        skeleton={<div className="skeleton h-24" />}
        what="the logs"
        isEmpty={(data) => data.records.length === 0}
        empty={
          <p className="text-12 text-ink-2">
            {ofTrace
              ? "No log record names this trace. Logs join a trace when their sender sets trace_id on them, as SDKs with a log bridge do."
              : "No log record names this span. Others of the trace may have some."}
          </p>
        }
      >
        {(data) => (
          <>
            <ol>
              {data.records.map((line) => (
                <LogRow key={line.id} line={line} model={model} state={state} ofTrace={ofTrace} />
              ))}
            </ol>
            {data.truncated && (
              <p className="mt-2 text-12 text-ink-3">
                Only the first {formatCountOf(MOST_RECORDS, "record")} are shown.
              </p>
            )}
          </>
        )}
      </AsyncPanel>
    </section>
  );
}

const STATUS_OF: Partial<Record<LogLine["severity"], StatusKind>> = { WARN: "warn", ERROR: "fail", FATAL: "fail" };

function LogRow({ line, model, state, ofTrace }: SpanLogsProps & { line: LogLine; ofTrace: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const offset = Number(BigInt(line.timeUnixNano) - BigInt(model.view.startUnixNano));
  const status = STATUS_OF[line.severity];
  const row = line.spanId === null ? null : rowOfReference(model, line.spanId);
  return (
    <li className="border-line-soft border-b py-[2.5px] text-12 leading-[18px]">
      <button
        type="button"
        aria-expanded={isOpen}
        className="grid w-full grid-cols-[66px_14px_minmax(0,1fr)] items-start text-left hover:bg-raised"
        onClick={() => setOpen(!isOpen)}
      >
        <span className="num text-ink-3">
          {offset < 0 ? "" : "+"}
          {formatDuration(offset)}
        </span>
        <span className="mt-1">{status && <Status kind={status} size={9} label={line.severity} />}</span>
        <span
          className={`mono break-words ${status === "fail" ? "" : "text-ink-2"} ${isOpen ? "whitespace-pre-wrap" : "line-clamp-3"}`}
        >
          {line.body || "(no body)"}
        </span>
      </button>
      {ofTrace && (
        <button
          type="button"
          className="ml-20 text-11 text-ink-3 hover:text-ink"
          disabled={row === null}
          onClick={() => row !== null && state.select(row)}
        >
          <ServiceName service={line.service} />
        </button>
      )}
      {isOpen && (
        <dl className="mono mt-1 mb-1 ml-20 text-ink-2">
          <div className="flex gap-2">
            <dt className="text-ink-3">severity</dt>
            <dd>{line.severity}</dd>
          </div>
          {line.attributes.map(({ key, text }) => (
            <div key={key} className="flex gap-2">
              <dt className="flex-none text-ink-3">{key}</dt>
              <dd className="min-w-0 break-words">{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
