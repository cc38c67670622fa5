"use client";
/** The first of the services, trouble first, with their golden signals; the page of services has the others. */
import { ClockLink } from "../shell/ClockLink.tsx";
import { DataTable } from "../shell/DataTable.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useClock } from "../state/clock.tsx";
import type { Answers } from "../trpc/client.tsx";
import { areAllQuiet, stretchWords } from "./healthWords.ts";
import { BRIEF_COLUMNS, BRIEF_QUIET_COLUMNS, serviceHref } from "./serviceColumns.tsx";
import { useMovingServices } from "./useMovingServices.ts";
import { useServiceList } from "./useServiceList.ts";

const FIRST_SERVICES = 15;

export function ServicesInTrouble() {
  const { data, error } = useServiceList();
  // The verdict above says what is wrong with the question; here it would stand a second time.
  if (!data) return error ? null : <TableSkeleton rows={FIRST_SERVICES} />;
  return data.services.length === 0 ? null : <FirstServices list={data} />;
}

function FirstServices({ list }: { list: Answers["services"]["list"] }) {
  const { services, total } = useMovingServices(list);
  const { windowMs } = useClock();
  return (
    <section aria-label="Services, trouble first" className="border-line border-t">
      <div className="sec">
        <h2>Services</h2>
        <span className="sec-sub num">
          trouble first<span className="phone:hidden"> · {stretchWords(services, windowMs)}</span>
        </span>
        <ClockLink href="/services" className="link ml-auto text-12">
          All {total} services
        </ClockLink>
      </div>
      <DataTable
        follows
        label="Services, trouble first"
        noun="service"
        columns={areAllQuiet(services) ? BRIEF_QUIET_COLUMNS : BRIEF_COLUMNS}
        rows={services.slice(0, FIRST_SERVICES)}
        rowKey={({ service }) => service}
        href={serviceHref}
      />
    </section>
  );
}
