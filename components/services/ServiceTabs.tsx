"use client";
/** The parts of a service's page, one at a time; the overview has the most telling of each. Traces and logs are pages of their own. */
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { DependenciesPanel } from "./DependenciesPanel.tsx";
import { InstancesTable } from "./InstancesTable.tsx";
import { OperationsTable } from "./OperationsTable.tsx";
import { ServiceOverview } from "./ServiceOverview.tsx";

type Found = Extract<Answers["services"]["byName"], { found: true }>;
const TABS = ["overview", "operations", "dependencies", "instances"] as const;
type Tab = (typeof TABS)[number];

/** What the tabs ask; the counts beside their names come from the same answers. */
export function useServiceParts(service: string) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const input = { service, startMs, endMs };
  return {
    operations: useClockQuery(trpc.services.operations.queryOptions(input)),
    edges: useClockQuery(trpc.services.edges.queryOptions(input)),
    instances: useClockQuery(trpc.services.instances.queryOptions(input)),
    regions: useClockQuery(trpc.services.regions.queryOptions(input)),
    errors: useClockQuery(trpc.services.latestErrors.queryOptions(input)),
  };
}
export type ServiceParts = ReturnType<typeof useServiceParts>;

export function ServiceTabs({ service, answer }: { service: string; answer: Found }) {
  const [tab, setTab] = useQueryState(
    "tab",
    parseAsStringLiteral(TABS).withDefault("overview").withOptions({ history: "push" }),
  );
  const parts = useServiceParts(service);
  const { data: edges } = parts.edges;
  const counts: Partial<Record<Tab, number>> = {
    operations: parts.operations.data?.operations.length,
    dependencies: edges && edges.callers.length + edges.callees.length,
    instances: parts.instances.data?.instances.length,
  };
  return (
    <>
      <div className="flex h-8 items-stretch gap-[18px] overflow-x-auto border-line border-b px-(--pad) font-medium text-ink-3 [scrollbar-width:none]">
        <div role="tablist" aria-label={`Parts of ${service}`} className="contents">
          {TABS.map((one) => (
            <TabButton key={one} on={one === tab} choose={() => void setTab(one)}>
              <span className="capitalize">{one}</span>
              {counts[one] !== undefined && <span className="num text-11 text-ink-3">{counts[one]}</span>}
            </TabButton>
          ))}
        </div>
        <ClockLink href={`/traces?service=${encodeURIComponent(service)}`} className="flex items-center hover:text-ink">
          Traces
        </ClockLink>
        <ClockLink href={`/logs?service=${encodeURIComponent(service)}`} className="flex items-center hover:text-ink">
          Logs
        </ClockLink>
      </div>
      <div role="tabpanel" aria-label={tab}>
        {tab === "overview" && <ServiceOverview service={service} answer={answer} parts={parts} />}
        {tab === "operations" && <OperationsTable service={service} query={parts.operations} />}
        {tab === "dependencies" && <DependenciesPanel service={service} query={parts.edges} />}
        {tab === "instances" && <InstancesTable service={service} query={parts.instances} />}
      </div>
    </>
  );
}

function TabButton({ on, choose, children }: { on: boolean; choose: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={on}
      onClick={choose}
      className={`-mb-px flex flex-none items-center gap-1.5 border-b-2 focus-visible:outline-offset-[-2px] ${
        on ? "border-accent text-ink" : "border-transparent hover:text-ink"
      }`}
    >
      {children}
    </button>
  );
}
