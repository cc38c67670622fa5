"use client";
/** One service: what is true of it now, then its requests, failures and durations over time, and what they are made of. */
import { useMemo } from "react";
import { PanelSkeleton } from "../panels/PanelSkeleton.tsx";
import { SignalHealthContext } from "../panels/signalHealth.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { SenderClocks } from "../shell/SenderClocks.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { serviceSentence } from "./healthWords.ts";
import { movingRow } from "./movingServices.ts";
import { ServiceTabs } from "./ServiceTabs.tsx";
import { signalStates } from "./signalStates.ts";
import { useMovingStep } from "./useMovingServices.ts";

type Found = Extract<Answers["services"]["byName"], { found: true }>;

export function ServiceScreen({ service }: { service: string }) {
  const trpc = useTRPC();
  const { startMs, endMs } = useClock();
  const query = useClockQuery(trpc.services.byName.queryOptions({ service, startMs, endMs }));
  return (
    <AsyncPanel
      query={query}
      what={service}
      skeleton={<ServiceSkeleton />}
      isEmpty={({ found }) => !found}
      empty={<ConnectNotice missing={`${service} sent no spans in this window`} service={service} />}
    >
      {(answer) => (answer.found ? <Service service={service} answer={answer} /> : null)}
    </AsyncPanel>
  );
}

function Service({ service, answer }: { service: string; answer: Found }) {
  const { frames, step } = useMovingStep();
  const row = useMemo(
    () => (frames && step !== null ? movingRow(answer, service, frames, step) : answer),
    [service, answer, frames, step],
  );
  const { kind, sentence, why } = useMemo(() => serviceSentence(service, row), [service, row]);
  const signals = useMemo(() => signalStates(row), [row]);
  const of = `service=${encodeURIComponent(service)}`;
  const failing = answer.errors > 0;
  return (
    <div className="flex min-h-full flex-col">
      <Verdict
        follows
        kind={kind}
        sentence={sentence}
        why={why}
        actions={
          <>
            <ClockLink
              href={failing ? `/traces?${of}&status=error` : `/traces?${of}&order=slowest`}
              className="btn btn-primary"
            >
              {failing ? "Failing traces" : "Slowest traces"}
            </ClockLink>
            <ClockLink href={`/logs?${of}`} className="btn phone:hidden">
              Its logs
            </ClockLink>
          </>
        }
      />
      <SenderClocks service={service} />
      <SignalHealthContext value={signals}>
        <ServiceTabs service={service} answer={answer} />
      </SignalHealthContext>
    </div>
  );
}

/** As high as what comes: sentence, tabs, how charts are split, three of them, heatmap, operations. */
function ServiceSkeleton() {
  return (
    <>
      <VerdictSkeleton />
      <div className="h-8 border-line border-b" />
      <div className="h-[38px] border-line border-b" />
      <div className="grid wide:grid-cols-3 border-line border-b">
        {["requests", "failing", "duration"].map((name) => (
          <div key={name} className="h-[214px] pt-[13px] phone:h-[88px]">
            <span className="skeleton mx-(--pad) mb-[41px] block h-3 w-24 phone:mb-2" />
            <PanelSkeleton height={148} busy glance />
          </div>
        ))}
      </div>
      <div className="h-[219px] border-line border-b pt-[13px]">
        <span className="skeleton mx-(--pad) mb-3 block h-3 w-40" />
        <PanelSkeleton height={180} busy />
      </div>
      <TableSkeleton rows={8} />
    </>
  );
}
