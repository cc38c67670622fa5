"use client";
/** The way of an alert to its receiver: the tree of routes, what keeps others quiet, times of quiet; tried with labels before it is saved. */
import { type FormEvent, useMemo, useState } from "react";
import type { InhibitRule, NamedTimeInterval, NotificationSettings } from "../../../server/model/notification.ts";
import { OvertakenNote } from "../../shell/OvertakenNote.tsx";
import { useClock } from "../../state/clock.tsx";
import { useKeptDraft } from "../../state/useKeptDraft.ts";
import { knownLabels } from "../MatcherFields.tsx";
import { useAlertList } from "../useAlerts.ts";
import { InhibitFields } from "./InhibitFields.tsx";
import { NamedTimes } from "./NamedTimes.tsx";
import { RouteNode } from "./RouteNode.tsx";
import { plainRoute } from "./routeTreeDraft.ts";
import { type Settings, useSettingsChanges } from "./useNotifications.ts";
import { useWhereTo, WhereTo } from "./WhereTo.tsx";

type RoutingDraft = Pick<NotificationSettings, "route" | "inhibitRules" | "timeIntervals">;
const routingOf = ({ route, inhibitRules, timeIntervals }: RoutingDraft): RoutingDraft => ({
  route,
  inhibitRules,
  timeIntervals,
});

export function RoutingPart({ settings }: { settings: Settings }) {
  const { live } = useClock();
  const kept = useKeptDraft<RoutingDraft>(routingOf(settings));
  const { draft, round, isTyped: changed, change: setDraft } = kept;
  const { saveRouting: save } = useSettingsChanges();
  const [timeTrouble, setTimeTrouble] = useState<string | null>(null);
  const alerts = useAlertList().data?.alerts;
  const known = useMemo(() => knownLabels(alerts ?? []), [alerts]);
  const trial = useWhereTo(draft.route);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (timeTrouble !== null || kept.isOvertaken) return;
    const { route, inhibitRules, timeIntervals } = draft;
    save.mutate({
      revision: settings.revision,
      route: plainRoute(route),
      inhibitRules: inhibitRules.map(plainInhibition),
      timeIntervals: timeIntervals.map(plainTimes),
    });
  };
  return (
    <div className="grid flex-1 border-line border-t wide:grid-cols-[minmax(0,1fr)_380px]">
      <form onSubmit={submit} aria-label="Routing" className="min-w-0 pb-4">
        {kept.isOvertaken && <OvertakenNote saved={settings} what="the routing" {...kept} />}
        <fieldset key={round} disabled={!live} className="min-w-0">
          <div className="sec">
            <h2>Routes</h2>
            <span className="sec-sub">from the top: the first that takes an alert tells its receiver</span>
          </div>
          <RouteNode
            root={draft.route}
            path={[]}
            change={(next) => setDraft({ ...draft, route: next })}
            receivers={settings.receivers.map(({ name }) => name)}
            times={draft.timeIntervals.map(({ name }) => name)}
            known={known}
            taken={trial.taken}
          />
          <InhibitFields
            rules={draft.inhibitRules}
            change={(next) => setDraft({ ...draft, inhibitRules: next })}
            known={known}
          />
          <NamedTimes
            times={draft.timeIntervals}
            change={(next) => setDraft({ ...draft, timeIntervals: next })}
            setTrouble={setTimeTrouble}
          />
        </fieldset>
        <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-line border-t bg-canvas px-(--pad) py-2.5">
          <button
            type="submit"
            className="btn btn-primary"
            disabled={!live || !changed || kept.isOvertaken || save.isPending}
          >
            Save the routing
          </button>
          {changed && (
            <button type="button" className="btn" onClick={kept.takeTheirs}>
              Take it back
            </button>
          )}
          <span role="alert" className="text-12 text-fail">
            {timeTrouble ?? (save.error && `It was not saved: ${save.error.message}`)}
          </span>
        </div>
      </form>
      <WhereTo trial={trial} alerts={alerts ?? []} />
    </div>
  );
}

/** Lists of their own, as questions carry them. */
const plainInhibition = ({ source, target, equal }: InhibitRule) => ({
  source: [...source],
  target: [...target],
  equal: [...equal],
});
const plainTimes = ({ name, intervals }: NamedTimeInterval) => ({
  name,
  intervals: intervals.map(({ times, weekdays, daysOfMonth, months, years, location }) => ({
    times: [...times],
    weekdays: [...weekdays],
    daysOfMonth: [...daysOfMonth],
    months: [...months],
    years: [...years],
    location,
  })),
});
