"use client";
/** The series of a chart as a table: least, mean, greatest and last value, sorted by any of them. A click isolates a row's line. */
import { type MouseEvent, useMemo, useState } from "react";
import { DataTableHead } from "../shell/DataTableHead.tsx";
import { type Sorting, sortRows } from "../shell/sorting.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import type { PanelSeries } from "./preparePanel.ts";
import type { SeriesStats } from "./seriesStats.ts";
import type { Legend } from "./useLegend.ts";

interface SeriesTableProps {
  readonly spec: Pick<PanelSpec, "title" | "unit" | "noun">;
  readonly series: readonly PanelSeries[];
  /** Without it rows do nothing. */
  readonly legend?: Legend;
}

const STATS = ["min", "avg", "max", "last"] as const satisfies readonly (keyof SeriesStats)[];
/** Room for "5.90 per min". */
const STAT_PX = 108;
const COLUMNS = [
  { id: "series", head: "Series", value: true },
  ...STATS.map((id) => ({ id, head: id === "avg" ? "mean" : id, value: true, number: true })),
];

export function SeriesTable({ spec, series, legend }: SeriesTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>({ column: "last", descending: true });
  const rows = useMemo(() => {
    const stat = STATS.find((one) => one === sorting?.column);
    if (!sorting) return series;
    return sortRows(series, (row) => (stat ? row.stats[stat] : row.name), sorting.descending);
  }, [series, sorting]);
  return (
    <table aria-label={`Series of ${spec.title}`} className="data-table min-w-[540px] phone:min-w-0">
      <colgroup>
        <col />
        {STATS.map((id) => (
          <col key={id} className={id === "min" || id === "avg" ? "phone:hidden" : ""} style={{ width: STAT_PX }} />
        ))}
      </colgroup>
      <DataTableHead
        columns={COLUMNS.map((column) => ({ ...column, wide: column.id === "min" || column.id === "avg" }))}
        sorting={sorting}
        sort={setSorting}
      />
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} className={`h-[26px] ${legend?.hidden.has(row.name) ? "text-ink-3 line-through" : ""}`}>
            <td title={row.whole ?? row.name}>
              <Name series={row} legend={legend} />
            </td>
            {STATS.map((id) => (
              <td key={id} className={`num text-right ${id === "min" || id === "avg" ? "phone:hidden" : ""}`}>
                {panelValue(row.stats[id], spec)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Name({
  series: { name, whole = name, color, behind },
  legend,
}: {
  series: PanelSeries;
  legend: Legend | undefined;
}) {
  const inside = (
    <>
      <span
        aria-hidden="true"
        className={`h-[2.5px] w-2.5 flex-none rounded-[1px] ${behind ? "opacity-50" : ""}`}
        style={{ background: color }}
      />
      <span className="truncate">{whole}</span>
    </>
  );
  const line = "flex w-full min-w-0 items-center gap-2 text-left";
  if (!legend) return <span className={line}>{inside}</span>;
  return (
    <button
      type="button"
      aria-pressed={legend.isolated === name}
      className={`${line} focus-visible:outline-offset-[-2px] ${legend.isolated === name ? "font-medium" : ""}`}
      onClick={(event: MouseEvent) => legend.press(name, event.ctrlKey || event.metaKey)}
    >
      {inside}
    </button>
  );
}
