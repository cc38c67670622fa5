"use client";
/** The answer at the window's end: a row for each series, its labels as columns. */
import { useMemo } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { Answers } from "../trpc/client.tsx";
import { NothingFound } from "./NothingFound.tsx";
import { type InstantRow, labelColumns, prepareInstant } from "./prepareInstant.ts";

type InstantAnswer = Answers["metrics"]["instant"];

export function ExploreTable({ data }: { data: InstantAnswer }) {
  const zone = useZone();
  const rows = useMemo(() => prepareInstant(data), [data]);
  const columns = useMemo(() => columnsOf(rows, data.answers.length > 1), [rows, data]);
  const asked = data.answers.filter(({ problem }) => problem === null);
  const total = asked.reduce((sum, { total }) => sum + total, 0);
  if (asked.length === 0) return null;
  if (rows.length === 0) return <NothingFound answers={asked} />;
  return (
    <section aria-label="Answer">
      <p className="flex h-8 items-center px-(--pad) text-12 text-ink-3" suppressHydrationWarning>
        {formatCountOf(rows.length, "series", "series")}
        {total > rows.length && ` of ${total}; narrow the query to see the others`} at {formatInstant(data.atMs, zone)}
      </p>
      <div className="overflow-x-auto">
        <DataTable
          label="Answer"
          noun="series"
          columns={columns}
          rows={rows}
          rowKey={({ key }) => key}
          rowHeight={26}
        />
      </div>
    </section>
  );
}

/** Values have their column at the left end, so that they are seen however many labels there are. */
function columnsOf(rows: readonly InstantRow[], many: boolean): Column<InstantRow>[] {
  const query: Column<InstantRow> = {
    id: "query",
    head: "Query",
    width: "60px",
    value: ({ ref }) => ref,
    cell: ({ ref }) => ref,
  };
  const value: Column<InstantRow> = {
    id: "value",
    head: "Value",
    width: "196px",
    number: true,
    value: (row) => row.value,
    cell: ({ text }) => <span title={text}>{text}</span>,
  };
  const labels = labelColumns(rows).map(
    (name, i): Column<InstantRow> => ({
      id: `label${i}`,
      head: name === "__name__" ? "metric" : name,
      csv: name,
      width: i === 0 ? undefined : "180px",
      wide: i > 1,
      value: (row) => row.labels[name] ?? "",
      cell: (row) => <span title={row.labels[name]}>{shownText(row.labels[name] ?? "")}</span>,
    }),
  );
  const [first, ...rest] = labels;
  if (!first) return many ? [query, value] : [value];
  return [first, ...(many ? [query] : []), value, ...rest];
}
