"use client";
/** Resources as a table: what each is, then utilization, saturation and errors as shape and word, the worst first. */
import { useMemo } from "react";
import { Status } from "../charts/Status.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { ASPECTS, type Aspect } from "./measure.ts";
import { keyOf, type ResourceRow, readingWords, resourceHref, spokesman } from "./resourceRows.ts";

const HEADS: Readonly<Record<Aspect, string>> = {
  utilization: "Utilization",
  saturation: "Saturation",
  errors: "Errors",
};

function AspectCell({ row, aspect }: { row: ResourceRow; aspect: Aspect }) {
  const reading = spokesman(row, aspect);
  if (!reading) {
    const measures = row.kind.measures.filter((measure) => measure.aspect === aspect);
    const missing = measures.map(({ word, missing: how }) => `${word}: ${how}`).join("\n");
    return (
      <span className="text-ink-3" title={missing}>
        not sent
      </span>
    );
  }
  const all = row.readings.filter(({ measure }) => measure.aspect === aspect);
  const others = all.filter((one) => one !== reading).map(readingWords);
  const tone = reading.status === "fail" ? "text-fail" : reading.status === "warn" ? "text-warn" : "";
  return (
    <span className="inline-flex max-w-full items-center gap-1.5" title={all.map(readingWords).join("\n")}>
      {reading.status !== "unknown" && <Status kind={reading.status} size={10} />}
      <span className={`flex-none ${tone}`}>{readingWords(reading)}</span>
      <span className="truncate text-12 text-ink-3">{others.join(" · ")}</span>
    </span>
  );
}

const WIDTHS: Readonly<Record<Aspect, number>> = { utilization: 26, saturation: 26, errors: 18 };
/** Of an aspect that no row tells. */
const IDLE_WIDTH = 10;

/** What nobody sends takes little room; what is told gets half of what that leaves, the name the rest. */
function aspectColumns(rows: readonly ResourceRow[]): Column<ResourceRow>[] {
  const told = new Set(rows.flatMap(({ readings }) => readings.map(({ measure }) => measure.aspect)));
  const spare = ASPECTS.reduce((sum, aspect) => sum + (told.has(aspect) ? 0 : WIDTHS[aspect] - IDLE_WIDTH), 0);
  const extra = told.size > 0 ? spare / 2 / told.size : 0;
  return ASPECTS.map((aspect) => aspectColumn(aspect, told.has(aspect) ? WIDTHS[aspect] + extra : IDLE_WIDTH));
}

const aspectColumn = (aspect: Aspect, percent: number): Column<ResourceRow> => ({
  id: aspect,
  head: HEADS[aspect],
  width: `${percent}%`,
  wide: true,
  value: (row) => spokesman(row, aspect)?.nearness ?? null,
  csv: `${aspect}_of_its_bound`,
  cell: (row) => <AspectCell row={row} aspect={aspect} />,
});

const NAME: Column<ResourceRow> = {
  id: "name",
  head: "Name",
  value: ({ name }) => name,
  cell: (row) => (
    <span className="flex items-center gap-2 font-medium">
      <Status kind={row.status} />
      <ClockLink
        href={resourceHref(row)}
        className="min-w-0 truncate hover:underline underline-offset-2"
        title={row.name}
      >
        {row.name}
      </ClockLink>
      {row.readings[0] && (
        <span className="wide:hidden ml-auto flex-none pl-2 font-normal text-12 text-ink-2">
          {readingWords(row.readings[0])}
        </span>
      )}
    </span>
  ),
};
const KIND: Column<ResourceRow> = {
  id: "kind",
  head: "Kind",
  width: "9%",
  wide: true,
  value: ({ kind }) => kind.noun,
  cell: ({ kind }) => <span className="text-ink-2">{kind.noun}</span>,
};

interface KindTableProps {
  readonly label: string;
  readonly noun: string;
  readonly rows: readonly ResourceRow[];
  /** Leaves the kind out where all rows are of one. */
  readonly oneKind?: boolean;
}

export function KindTable({ label, noun, rows, oneKind = false }: KindTableProps) {
  const columns = useMemo(
    () => (oneKind ? [NAME, ...aspectColumns(rows)] : [NAME, KIND, ...aspectColumns(rows)]),
    [rows, oneKind],
  );
  return (
    <DataTable
      label={label}
      noun={noun}
      columns={columns}
      rows={rows}
      rowKey={({ kind, values }) => `${kind.id} ${keyOf(values)}`}
      href={resourceHref}
    />
  );
}
