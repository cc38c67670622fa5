"use client";
/** Requests, failures and durations over time, how the durations spread, the latest errors, regions, the busiest operations. */
import { useMemo } from "react";
import { FullPanel } from "../dashboards/FullPanel.tsx";
import { PanelGrid } from "../dashboards/PanelGrid.tsx";
import { serviceSaturationRow } from "../dashboards/serviceSaturation.ts";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { ofService } from "../panels/alertScope.ts";
import { useClock } from "../state/clock.tsx";
import type { Answers } from "../trpc/client.tsx";
import { DurationsPanel } from "./DurationsPanel.tsx";
import { deployMarks } from "./deployMarks.ts";
import { OperationsTable } from "./OperationsTable.tsx";
import { RedPanels, useRed } from "./RedPanels.tsx";
import { RegionsTable } from "./RegionsTable.tsx";
import type { ServiceParts } from "./ServiceTabs.tsx";

interface ServiceOverviewProps {
  readonly service: string;
  readonly answer: Extract<Answers["services"]["byName"], { found: true }>;
  readonly parts: ServiceParts;
}

const FIRST_OPERATIONS = 8;

export function ServiceOverview({ service, answer, parts }: ServiceOverviewProps) {
  const { startMs, endMs } = useClock();
  const instances = parts.instances.data?.instances;
  const marks = useMemo(() => deployMarks(instances ?? [], startMs, endMs), [instances, startMs, endMs]);
  const versions = useMemo(
    () => [...new Set((instances ?? []).map(({ version }) => version))].filter((version) => version !== ""),
    [instances],
  );
  const red = useRed(service);
  const saturation = useMemo(() => serviceSaturationRow(service), [service]);
  const panels = useMemo(() => [...red.row.panels, ...saturation.panels], [red.row, saturation]);
  const alerts = useMemo(() => ofService(service), [service]);
  return (
    <AlertsOnCharts of={alerts}>
      <FullPanel panels={panels} marks={marks}>
        <RedPanels red={red} marks={marks} versions={versions} />
        <DurationsPanel service={service} answer={answer} errors={parts.errors} deploys={marks} />
        <RegionsTable service={service} query={parts.regions} />
        <OperationsTable service={service} query={parts.operations} atMost={FIRST_OPERATIONS} />
        <PanelGrid row={saturation} marks={marks} />
      </FullPanel>
    </AlertsOnCharts>
  );
}
