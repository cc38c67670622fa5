"use client";
/** Requests, failures and durations over time, how the durations spread, the latest errors, the busiest operations. */
import type { Answers } from "../trpc/client.tsx";
import { DurationsPanel } from "./DurationsPanel.tsx";
import { OperationsTable } from "./OperationsTable.tsx";
import { RedCharts } from "./RedCharts.tsx";
import type { ServiceParts } from "./ServiceTabs.tsx";

interface ServiceOverviewProps {
  readonly service: string;
  readonly answer: Extract<Answers["services"]["byName"], { found: true }>;
  readonly parts: ServiceParts;
}

const FIRST_OPERATIONS = 8;

export function ServiceOverview({ service, answer, parts }: ServiceOverviewProps) {
  return (
    <>
      <RedCharts answer={answer} />
      <DurationsPanel service={service} answer={answer} errors={parts.errors} />
      <OperationsTable service={service} query={parts.operations} atMost={FIRST_OPERATIONS} />
    </>
  );
}
