"use client";
/** The first of the services, trouble first, with their golden signals; the page of services has the others. */
import { ClockLink } from "../shell/ClockLink.tsx";
import { DataTable } from "../shell/DataTable.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import type { Answers } from "../trpc/client.tsx";
import { areAllQuiet } from "./healthWords.ts";
import { QUIET_COLUMNS, SERVICE_COLUMNS, serviceHref } from "./serviceColumns.tsx";
import { useMovingServices } from "./useMovingServices.ts";
import { useServiceList } from "./useServiceList.ts";

const FIRST_SERVICES = 12;

export function ServicesInTrouble() {
  const { data, error } = useServiceList();
  // The verdict above says what is wrong with the question; here it would stand a second time.
  if (!data) return error ? null : <TableSkeleton rows={FIRST_SERVICES} />;
  return data.services.length === 0 ? null : <FirstServices list={data} />;
}

function FirstServices({ list }: { list: Answers["services"]["list"] }) {
  const { services, total } = useMovingServices(list);
  return (
    <section aria-label="Services, trouble first" className="border-line border-t">
      <div className="sec">
        <h2>Services</h2>
        <span className="sec-sub">trouble first</span>
        <ClockLink href="/services" className="link ml-auto text-12">
          All {total} services
        </ClockLink>
      </div>
      <DataTable
        follows
        label="Services, trouble first"
        noun="service"
        columns={areAllQuiet(services) ? QUIET_COLUMNS : SERVICE_COLUMNS}
        rows={services.slice(0, FIRST_SERVICES)}
        rowKey={({ service }) => service}
        href={serviceHref}
      />
    </section>
  );
}
