"use client";
/** The metrics as a table with their prefixes as headings; only the rows in sight are drawn, so that thousands are no burden. */
import { useMemo, useRef } from "react";
import { formatCount } from "../format/formatNumbers.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useGo } from "../shell/useGo.ts";
import { usePhone } from "../shell/usePhone.ts";
import { useVisibleRows } from "../shell/useVisibleRows.ts";
import { useRowCursor } from "../state/useRowCursor.ts";
import type { MetricGroup, MetricRow } from "./metricRows.ts";

const ROW_PX = 30;
type Line = { readonly heading: string; readonly count: number } | { readonly row: MetricRow; readonly place: number };

export const metricHref = (name: string) => `/metrics/${encodeURIComponent(name)}`;

interface MetricListProps {
  readonly groups: readonly MetricGroup[];
  /** Series of the metric that has the most. */
  readonly most: number;
}

export function MetricList({ groups, most }: MetricListProps) {
  const lines = useMemo(() => linesOf(groups), [groups]);
  const rows = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const body = useRef<HTMLTableSectionElement>(null);
  const go = useGo();
  // A heading that spans columns which are not shown would make them anew.
  const isPhone = usePhone();
  const cursor = useRowCursor(rows.length, "metric", (at) => {
    const row = rows[at];
    if (row) go(metricHref(row.name));
  });
  const cursorLine = lines.findIndex((line) => "row" in line && line.place === cursor.row);
  const { first, last } = useVisibleRows(body, lines.length, ROW_PX, cursorLine);
  return (
    <table aria-label="Metrics" aria-rowcount={lines.length + 1} className="data-table border-line border-t">
      <colgroup>
        <col className="w-[38%] phone:w-auto" />
        <col className="w-[96px] phone:hidden" />
        <col className="w-[110px] phone:hidden" />
        <col className="w-[150px] phone:w-[84px]" />
        <col className="phone:hidden" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" className="phone:hidden">
            Type
          </th>
          <th scope="col" className="phone:hidden">
            Unit
          </th>
          <th scope="col" className="text-right">
            Series
          </th>
          <th scope="col" className="phone:hidden">
            Description
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {first > 0 && <Spacer height={first * ROW_PX} />}
        {lines.slice(first, last).map((line, i) =>
          "row" in line ? (
            <Row key={line.row.name} row={line.row} index={first + i} on={line.place === cursor.row} most={most} />
          ) : (
            <tr key={`heading ${line.heading}`} style={{ height: ROW_PX }} aria-rowindex={first + i + 2}>
              <th
                scope="colgroup"
                colSpan={isPhone ? 2 : 5}
                className="!static !h-auto !border-line-soft !text-12 align-bottom"
              >
                <span className="font-semibold text-ink-2">{line.heading || "others"}</span>{" "}
                <span className="num">{formatCount(line.count)}</span>
              </th>
            </tr>
          ),
        )}
        {last < lines.length && <Spacer height={(lines.length - last) * ROW_PX} />}
      </tbody>
    </table>
  );
}

function linesOf(groups: readonly MetricGroup[]): Line[] {
  let place = 0;
  return groups.flatMap(({ prefix, rows }): Line[] => [
    ...(groups.length > 1 ? [{ heading: prefix, count: rows.length }] : []),
    ...rows.map((row) => ({ row, place: place++ })),
  ]);
}

interface RowProps {
  readonly row: MetricRow;
  readonly index: number;
  readonly on: boolean;
  readonly most: number;
}

function Row({ row: { name, type, unit, series, help, derived }, index, on, most }: RowProps) {
  const go = useGo();
  return (
    <tr
      aria-rowindex={index + 2}
      data-cursor={on}
      className="cursor-pointer"
      style={{ height: ROW_PX }}
      onClick={(event) => {
        const onLink = event.target instanceof Element && event.target.closest("a") !== null;
        if (!onLink && !window.getSelection()?.toString()) go(metricHref(name));
      }}
    >
      <td title={name}>
        <ClockLink href={metricHref(name)} className="mono font-medium hover:underline underline-offset-2">
          {name}
        </ClockLink>
      </td>
      <td className="text-ink-2 phone:hidden">{type === "unknown" ? "" : type}</td>
      <td className="text-ink-2 phone:hidden">{unit}</td>
      <td className="num text-right">
        <span className="flex items-center justify-end gap-2">
          <span aria-hidden="true" className="h-[3px] w-16 bg-track phone:hidden">
            <span
              className="block h-full bg-spark"
              style={{ width: `${most > 0 ? ((series ?? 0) / most) * 100 : 0}%` }}
            />
          </span>
          <span className="min-w-12">{series === null ? "…" : formatCount(series)}</span>
        </span>
      </td>
      <td className="text-ink-2 phone:hidden" title={help}>
        {derived && <span className="chip mr-2">counted here</span>}
        {help}
      </td>
    </tr>
  );
}

/** The room of rows that are not drawn. */
function Spacer({ height }: { height: number }) {
  return (
    <tr style={{ height }}>
      <td />
    </tr>
  );
}
