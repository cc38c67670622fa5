"use client";
/** The span in hand: what it is, how it ended, and its attributes, logs and raw form. A sheet on phones, a column elsewhere. */
import { X } from "lucide-react";
import { NO_ROW } from "../../server/analysis/traceTree.ts";
import { StatusCode } from "../../server/model/span.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status, type StatusKind } from "../charts/Status.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { SpanContent } from "./SpanContent.tsx";
import { SpanLogs } from "./SpanLogs.tsx";
import { searchAddress } from "./traceFilters.ts";
import { isMissing, nameOf, serviceOf, spanIdOf, type TraceModel } from "./traceModel.ts";
import type { PanelTab, TraceState } from "./useTraceState.ts";
import { oddityOf } from "./WaterfallRow.tsx";

interface SpanPanelProps {
  readonly model: TraceModel;
  readonly state: TraceState;
  readonly tab: PanelTab;
  /** Someone opened it; on a phone an unasked-for sheet would hide the trace. */
  readonly isChosen: boolean;
}

const TABS: readonly (readonly [PanelTab, string])[] = [
  ["span", "Span"],
  ["logs", "Logs"],
  ["raw", "Raw"],
];

export function SpanPanel({ model, state, tab, isChosen }: SpanPanelProps) {
  const row = state.selected;
  const missing = isMissing(model, row);
  return (
    <aside
      aria-label="Span"
      className={`flex min-h-0 min-w-0 flex-col overflow-hidden border-line border-l bg-surface max-[1000px]:absolute max-[1000px]:inset-x-0 max-[1000px]:bottom-0 max-[1000px]:z-20 max-[1000px]:h-[68%] max-[1000px]:rounded-t-6 max-[1000px]:border-line-strong max-[1000px]:border-t max-[1000px]:shadow-float ${isChosen ? "" : "max-[1000px]:hidden"}`}
    >
      <PanelHead model={model} state={state} />
      {missing ? (
        <p className="px-(--pad) text-ink-2">
          {spanIdOf(model, row)} is named as a parent, but no such span arrived. It may still be on its way, its sender
          may not export, sampling may have dropped it, or it began before what is kept. Its children are kept below it.
        </p>
      ) : (
        <>
          <div
            role="tablist"
            aria-label="About the span"
            className="flex h-8 flex-none gap-[18px] border-line border-b px-(--pad)"
          >
            {TABS.map(([name, label]) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={tab === name}
                className={`-mb-px border-b-2 font-medium ${tab === name ? "border-accent text-ink" : "border-transparent text-ink-3 hover:text-ink"}`}
                onClick={() => state.setPanel(name)}
              >
                {label}
              </button>
            ))}
          </div>
          <div
            role="tabpanel"
            aria-label={tab}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-offset-[-2px]"
          >
            {tab === "logs" ? (
              <SpanLogs model={model} state={state} />
            ) : (
              <SpanContent model={model} row={row} raw={tab === "raw"} />
            )}
          </div>
          <PanelFoot model={model} row={row} />
        </>
      )}
    </aside>
  );
}

function statusOf(model: TraceModel, row: number): StatusKind {
  if (isMissing(model, row)) return "unknown";
  return model.statusCode[row] === StatusCode.ERROR ? "fail" : "ok";
}

function PanelHead({ model, state }: Pick<SpanPanelProps, "model" | "state">) {
  const row = state.selected;
  const above = model.parent[row] ?? NO_ROW;
  const caller = above === NO_ROW || isMissing(model, above) ? null : serviceOf(model, above);
  const missing = isMissing(model, row);
  const oddity = oddityOf(model.marks[row] ?? 0);
  return (
    <div className="flex-none px-(--pad) pt-3 pb-3">
      <div className="flex items-center gap-[9px] font-semibold text-14">
        <Status kind={statusOf(model, row)} size={13} />
        <h2 className="min-w-0 flex-1 truncate text-14" title={nameOf(model, row)}>
          {missing ? "A parent that never arrived" : nameOf(model, row)}
        </h2>
        <button
          type="button"
          className="icon-btn"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => state.setPanel(null)}
        >
          <X size={14} strokeWidth={1.6} aria-hidden="true" />
        </button>
      </div>
      {!missing && (
        <div className="mt-[3px] flex min-w-0 items-center gap-[7px] text-ink-2">
          <ClockLink
            href={`/services/${encodeURIComponent(serviceOf(model, row))}`}
            className="flex min-w-0 hover:text-ink"
          >
            <ServiceName service={serviceOf(model, row)} />
          </ClockLink>
          {caller !== null && (
            <span className="truncate">
              {caller === serviceOf(model, row) ? "below " : "called by "}
              <button type="button" className="hover:text-ink hover:underline" onClick={() => state.select(above)}>
                {caller === serviceOf(model, row) ? nameOf(model, above) : caller}
              </button>
            </span>
          )}
        </div>
      )}
      {oddity && (
        <p className="mt-2 flex items-center gap-1.5 text-12 text-ink-2">
          <Status kind="warn" size={10} label="" /> {oddity}
        </p>
      )}
    </div>
  );
}

/** The next questions: the service as it was then, and other traces through this operation. */
function PanelFoot({ model, row }: { model: TraceModel; row: number }) {
  const atMs =
    Math.ceil((Number(BigInt(model.view.startUnixNano) / 1_000_000n) + model.view.durationNano / 1e6) / 1000) * 1000;
  const service = serviceOf(model, row);
  const at = new Date(atMs).toISOString().replace(".000Z", "Z");
  return (
    <div className="flex flex-none flex-wrap gap-2 border-line border-t px-(--pad) py-2.5">
      <a className="btn btn-primary" href={`/services/${encodeURIComponent(service)}?at=${encodeURIComponent(at)}`}>
        {service.length > 18 ? "Service" : service} at that time
      </a>
      <ClockLink className="btn" href={searchAddress({ service, name: nameOf(model, row) })}>
        Find spans like this
      </ClockLink>
    </div>
  );
}
