"use client";
/**
 * The whole system at a glance: what is true now, the four golden signals against their usual, the services in trouble first, then each
 * signal in detail. What services are and how they are comes from outside, since one screen knows nothing of another.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { CompareNote } from "../dashboards/CompareNote.tsx";
import { FullPanel } from "../dashboards/FullPanel.tsx";
import { SIGNAL_ROWS, SIGNALS } from "../dashboards/overviewSpec.ts";
import { PanelGrid } from "../dashboards/PanelGrid.tsx";
import { useVersionMarks } from "../dashboards/useVersionMarks.ts";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { usePhone } from "../shell/usePhone.ts";
import { useTRPC } from "../trpc/client.tsx";

interface OverviewScreenProps {
  /** What is true now, in one sentence. */
  readonly verdict: ReactNode;
  /** The services, trouble first. */
  readonly services: ReactNode;
  /** What fires, and what is left of the budgets. */
  readonly firing: ReactNode;
  readonly budgets: ReactNode;
}

const PANELS = [SIGNALS, ...SIGNAL_ROWS].flatMap(({ panels }) => panels);

export function OverviewScreen({ verdict, services, firing, budgets }: OverviewScreenProps) {
  const marks = useVersionMarks();
  const newest = useQuery(useTRPC().ingest.newest.queryOptions()).data;
  // Where nothing ever arrived the verdict teaches how to send, and panels have nothing to add.
  const isSilent = newest !== undefined && Object.values(newest).every((one) => one === null);
  if (isSilent) return verdict;
  return (
    <AlertsOnCharts of="all">
      <FullPanel panels={PANELS} marks={marks}>
        <div className="flex min-h-full flex-col">
          {verdict}
          <CompareNote />
          <PanelGrid row={SIGNALS} marks={marks} lead />
          <Standing services={services} firing={firing} budgets={budgets} />
          {SIGNAL_ROWS.map((row) => (
            <PanelGrid key={row.title} row={row} marks={marks} />
          ))}
        </div>
      </FullPanel>
    </AlertsOnCharts>
  );
}

/** Side by side where there is room; one after the other on a phone, where what fires comes before everything else. */
function Standing({ services, firing, budgets }: Omit<OverviewScreenProps, "verdict">) {
  const isPhone = usePhone();
  const aside = (
    <aside
      key="aside"
      aria-label="Alerts and budgets"
      className="grid min-w-0 grid-cols-1 content-start border-line border-t wide:max-[1360px]:grid-cols-2 min-[1360px]:border-l [&>section+section]:border-line [&>section+section]:border-t wide:max-[1360px]:[&>section+section]:border-t-0 wide:max-[1360px]:[&>section+section]:border-l"
    >
      {firing}
      {budgets}
    </aside>
  );
  const table = (
    <div key="services" className="min-w-0">
      {services}
    </div>
  );
  return (
    <div className="grid grid-cols-1 min-[1360px]:grid-cols-[minmax(0,1fr)_384px]">
      {isPhone ? [aside, table] : [table, aside]}
    </div>
  );
}
