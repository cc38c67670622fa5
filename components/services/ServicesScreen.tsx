"use client";
/** Every service of the window: the sentence, then the table, trouble first. */
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { VerdictSkeleton } from "../shell/Verdict.tsx";
import type { Answers } from "../trpc/client.tsx";
import { ServicesTable } from "./ServicesTable.tsx";
import { ServicesSentence } from "./ServicesVerdict.tsx";
import { useMovingServices } from "./useMovingServices.ts";
import { useServiceList } from "./useServiceList.ts";

export function ServicesScreen() {
  return (
    <AsyncPanel
      query={useServiceList()}
      what="the services"
      skeleton={
        <>
          <VerdictSkeleton />
          <TableSkeleton />
        </>
      }
      isEmpty={({ services }) => services.length === 0}
      empty={<ConnectNotice missing="No service sent spans in this window" />}
    >
      {(answer) => <Services list={answer} />}
    </AsyncPanel>
  );
}

function Services({ list }: { list: Answers["services"]["list"] }) {
  const answer = useMovingServices(list);
  return (
    <div className="flex min-h-full flex-col">
      <ServicesSentence answer={answer} />
      <ServicesTable services={answer.services} total={answer.total} />
    </div>
  );
}
