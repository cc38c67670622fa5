"use client";
/** Every node as a row, trouble first: for phones, for those who do not see pictures, for ten thousand services. CSV of all columns. */
import { Download } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import type { GraphNode, MapGraph } from "../../server/analysis/graph/mapGraph.ts";
import { CLIENTS } from "../../server/analysis/graph/mapGraph.ts";
import type { Health } from "../../server/model/state.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { rateUnit, STATUS_OF, tightRate } from "../graph/mapWords.ts";
import { downloadCsv, writeCsv } from "../shell/csv.ts";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { writeChoice } from "./useMapState.ts";

interface Row extends GraphNode {
  readonly rank: number;
  readonly callers: number;
}
const ORDER: Readonly<Record<Health, number>> = { failed: 0, degraded: 1, healthy: 2, unknown: 3 };
const TONES: Readonly<Record<Health, string>> = {
  failed: "text-fail",
  degraded: "text-warn",
  unknown: "",
  healthy: "",
};
const KIND_WORDS: Readonly<Record<string, string>> = {
  database: "database",
  messaging_system: "queue",
  virtual_node: "outside",
};
const whereOf = ({ region, peerType }: GraphNode) => region ?? KIND_WORDS[peerType ?? ""] ?? "";

const COLUMNS: readonly Column<Row>[] = [
  { id: "name", head: "Name", csv: "name", value: ({ name }) => name, cell: (row) => <Name row={row} /> },
  {
    id: "health",
    head: "Health",
    csv: "health",
    width: "9%",
    wide: true,
    value: ({ health }) => health,
    cell: ({ health }) => health,
  },
  {
    id: "where",
    head: "Where",
    csv: "where",
    width: "11%",
    wide: true,
    value: whereOf,
    cell: (row) => shownText(whereOf(row)),
  },
  {
    id: "rate",
    head: "Requests",
    csv: "requests_per_second",
    number: true,
    width: "128px",
    phoneWidth: "92px",
    value: ({ requestsPerSecond }) => requestsPerSecond,
    cell: ({ requestsPerSecond, peerType }) => tightRate(requestsPerSecond, rateUnit(peerType)),
  },
  {
    id: "errors",
    head: "Failing",
    csv: "failing_ratio",
    number: true,
    width: "84px",
    value: ({ errorRatio }) => errorRatio,
    cell: ({ errorRatio, health }) => (
      <span className={(errorRatio ?? 0) >= 0.005 ? TONES[health] : ""}>{formatRatio(errorRatio)}</span>
    ),
  },
  {
    id: "p95",
    head: "p95",
    csv: "p95_seconds",
    number: true,
    width: "10%",
    wide: true,
    value: ({ p95Seconds }) => p95Seconds,
    cell: ({ p95Seconds }) => formatSeconds(p95Seconds),
  },
  {
    id: "saturation",
    head: "Fullest",
    csv: "saturation_ratio",
    number: true,
    width: "9%",
    wide: true,
    value: ({ saturation }) => saturation,
    cell: ({ saturation }) => formatRatio(saturation),
  },
  {
    id: "callers",
    head: "Callers",
    csv: "callers",
    number: true,
    width: "8%",
    wide: true,
    value: ({ callers }) => callers,
    cell: ({ callers }) => callers,
  },
  {
    id: "rank",
    head: "Criticality",
    csv: "criticality",
    number: true,
    width: "10%",
    wide: true,
    value: ({ rank }) => rank,
    cell: ({ rank }) => formatRatio(rank),
  },
];

const csvOf = (rows: readonly Row[]) =>
  writeCsv(
    COLUMNS.map(({ id, csv }) => csv ?? id),
    rows.map((row) => COLUMNS.map(({ value }) => value?.(row) ?? null)),
  );

function Name({ row }: { row: Row }) {
  return (
    <span className={`flex min-w-0 items-center gap-2 font-medium ${row.present ? "" : "opacity-50"}`}>
      <Status kind={STATUS_OF[row.health]} size={10} />
      {row.service ? <ServiceName service={row.service} /> : <span className="truncate">{shownText(row.name)}</span>}
      {row.region && <span className="wide:hidden font-normal text-ink-3">{shownText(row.region)}</span>}
    </span>
  );
}

interface MapTableProps {
  readonly graph: MapGraph;
  readonly ranks: ReadonlyMap<string, number>;
  readonly search: string;
}

export function MapTable({ graph, ranks, search }: MapTableProps) {
  const params = useSearchParams();
  const rows = useMemo(() => {
    const callers = new Map<string, number>();
    for (const { to } of graph.edges) callers.set(to, (callers.get(to) ?? 0) + 1);
    const wanted = search.trim().toLowerCase();
    return graph.nodes
      .filter(({ id, name }) => id !== CLIENTS && name.toLowerCase().includes(wanted))
      .map((node): Row => ({ ...node, rank: ranks.get(node.id) ?? 0, callers: callers.get(node.id) ?? 0 }))
      .sort((a, b) => ORDER[a.health] - ORDER[b.health] || (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0));
  }, [graph, ranks, search]);
  const href = (row: Row) => {
    const next = new URLSearchParams(params);
    for (const own of ["at", "window"]) next.delete(own);
    next.set("view", "list");
    next.set("pick", writeChoice({ kind: "node", id: row.id }));
    return `/map?${next}`;
  };
  return (
    <section aria-label="Everything on the map" className="min-h-0 flex-1 overflow-auto border-line border-t">
      <p className="flex justify-end px-(--pad) py-1.5">
        <button
          type="button"
          className="btn btn-sm"
          title="Download these rows as CSV"
          onClick={() => downloadCsv("Map", csvOf(rows))}
        >
          <Download size={12} strokeWidth={1.6} aria-hidden="true" /> CSV
        </button>
      </p>
      <DataTable label="Map" noun="node" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} href={href} />
      {rows.length === 0 && <p className="px-(--pad) py-5 text-ink-3">Nothing of this name at this instant.</p>}
    </section>
  );
}
