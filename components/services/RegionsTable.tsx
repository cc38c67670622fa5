"use client";
/** A service told apart by region: requests, failing and p95, trouble first; a row leads to the map around it there. */
import { useMemo } from "react";
import { Status } from "../charts/Status.tsx";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { ErrorNotice } from "../shell/ErrorNotice.tsx";
import { useClock } from "../state/clock.tsx";
import { failingColumn, p95Column, rateColumn } from "./callColumns.tsx";
import { healthWords, stretchWords, unjudgedWords } from "./healthWords.ts";
import { type RegionRow, regionHref, regionsWords } from "./regionWords.ts";
import type { ServiceParts } from "./ServiceTabs.tsx";

interface RegionsTableProps {
  readonly service: string;
  readonly query: ServiceParts["regions"];
}

/** Nothing of a service that runs in one region, or names none: the whole page is about that one. */
export function RegionsTable({ service, query: { data, error, refetch } }: RegionsTableProps) {
  const { windowMs } = useClock();
  const columns = useMemo(() => regionColumns(service), [service]);
  if (!data)
    return error ? <ErrorNotice error={error} what={`the regions of ${service}`} retry={refetch} line /> : null;
  if (data.regions.length < 2) return null;
  return (
    <section aria-label="By region" className="border-line border-b pb-1.5">
      <div className="sec">
        <h2>By region</h2>
        <span className="sec-sub num">
          {regionsWords(data.regions, data.total)}
          <span className="phone:hidden"> · {stretchWords(data.regions, windowMs)}</span>
        </span>
      </div>
      <DataTable
        label={`Regions of ${service}`}
        noun="region"
        columns={columns}
        rows={data.regions}
        rowKey={({ region }) => region}
        href={({ region }) => regionHref(service, region)}
        sortParam="regions"
        rowHeight={28}
      />
    </section>
  );
}

function regionColumns(service: string): Column<RegionRow>[] {
  return [
    {
      id: "region",
      head: "Region",
      value: ({ region }) => region,
      cell: (row) => (
        <span className="flex items-center gap-2 font-medium" title={healthWords(row)}>
          <Status kind={row.health.kind} />
          <ClockLink
            href={regionHref(service, row.region)}
            title={`${row.region} on the map`}
            className="min-w-0 truncate hover:underline underline-offset-2"
          >
            {shownText(row.region)}
          </ClockLink>
          <span className="flex-none font-normal text-11 text-ink-3 phone:hidden">{unjudgedWords(row)}</span>
        </span>
      ),
    },
    rateColumn(),
    failingColumn(),
    p95Column(),
  ];
}
