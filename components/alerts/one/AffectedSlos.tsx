"use client";
/** Objectives of the alert's service and what is left of their budgets: in hours at this rate, which is what one decides by. */
import { Status, type StatusKind } from "../../charts/Status.tsx";
import { formatSeconds } from "../../format/formatDuration.ts";
import { formatRatio } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { ClockLink } from "../../shell/ClockLink.tsx";
import { Beside } from "./AlertAround.tsx";
import type { OneAlert } from "./AlertScreen.tsx";

const KINDS: Readonly<Record<string, StatusKind>> = { healthy: "ok", burning: "warn", exhausted: "fail" };

export function AffectedSlos({ slos, service }: { slos: OneAlert["slos"]; service: string | null }) {
  return (
    <Beside title="Objectives it spends" sub="budget left, and for how long">
      {slos.map(({ id, title, properties }) => (
        <ClockLink
          key={id}
          href={`/slos/${id}`}
          className="flex h-8 items-center gap-2.5 border-line-soft border-t px-(--pad) hover:bg-surface focus-visible:outline-offset-[-2px]"
        >
          <Status kind={KINDS[String(properties.status)] ?? "unknown"} size={11} />
          <span className="min-w-0 flex-1 truncate font-medium">{shownText(title)}</span>
          <Left properties={properties} />
        </ClockLink>
      ))}
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

function Left({ properties }: Pick<OneAlert["slos"][number], "properties">) {
  const left = numberIn(properties.budgetLeft ?? properties.remaining ?? properties.budgetRemaining);
  const hours = numberIn(properties.hoursLeft);
  const exhausted = properties.status === "exhausted" || (left !== null && left <= 0);
  const tone = exhausted ? "text-fail" : properties.status === "burning" ? "text-warn" : "text-ink-3";
  return (
    <span className={`num text-12 ${tone}`}>
      {left !== null && formatRatio(left)}
      {hours !== null && !exhausted && ` · gone in ${formatSeconds(hours * 3_600)}`}
      {exhausted && " · gone"}
      {left === null && hours === null && "see it"}
    </span>
  );
}

const numberIn = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
