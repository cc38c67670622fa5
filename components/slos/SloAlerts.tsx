"use client";
/** The alerts of one SLO as they stand at the clock's instant, each the way to its own page. */
import type { SloDefinition } from "../../server/model/slo.ts";
import { Status } from "../charts/Status.tsx";
import { formatAgo } from "../format/formatInstant.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { useSloInstant } from "./useSloInstant.ts";

type AlertRow = Answers["alerts"]["at"]["alerts"][number];

export function SloAlerts({ slo }: { slo: Pick<SloDefinition, "id"> }) {
  const { atMs } = useSloInstant();
  const query = useClockQuery(useTRPC().alerts.at.queryOptions({ atMs }));
  const own = ({ ruleKey }: AlertRow) => ruleKey.startsWith(`slo:${slo.id};`);
  return (
    <section aria-label="Its alerts" className="min-w-0 pb-2 [*+&]:border-line [*+&]:border-t">
      <div className="sec">
        <h2>Its alerts</h2>
        <span className="sec-sub">now and in the hour before</span>
      </div>
      <AsyncPanel
        query={query}
        what="its alerts"
        skeleton={<span className="skeleton mx-(--pad) block h-3 w-40" />}
        isEmpty={({ alerts }) => !alerts.some(own)}
        empty={<p className="px-(--pad) text-12 text-ink-3">None told anything.</p>}
      >
        {({ alerts }) => (
          <ul>
            {alerts.filter(own).map((alert) => (
              <Row key={`${alert.ruleKey} ${alert.fingerprint}`} alert={alert} />
            ))}
          </ul>
        )}
      </AsyncPanel>
    </section>
  );
}

function Row({ alert }: { alert: AlertRow }) {
  const { endMs } = useClock();
  const zone = useZone();
  const isOver = alert.standing === "resolved";
  const kind = isOver ? "ok" : alert.severity === "page" ? "fail" : "warn";
  const sinceMs = isOver ? alert.resolvedMs : (alert.firedMs ?? alert.activeMs);
  return (
    <li>
      <ClockLink
        href={`/alerts/${alert.fingerprint}`}
        className="flex min-h-[28px] items-center gap-2 px-(--pad) text-12 hover:bg-surface"
      >
        <Status kind={kind} size={10} label={alert.standing} />
        <span className="min-w-0 flex-1 truncate">{alert.sentence}</span>
        <span className="text-ink-3 whitespace-nowrap" suppressHydrationWarning>
          {isOver ? "over" : alert.standing} {sinceMs === null ? "" : formatAgo(sinceMs, endMs, zone)}
        </span>
      </ClockLink>
    </li>
  );
}
