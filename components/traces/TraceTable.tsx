// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed by hand, which table elements do not allow.
// biome-ignore-all lint/a11y/useFocusableInteractive: the links within the rows take the focus.
"use client";
/** Found traces as a virtual list: status, root, start, duration against the longest, spans, errors, services by colour. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useRef } from "react";
import type { hitJson } from "../../server/routers/traceHits.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatTraceId } from "../format/formatId.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { formatCount } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import { CsvButton } from "../shell/CsvButton.tsx";
import { useZone } from "../state/usePreference.tsx";
import { ColumnEdge } from "./ColumnEdge.tsx";
import { rememberOpened } from "./lastSearch.ts";
import { useColumnWidths } from "./useColumnWidths.ts";

export type FoundTrace = ReturnType<typeof hitJson>;

const ROW_PX = 30;
const GRID =
  "grid grid-cols-(--columns) max-[1000px]:grid-cols-[minmax(0,1fr)_104px_150px_56px] phone:grid-cols-[minmax(0,1fr)_auto]";
/** The trace's own column takes the rest. */
const USUAL = { id: 168, start: 116, duration: 190, spans: 64, failed: 64, services: 144 } as const;
const CSV_HEAD = [
  "trace_id",
  "service",
  "name",
  "start_unix_nano",
  "duration_seconds",
  "spans",
  "failed_spans",
  "services",
];
const csvRow = (trace: FoundTrace) => [
  trace.traceId,
  trace.rootService,
  trace.rootName,
  trace.startUnixNano,
  trace.durationNano / 1e9,
  trace.spanCount,
  trace.errorCount,
  trace.services.map(({ name }) => name).join(" "),
];
const MOST_STRIPES = 14;

interface TraceTableProps {
  readonly traces: readonly FoundTrace[];
  readonly row: number;
  readonly hover: (row: number) => void;
  readonly foot: ReactNode;
}

export function TraceTable({ traces, row, hover, foot }: TraceTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: traces.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  useEffect(() => {
    if (row >= 0) virtual.scrollToIndex(row, { align: "auto" });
  }, [row, virtual]);
  const columns = useColumnWidths("traces", USUAL);
  const template = `minmax(0,1fr) ${Object.values(columns.widths)
    .map((px) => `${px}px`)
    .join(" ")}`;
  const longest = traces.reduce((most, trace) => Math.max(most, trace.durationNano), 1);
  return (
    <div
      role="table"
      aria-label="Traces"
      aria-rowcount={traces.length + 1}
      className="flex min-h-0 flex-1 flex-col"
      style={{ "--columns": template } as CSSProperties}
    >
      <TraceHead columns={columns}>
        <CsvButton name="Traces" head={CSV_HEAD} rows={() => traces.map(csvRow)} />
      </TraceHead>
      <div ref={scroller} className="rests min-h-0 flex-1 overflow-y-auto">
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const trace = traces[index];
            return (
              trace && (
                <TraceRow
                  key={trace.traceId}
                  trace={trace}
                  top={start}
                  index={index}
                  longest={longest}
                  isSelected={index === row}
                  hover={hover}
                />
              )
            );
          })}
        </div>
        <div role="rowgroup">
          <div role="row">
            <div role="cell">{foot}</div>
          </div>
        </div>
      </div>
    </div>
  );
}

type Columns = ReturnType<typeof useColumnWidths<keyof typeof USUAL>>;
const HEADS: readonly (readonly [name: keyof typeof USUAL, label: string, className: string])[] = [
  ["id", "Trace id", "max-[1000px]:hidden pl-3"],
  ["start", "Start", "phone:hidden pl-2"],
  ["duration", "Duration", "text-right"],
  ["spans", "Spans", "text-right phone:hidden"],
  ["failed", "Failed", "text-right max-[1000px]:hidden"],
  ["services", "Services", "pl-4 max-[1000px]:hidden"],
];

