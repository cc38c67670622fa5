"use client";
/** What fires at the clock's instant, the gravest first: the alerts' part of a page about the whole system. */
import { useMemo } from "react";
import { formatCountOf } from "../format/formatNumbers.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { BriefSection, BriefSkeleton } from "../shell/BriefSection.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { inOrder, isMuted } from "./alertGroups.ts";
import { type AlertView, alertHref } from "./alertView.ts";
import { gravityOf, lasted, serviceToSee, severityWord } from "./alertWords.ts";
import { SeverityMark } from "./SeverityMark.tsx";
import { useAlertList } from "./useAlerts.ts";

const MOST_LISTED = 4;

export function FiringList() {
  const { live } = useClock();
  const query = useAlertList();
  const firing = useMemo(
    () => query.data && inOrder(query.data.alerts.filter(({ standing }) => standing === "firing")),
    [query.data],
  );
  return (
    <BriefSection title="Firing" sub={firing && firingWords(firing)} href="/alerts" all="All alerts">
      <AsyncPanel query={{ ...query, data: firing }} what="the alerts" skeleton={<BriefSkeleton rows={2} />}>
        {(alerts) =>
          alerts.length === 0 ? (
            <p className="px-(--pad) pb-3 text-12 text-ink-2">
              {live ? "No alert fires." : "No alert fired at this instant."}
            </p>
          ) : (
            <ul>
              {alerts.slice(0, MOST_LISTED).map((alert) => (
                <FiringRow key={`${alert.fingerprint} ${alert.ruleKey}`} alert={alert} />
              ))}
            </ul>
          )
        }
      </AsyncPanel>
    </BriefSection>
  );
}

/** "6 alerts, 1 taken on": whoever acknowledged or silenced one is on it. */
function firingWords(alerts: readonly AlertView[]): string {
  if (alerts.length === 0) return "";
  const taken = alerts.filter(isMuted).length;
  return formatCountOf(alerts.length, "alert") + (taken > 0 ? `, ${taken} taken on` : "");
}

function FiringRow({ alert }: { alert: AlertView }) {
  const { endMs } = useClock();
  const words = [
    lasted(alert.firedMs ?? alert.activeMs, endMs),
    shownText(serviceToSee(alert) ?? alert.name),
    severityWord(alert),
  ];
  return (
    <li className="relative flex gap-2.5 border-line-soft border-b px-(--pad) py-[7px] last:border-b-0 hover:bg-surface">
      <span className="mt-[3px]">
        <SeverityMark gravity={gravityOf(alert)} standing="firing" label={`${severityWord(alert)}, firing`} />
      </span>
      <span className="min-w-0">
        <ClockLink
          href={alertHref(alert)}
          className="line-clamp-2 font-medium underline-offset-2 after:absolute after:inset-0 hover:underline"
        >
          {shownText(alert.sentence)}
        </ClockLink>
        <span className="num block truncate text-12 text-ink-3">{words.join(" · ")}</span>
      </span>
    </li>
  );
}
