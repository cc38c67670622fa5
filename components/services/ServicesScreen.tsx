"use client";
/** Every service of the window: the sentence, then the table, trouble first. */
import { useMemo } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { type ServiceRow, servicesSentence } from "./healthWords.ts";
import { ServicesTable, ServicesTableSkeleton } from "./ServicesTable.tsx";

export function ServicesScreen() {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const query = useClockQuery(trpc.services.list.queryOptions({ startMs, endMs }));
  return (
    <AsyncPanel
      query={query}
      what="the services"
      skeleton={
        <>
          <VerdictSkeleton />
          <ServicesTableSkeleton />
        </>
      }
      isEmpty={({ services }) => services.length === 0}
      empty={<ConnectNotice missing="No service sent spans in this window" />}
    >
      {({ services }) => <Services services={services} />}
    </AsyncPanel>
  );
}

function Services({ services }: { services: readonly ServiceRow[] }) {
  const { kind, sentence, why } = useMemo(() => servicesSentence(services), [services]);
  return (
    <div className="flex min-h-full flex-col">
      <Verdict kind={kind} sentence={sentence} why={why} />
      <ServicesTable services={services} />
    </div>
  );
}
