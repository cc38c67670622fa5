"use client";
/** Services as a table: status, rate, failing, p50, p95, p99, each with its course; searched in place, filtered by status. */
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { STATUS_WORDS, Status, type StatusKind } from "../charts/Status.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { DataTable } from "../shell/DataTable.tsx";
import { SearchField } from "../shell/SearchField.tsx";
import { useClock } from "../state/clock.tsx";
import { areAllQuiet, type ServiceRow, stretchWords } from "./healthWords.ts";
import { QUIET_COLUMNS, SERVICE_COLUMNS, serviceHref } from "./serviceColumns.tsx";

const KINDS = ["fail", "warn", "ok", "unknown"] as const satisfies readonly StatusKind[];
export function ServicesTable({ services, total }: { services: readonly ServiceRow[]; total: number }) {
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 200 }));
  const [kind, setKind] = useQueryState("status", parseAsStringLiteral(KINDS));
  const { windowMs } = useClock();
  const legend = stretchWords(services, windowMs);
  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return services.filter(
      (row) => row.service.toLowerCase().includes(wanted) && (kind === null || row.health.kind === kind),
    );
  }, [services, search, kind]);
  return (
    <section aria-label="Services" className="border-line border-t">
      <div className="sec flex-wrap py-1">
        <h2>Services</h2>
        <span className="sec-sub num">
          {rows.length === services.length ? "" : `${formatCount(rows.length)} of `}
          {formatCount(services.length)}
          {services.length < total && ` listed, of ${formatCount(total)}`}, trouble first
          <span className="phone:hidden"> · {legend}</span>
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-1.5 phone:w-full phone:pb-1">
          {KINDS.map((one) => (
            <KindChip
              key={one}
              kind={one}
              services={services}
              pressed={kind === one}
              press={() => void setKind(kind === one ? null : one)}
            />
          ))}
          <SearchField
            name="Find a service"
            value={search}
            change={(text) => void setSearch(text)}
            field="h-[26px] w-44 phone:w-full"
          />
        </span>
      </div>
      <DataTable
        follows
        label="Services"
        noun="service"
        columns={areAllQuiet(services) ? QUIET_COLUMNS : SERVICE_COLUMNS}
        rows={rows}
        rowKey={({ service }) => service}
        href={serviceHref}
      />
      {rows.length === 0 && (
        <p className="px-(--pad) py-5 text-ink-3">
          No service of this name or status{" "}
          {services.length < total ? `among the ${formatCount(services.length)} that are listed` : "in the window"}.
          <button
            type="button"
            className="link ml-2"
            onClick={() => {
              void setSearch(null);
              void setKind(null);
            }}
          >
            Show all
          </button>
        </p>
      )}
    </section>
  );
}

interface KindChipProps {
  readonly kind: StatusKind;
  readonly services: readonly ServiceRow[];
  readonly pressed: boolean;
  readonly press: () => void;
}

function KindChip({ kind, services, pressed, press }: KindChipProps) {
  const count = services.filter(({ health }) => health.kind === kind).length;
  if (count === 0 && !pressed) return null;
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      <Status kind={kind} size={9} label="" />
      <span className="num">{count}</span> {kind === "unknown" ? "quiet or too few" : STATUS_WORDS[kind]}
    </button>
  );
}
