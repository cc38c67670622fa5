"use client";
/** The trace by operation: how often each ran, how long in all and by itself, and how often it failed. Sortable; a row leads to its first span. */
import { useMemo, useState } from "react";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatCount, formatRatio } from "../format/formatNumbers.ts";
import { type OperationRow, operationRows } from "./operationRows.ts";
import type { TraceModel } from "./traceModel.ts";
import type { TraceState } from "./useTraceState.ts";

type Column = "spanCount" | "errorCount" | "longestNano" | "totalNano" | "selfNano";
const COLUMNS: readonly (readonly [Column, string])[] = [
  ["spanCount", "Spans"],
  ["errorCount", "Failed"],
  ["longestNano", "Longest"],
  ["totalNano", "Total"],
  ["selfNano", "Its own"],
];
/** Columns that a phone has no room for. */
const WIDE_ONLY: ReadonlySet<Column> = new Set(["longestNano", "totalNano"]);
const MOST_ROWS = 500;

export function OperationTable({ model, state }: { model: TraceModel; state: TraceState }) {
  const [sort, setSort] = useState<Column>("selfNano");
  const all = useMemo(() => operationRows(model), [model]);
  const rows = useMemo(() => [...all].sort((a, b) => b[sort] - a[sort]).slice(0, MOST_ROWS), [all, sort]);
  const selfTotal = all.reduce((sum, row) => sum + row.selfNano, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className="min-h-0 flex-1 overflow-auto" tabIndex={0} aria-label="Operations">
      <table className="w-full border-collapse">
        <thead className="sticky top-0 bg-canvas text-11 text-ink-3">
          <tr className="h-[26px] border-line border-b text-left">
            <th className="pl-(--pad) font-medium">Operation</th>
            {COLUMNS.map(([column, label]) => (
              <th
                key={column}
                className={`px-2 text-right font-medium last:pr-(--pad) ${WIDE_ONLY.has(column) ? "phone:hidden" : ""}`}
                aria-sort={sort === column ? "descending" : "none"}
              >
                <button
                  type="button"
                  className={sort === column ? "text-ink" : "hover:text-ink"}
                  onClick={() => setSort(column)}
                >
                  {label}
                  {sort === column ? " ↓" : ""}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <OperationLine
              key={row.firstRow}
              row={row}
              share={selfTotal === 0 ? 0 : row.selfNano / selfTotal}
              state={state}
            />
          ))}
        </tbody>
      </table>
      {all.length > MOST_ROWS && (
        <p className="px-(--pad) py-2 text-12 text-ink-3">
          {formatCount(MOST_ROWS)} of {formatCount(all.length)} operations.
        </p>
      )}
    </section>
  );
}

function OperationLine({ row, share, state }: { row: OperationRow; share: number; state: TraceState }) {
  return (
    <tr className="h-[30px] border-line-soft border-b hover:bg-raised">
      <td className="max-w-0 pl-(--pad)" style={{ width: "48%" }}>
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-2 text-left"
          onClick={() => state.select(row.firstRow, "span")}
        >
          <ServiceName service={row.service} stripeOnly />
          <span className="truncate">
            <span className="font-medium">{row.service}</span> <span className="text-ink-2">{row.name}</span>
          </span>
        </button>
      </td>
      <td className="num px-2 text-right">{formatCount(row.spanCount)}</td>
      <td className={`num px-2 text-right ${row.errorCount > 0 ? "text-fail" : "text-ink-3"}`}>
        <span className="inline-flex items-center gap-1.5">
          {row.errorCount > 0 && <Status kind="fail" size={9} label="" />}
          {formatCount(row.errorCount)}
        </span>
      </td>
      <td className="num px-2 text-right phone:hidden">{formatDuration(row.longestNano)}</td>
      <td className="num px-2 text-right phone:hidden">{formatDuration(row.totalNano)}</td>
      <td className="num whitespace-nowrap pr-(--pad) pl-2 text-right">
        {formatDuration(row.selfNano)}{" "}
        <span className="inline-block w-14 text-ink-3 phone:hidden">{formatRatio(share)}</span>
      </td>
    </tr>
  );
}
