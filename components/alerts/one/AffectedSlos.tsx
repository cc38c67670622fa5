"use client";
/** Objectives of the alert's service and what is left of their budgets: in hours at this rate, which is what one decides by. */
import type { SloStatus } from "../../../server/model/slo.ts";
import { Status, type StatusKind } from "../../charts/Status.tsx";
import { formatBudget, formatLasts } from "../../format/formatBudget.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { useClock } from "../../state/clock.tsx";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { Beside } from "./AlertAround.tsx";
import type { OneAlert } from "./AlertScreen.tsx";

const KINDS: Readonly<Record<SloStatus, StatusKind>> = {
  unknown: "unknown",
  healthy: "ok",
  burning: "warn",
  exhausted: "fail",
};
/** What wakes somebody has the shape of failure, here as in the list of SLOs. */
const kindOf = ({ status, severity }: SloRow): StatusKind =>
  status === "burning" && severity === "page" ? "fail" : KINDS[status];
type SloRow = Answers["slos"]["list"]["slos"][number];

export function AffectedSlos({ slos, service }: { slos: OneAlert["slos"]; service: string | null }) {
  const trpc = useTRPC();
  const { endMs } = useClock();
  const { data } = useClockQuery(trpc.slos.list.queryOptions({ atMs: endMs }, { enabled: slos.length > 0 }));
  const standings = new Map(data?.slos.map((row) => [row.slo.id, row]));
  return (
    <Beside title="Objectives it spends" sub="budget left, and for how long">
      {slos.map(({ id, title }) => {
        const row = standings.get(id);
        return (
          <ClockLink
            key={id}
            href={`/slos/${id}`}
            title={row?.sentence.headline}
            className="flex h-8 items-center gap-2.5 border-line-soft border-t px-(--pad) hover:bg-surface focus-visible:outline-offset-[-2px]"
          >
            <Status kind={row ? kindOf(row) : "unknown"} size={11} />
            <span className="min-w-0 flex-1 truncate font-medium">{shownText(title)}</span>
            {row && <Left row={row} />}
          </ClockLink>
        );
      })}
      {slos.length === 0 && (
        <p className="px-(--pad) pb-3 text-12 text-ink-3">
          {service === null ? "No objective is tied to this alert." : `Nothing is promised for ${service} yet.`}{" "}
          <ClockLink href="/slos" className="link">
            SLOs
          </ClockLink>
        </p>
      )}
    </Beside>
  );
}

/** "41 % · gone in 4.1 h", as the list of SLOs says it. */
function Left({ row: { remaining, leftMs, status } }: { row: SloRow }) {
  if (remaining === null || status === "unknown") return <span className="text-12 text-ink-3">no data</span>;
  const tone = remaining <= 0 ? "text-fail" : status === "burning" ? "text-warn" : "text-ink-3";
  const until = remaining <= 0 ? "gone" : leftMs === null ? "lasts" : `gone in ${formatLasts(leftMs)}`;
  return (
    <span className={`num text-12 ${tone}`}>
      {formatBudget(remaining)} · {until}
    </span>
  );
}
