"use client";
/** What is true of all services now, with the ways on; on its own for pages that show other things below it. */
import { useMemo } from "react";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { ConnectNotice } from "../shell/ConnectNotice.tsx";
import { useDueCounts } from "../shell/useDueCounts.ts";
import { Verdict, VerdictSkeleton } from "../shell/Verdict.tsx";
import type { Answers } from "../trpc/client.tsx";
import { listedWords, servicesSentence } from "./healthWords.ts";
import { useMovingServices } from "./useMovingServices.ts";
import { useServiceList } from "./useServiceList.ts";

export function ServicesVerdict() {
  return (
    <AsyncPanel
      query={useServiceList()}
      what="the services"
      skeleton={<VerdictSkeleton />}
      isEmpty={({ services }) => services.length === 0}
      empty={<ConnectNotice missing="No service sent spans in this window" />}
    >
      {(answer) => <MovingSentence list={answer} />}
    </AsyncPanel>
  );
}

function MovingSentence({ list }: { list: Answers["services"]["list"] }) {
  return <ServicesSentence answer={useMovingServices(list)} />;
}

export function ServicesSentence({ answer }: { answer: Answers["services"]["list"] }) {
  const { services, total, first } = answer;
  const { kind, sentence, why } = useMemo(() => servicesSentence(services, first), [services, first]);
  const fires = firingWords(useDueCounts());
  const worst =
    services.find(({ service }) => service === first?.service) ??
    services.find(({ health }) => health.kind === "fail") ??
    services.find(({ health }) => health.kind === "warn");
  return (
    <Verdict
      follows
      kind={kind}
      sentence={sentence}
      why={[why, !worst && fires, listedWords(services.length, total)].filter(Boolean).join(" ")}
      actions={worst && <WaysOn service={worst.service} failing={worst.health.reason === "errors"} />}
    />
  );
}

/** Services may be well now while an alert still looks back on when they were not. */
function firingWords(due: ReturnType<typeof useDueCounts>): string {
  if (!due?.first) return "";
  const fires = `${formatCountOf(due.alerts, "alert")} ${due.alerts === 1 ? "fires" : "fire, the gravest"}`;
  return `Yet ${fires}: ${shownText(due.first.sentence)}.`;
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
