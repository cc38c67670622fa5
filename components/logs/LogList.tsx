"use client";
/**
 * The records as lines: time, severity, service, body. Virtual, with fixed rows; `j k` move, Enter opens the panel. A line's words
 * never wrap here; the panel has them whole.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { LogRow } from "../../server/routers/logRows.ts";
import { ServiceColors } from "../charts/ServiceColors.tsx";
import { ServiceName } from "../charts/ServiceName.tsx";
import { formatUnixNano } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { CsvButton } from "../shell/CsvButton.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useRowCursor } from "../state/useRowCursor.ts";
import { SeverityMark } from "./SeverityMark.tsx";

interface LogListProps {
  readonly records: readonly LogRow[];
  readonly openId: string;
  readonly open: (id: string) => void;
  /** What stands under the last line: more, or the end. */
  readonly foot: React.ReactNode;
}

const ROW_PX = 24;
const COLUMNS =
  "grid-cols-[96px_66px_minmax(110px,170px)_minmax(0,1fr)_72px] max-[1000px]:grid-cols-[96px_66px_minmax(110px,170px)_minmax(0,1fr)] phone:grid-cols-[92px_10px_minmax(0,1fr)]";
const CSV_HEAD = ["time_unix_nano", "severity", "service", "body", "trace_id", "span_id"];
const csvRow = (record: LogRow) => [
  record.timeUnixNano,
  record.severity,
  record.service,
  record.body,
  record.traceId,
  record.spanId,
];
/** The trace's column is for wide screens; elsewhere the panel has the way there. */
const TRACE = "max-[1000px]:hidden";

export function LogList({ records, openId, open, foot }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  });
  const { row, setRow } = useRowCursor(records.length, "record", (index) => open(records[index]?.id ?? ""));
  useEffect(() => {
    if (row >= 0) rows.scrollToIndex(row);
  }, [row, rows]);
  const groups = useMemo(() => servicesByTrace(records), [records]);
  return (
    <ServiceColors groups={groups}>
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <div
          className={`sticky top-0 z-[1] grid ${COLUMNS} h-7 items-center gap-3 border-line border-b bg-canvas px-(--pad) text-11 text-ink-3`}
        >
          <span>Time</span>
          <span className="phone:invisible">Severity</span>
          <span className="phone:hidden">Service</span>
          <span>Body</span>
          <span className={TRACE}>Trace</span>
          <CsvButton name="Log records" head={CSV_HEAD} rows={() => records.map(csvRow)} />
        </div>
        <ul className="rests relative" style={{ height: rows.getTotalSize() }} aria-label="Log records">
          {rows.getVirtualItems().map(({ index, start }) => {
            const record = records[index];
            if (!record) return null;
            return (
              <li key={record.id} className="absolute inset-x-0" style={{ top: start, height: ROW_PX }}>
                <LogLine
                  record={record}
                  selected={record.id === openId}
                  pointed={index === row}
                  open={() => {
                    setRow(index);
                    open(record.id);
                  }}
                />
                {record.traceId && <TraceLink record={record} traceId={record.traceId} />}
              </li>
            );
          })}
        </ul>
        {foot}
      </div>
    </ServiceColors>
  );
}

/** Services whose records belong to one trace stand together in the list. */
function servicesByTrace(records: readonly LogRow[]): string[][] {
  const byTrace = new Map<string, Set<string>>();
  for (const { id, traceId, service } of records) {
    const known = byTrace.get(traceId ?? id) ?? new Set<string>();
    byTrace.set(traceId ?? id, known.add(service));
  }
  return [...byTrace.values()].map((services) => [...services]);
}

/** Over the line, since a button cannot hold a link. */
function TraceLink({ record, traceId }: { record: LogRow; traceId: string }) {
  return (
    <ClockLink
      href={`/traces/${traceId}${record.spanId ? `?span=${record.spanId}` : ""}`}
      aria-label={`Trace ${traceId}`}
      className={`mono absolute top-1/2 right-(--pad) w-[72px] -translate-y-1/2 text-ink-3 hover:text-accent hover:underline ${TRACE}`}
    >
      {traceId.slice(0, 8)}
    </ClockLink>
  );
}

interface LogLineProps {
  readonly record: LogRow;
  readonly selected: boolean;
  readonly pointed: boolean;
  readonly open: () => void;
}

function LogLine({ record, selected, pointed, open }: LogLineProps) {
  const zone = useZone();
  const tone = selected ? "bg-sel" : pointed ? "bg-raised" : "hover:bg-raised";
  return (
    <button
      type="button"
      onClick={open}
      aria-pressed={selected}
      className={`grid ${COLUMNS} h-full w-full items-center gap-3 px-(--pad) text-left focus-visible:outline-offset-[-2px] ${tone}`}
    >
      <span className="num text-12 text-ink-2 leading-6" title={formatUnixNano(record.timeUnixNano, zone, "full")}>
        {formatUnixNano(record.timeUnixNano, zone, "clockMs")}
      </span>
      <span className="overflow-hidden text-12 leading-6">
        <SeverityMark severity={record.severity} aligned />
      </span>
      <span className="truncate leading-6 phone:hidden">
        <ServiceName service={record.service} />
      </span>
      <span className="mono truncate leading-6">
        {record.eventName && record.body !== record.eventName && (
          <span className="text-ink-3">{record.eventName} </span>
        )}
        {shownText(record.body)}
      </span>
    </button>
  );
}
