"use client";
/** SLOs as a table, the most urgent first; searched in place, filtered by status, owner and service. */
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { SLO_STATUSES, type SloStatus } from "../../server/model/slo.ts";
import type { SloRow } from "../../server/routers/sloAnswer.ts";
import { Status } from "../charts/Status.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { DataTable } from "../shell/DataTable.tsx";
import { SearchField } from "../shell/SearchField.tsx";
import { SLO_COLUMNS, sloHref } from "./sloColumns.tsx";
import { sloLook } from "./sloWords.ts";

const ORDER = ["burning", "exhausted", "healthy", "unknown"] as const satisfies readonly SloStatus[];

export function SlosTable({ rows: all }: { rows: readonly SloRow[] }) {
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const [status, setStatus] = useQueryState("status", parseAsStringLiteral(SLO_STATUSES));
  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return all.filter((row) => (status === null || row.status === status) && searchText(row).includes(wanted));
  }, [all, search, status]);
  return (
    <section aria-label="SLOs" className="border-line border-t">
      <div className="sec flex-wrap py-1">
        <h2>SLOs</h2>
        <span className="sec-sub num">
          {rows.length === all.length ? "" : `${formatCount(rows.length)} of `}
          {formatCount(all.length)}, the most urgent first
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-1.5 phone:w-full phone:pb-1">
          {ORDER.map((one) => (
            <StatusChip
              key={one}
              status={one}
              count={all.filter((row) => row.status === one).length}
              pressed={status === one}
              press={() => void setStatus(status === one ? null : one)}
            />
          ))}
          <SearchField
            name="Find an SLO"
            value={search}
            change={(text) => void setSearch(text)}
            placeholder="Title, service, owner"
            field="h-[26px] w-52 phone:w-full"
          />
        </span>
      </div>
      <DataTable
        label="SLOs"
        noun="SLO"
        columns={SLO_COLUMNS}
        rows={rows}
        rowKey={({ slo }) => slo.id}
        href={sloHref}
      />
      {rows.length === 0 && (
        <p className="px-(--pad) py-5 text-ink-3">
          No SLO of this name, owner or status.
          <button
            type="button"
            className="link ml-2"
            onClick={() => {
              void setSearch(null);
              void setStatus(null);
            }}
          >
            Show all
          </button>
        </p>
      )}
    </section>
  );
}

function searchText({ slo }: SloRow): string {
  const labels = Object.entries(slo.labels).map(([key, value]) => `${key}=${value}`);
  return [slo.title, slo.name, slo.service, slo.owner, ...labels].join("\n").toLowerCase();
}

interface StatusChipProps {
  readonly status: SloStatus;
  readonly count: number;
  readonly pressed: boolean;
  readonly press: () => void;
}

function StatusChip({ status, count, pressed, press }: StatusChipProps) {
  if (count === 0 && !pressed) return null;
  const { kind, word } = sloLook(status);
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      <Status kind={kind} size={9} label="" />
      <span className="num">{count}</span> {word}
    </button>
  );
}
