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
import { useTRPC } from "../trpc/client.tsx";

interface OverviewScreenProps {
  /** What is true now, in one sentence. */
  readonly verdict: ReactNode;
  /** The services, trouble first. */
  readonly services: ReactNode;
}

const PANELS = [SIGNALS, ...SIGNAL_ROWS].flatMap(({ panels }) => panels);

export function OverviewScreen({ verdict, services }: OverviewScreenProps) {
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
          {services}
          {SIGNAL_ROWS.map((row) => (
            <PanelGrid key={row.title} row={row} marks={marks} />
          ))}
        </div>
      </FullPanel>
    </AlertsOnCharts>
  );
}