function TraceHead({ columns: { widths, resize, reset }, children }: { columns: Columns; children: ReactNode }) {
  return (
    <div role="rowgroup">
      <div
        role="row"
        className={`relative ${GRID} h-[26px] items-center border-line border-b px-(--pad) text-11 text-ink-3 font-medium`}
      >
        <span role="columnheader">Trace</span>
        {HEADS.map(([name, label, className]) => (
          <span
            key={name}
            role="columnheader"
            className={`relative flex h-full items-center ${className.includes("text-right") ? "justify-end" : ""} ${className}`}
          >
            <ColumnEdge name={label} width={widths[name]} resize={(px) => resize(name, px)} reset={() => reset(name)} />
            {label}
            {name === "services" && children}
          </span>
        ))}
      </div>
    </div>
  );
}

interface TraceRowProps {
  readonly trace: FoundTrace;
  readonly top: number;
  readonly index: number;
  readonly longest: number;
  readonly isSelected: boolean;
  readonly hover: (row: number) => void;
}

function TraceRow({ trace, top, index, longest, isSelected, hover }: TraceRowProps) {
  const zone = useZone();
  const failed = trace.errorCount > 0;
  const service = trace.rootService ?? trace.services[0]?.name ?? "";
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${GRID} absolute inset-x-0 items-center border-line-soft border-b px-(--pad) hover:bg-raised ${isSelected ? "bg-sel" : ""}`}
      style={{ top, height: ROW_PX }}
      onPointerEnter={() => hover(index)}
      onPointerLeave={() => hover(-1)}
    >
      <span role="cell" className="min-w-0">
        <ClockLink
          href={`/traces/${trace.traceId}`}
          onClick={() => rememberOpened(trace.traceId)}
          className="flex min-w-0 items-center gap-2 outline-offset-[-2px] after:absolute after:inset-0"
        >
          <Status kind={failed ? "fail" : "ok"} size={11} label={failed ? "failed" : "without error"} />
          <ServiceName service={service} stripeOnly />
          <span className="truncate">
            <bdi className="font-medium">{shownText(service)}</bdi>{" "}
            <bdi className="text-ink-2">
              {trace.rootName === null ? "root never arrived" : shownText(trace.rootName)}
            </bdi>
          </span>
        </ClockLink>
      </span>
      <span
        role="cell"
        className="group mono relative flex min-w-0 items-center pl-3 text-12 text-ink-3 max-[1000px]:hidden"
      >
        <span className="truncate" title={trace.traceId}>
          {formatTraceId(trace.traceId)}
        </span>
        <span className="opacity-0 focus-within:opacity-100 group-hover:opacity-100">
          <CopyButton text={trace.traceId} what="trace id" />
        </span>
      </span>
      <span role="cell" className="num truncate pl-2 text-ink-2 phone:hidden">
        {formatUnixNano(trace.startUnixNano, zone)}
      </span>
      <span role="cell" className="num flex items-center justify-end gap-2.5">
        <span
          aria-hidden="true"
          className="h-1 w-20 overflow-hidden rounded-[2px] bg-track max-[1000px]:w-12 phone:hidden"
        >
          <span
            className={`block h-full rounded-[2px] ${failed ? "bg-fail-fill" : "bg-spark"}`}
            style={{ width: `${Math.max((trace.durationNano / longest) * 100, 1.5)}%` }}
          />
        </span>
        <span className="min-w-[58px] text-right">{formatDuration(trace.durationNano)}</span>
      </span>
      <span role="cell" className="num text-right text-ink-2 phone:hidden">
        {formatCount(trace.spanCount)}
      </span>
      <span role="cell" className={`num text-right max-[1000px]:hidden ${failed ? "text-fail" : "text-ink-3"}`}>
        {formatCount(trace.errorCount)}
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-[3px] overflow-hidden pl-4 max-[1000px]:hidden">
        {trace.services.slice(0, MOST_STRIPES).map(({ name, spanCount }) => (
          <span key={name} title={`${name}: ${formatCount(spanCount)}`} className="relative flex">
            <ServiceName service={name} stripeOnly />
          </span>
        ))}
        <span className="num ml-1 text-11 text-ink-3">{trace.services.length}</span>
      </span>
    </div>
  );
}
