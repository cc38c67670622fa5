"use client";
/** Every service of the window: the sentence, then the table, trouble first. */
import { useMemo } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { type First, listedWords, type ServiceRow, servicesSentence } from "./healthWords.ts";
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
      {({ services, total, first }) => <Services services={services} total={total} first={first} />}
    </AsyncPanel>
  );
}

interface ServicesProps {
  readonly services: readonly ServiceRow[];
  /** All there are; more than are listed when there are thousands. */
  readonly total: number;
  readonly first: First;
}

function Services({ services, total, first }: ServicesProps) {
  const { kind, sentence, why } = useMemo(() => servicesSentence(services, first), [services, first]);
  const worst =
    services.find(({ service }) => service === first?.service) ??
    services.find(({ health }) => health.kind === "fail") ??
    services.find(({ health }) => health.kind === "warn");
  return (
    <div className="flex min-h-full flex-col">
      <Verdict
        kind={kind}
        sentence={sentence}
        why={[why, listedWords(services.length, total)].filter(Boolean).join(" ")}
        actions={worst && <WaysOn service={worst.service} failing={worst.health.reason === "errors"} />}
      />
      <ServicesTable services={services} total={total} />
    </div>
  );
}

/** From the claim to its proof: the service to look at first, and the traces that show what is wrong with it. */
function WaysOn({ service, failing }: { service: string; failing: boolean }) {
  const of = `service=${encodeURIComponent(service)}`;
  return (
    <>
      <ClockLink href={`/services/${encodeURIComponent(service)}`} className="btn btn-primary">
        Open {service}
      </ClockLink>
      <ClockLink href={`/traces?${of}&${failing ? "status=error" : "order=slowest"}`} className="btn phone:hidden">
        {failing ? "Its failing traces" : "Its slowest traces"}
      </ClockLink>
    </>
  );
}
