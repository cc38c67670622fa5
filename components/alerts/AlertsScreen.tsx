"use client";
/** All alerts of the instant: the sentence, then those that fire, those about to, those lately over; filtered by the address. */
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";
import { Verdict } from "../shell/Verdict.tsx";
import { useClock } from "../state/clock.tsx";
import type { Answers } from "../trpc/client.tsx";
import { ActionTrouble } from "./ActionTrouble.tsx";
import { AlertFilterBar } from "./AlertFilterBar.tsx";
import { AlertList } from "./AlertList.tsx";
import { AlertsSkeleton } from "./AlertsSkeleton.tsx";
import { AlertTabs } from "./AlertTabs.tsx";
import { isShown } from "./alertGroups.ts";
import { alertsSentence } from "./alertsSentence.ts";
import { type AlertView, alertHref } from "./alertView.ts";
import { SilenceDialog } from "./silences/SilenceDialog.tsx";
import { useAlertFilters } from "./useAlertFilters.ts";
import { useAcknowledge, useAlertList, useConditions, useRuleList } from "./useAlerts.ts";

export function AlertsScreen() {
  return (
    <AsyncPanel query={useAlertList()} what="the alerts" skeleton={<AlertsSkeleton />}>
      {(answer) => <Alerts answer={answer} />}
    </AsyncPanel>
  );
}

function Alerts({ answer }: { answer: Answers["alerts"]["at"] }) {
  const { alerts, knowsPending } = answer;
  const filtering = useAlertFilters();
  const { live } = useClock();
  const { acknowledge, error } = useAcknowledge();
  const [silencing, setSilencing] = useState<AlertView | null>(null);
  const conditionOf = useConditions();
  const shown = useMemo(() => alerts.filter((alert) => isShown(alert, filtering.filters)), [alerts, filtering.filters]);
  const sections = useMemo(() => sectionsOf(shown, knowsPending), [shown, knowsPending]);
  return (
    <div className="flex min-h-full flex-col">
      <AlertsVerdict alerts={alerts} />
      <AlertTabs />
      {alerts.length > 0 && <AlertFilterBar filtering={filtering} alerts={alerts} />}
      <ActionTrouble error={error} what="It was not acknowledged" />
      <AlertList
        sections={sections}
        group={filtering.filters.group}
        conditionOf={conditionOf}
        acknowledge={acknowledge}
        silence={live ? setSilencing : null}
      />
      {shown.length === 0 && <Nothing any={alerts.length > 0} clear={filtering.clear} />}
      {silencing && <SilenceDialog alert={silencing} close={() => setSilencing(null)} />}
    </div>
  );
}

function sectionsOf(alerts: readonly AlertView[], knowsPending: boolean) {
  const of = (standing: AlertView["standing"]) => alerts.filter((alert) => alert.standing === standing);
  return [
    { title: "Firing", alerts: of("firing") },
    { title: "Pending", sub: "their condition holds, not yet for long enough", alerts: of("pending") },
    {
      title: "Lately over",
      sub: knowsPending ? "ended within the hour" : "ended within the hour before this instant",
      alerts: of("resolved"),
    },
  ];
}

function AlertsVerdict({ alerts }: { alerts: readonly AlertView[] }) {
  const rules = useRuleList().data?.rules;
  const { kind, sentence, why, first } = useMemo(() => {
    const on = rules?.filter(({ isEnabled }) => isEnabled);
    const failing = on?.filter(({ health }) => health === "err").length ?? 0;
    return alertsSentence(alerts, { rules: on?.length ?? null, failing });
  }, [alerts, rules]);
  return (
    <Verdict
      kind={kind}
      sentence={sentence}
      why={why}
      actions={
        <>
          {first && (
            <ClockLink href={alertHref(first)} className="btn btn-primary">
              Look at it
            </ClockLink>
          )}
          <ClockLink href="/alerts/rules/new" className="btn phone:hidden">
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            New rule
          </ClockLink>
        </>
      }
    />
  );
}

function Nothing({ any, clear }: { any: boolean; clear: () => void }) {
  if (any)
    return (
      <p className="px-(--pad) py-5 text-ink-3">
        No alert of this kind.
        <button type="button" className="link ml-2" onClick={clear}>
          Show all
        </button>
      </p>
    );
  return (
    <div className="pt-2">
      <EmptyNotice title="Nothing fires, nothing is about to, and nothing ended within the hour.">
        An alert stands here from when its rule's condition begins to hold. See{" "}
        <ClockLink href="/alerts/rules" className="link">
          what is watched
        </ClockLink>
        ,{" "}
        <ClockLink href="/alerts/rules/new" className="link">
          write a rule
        </ClockLink>{" "}
        and look how it would have gone last week, or say{" "}
        <ClockLink href="/alerts/notifications" className="link">
          who is told
        </ClockLink>
        .
      </EmptyNotice>
    </div>
  );
}
