"use client";
/** Which alerts that stand now matchers take: said while a silence is made, so that it is neither too wide nor too narrow. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { Matcher } from "../../../server/model/notification.ts";
import { formatCountOf } from "../../format/formatNumbers.ts";
import { shownText } from "../../format/shownText.ts";
import { useTRPC } from "../../trpc/client.tsx";
import { writeMatchers } from "./matcherText.ts";

const MOST = 6;

export function SilencePreview({ matchers }: { matchers: readonly Matcher[] }) {
  const trpc = useTRPC();
  const text = useDeferredValue(writeMatchers(matchers));
  const { data } = useQuery(
    trpc.notifications.silencePreview.queryOptions(
      { matchers: text },
      { enabled: text !== "", placeholderData: keepPreviousData, staleTime: 5_000 },
    ),
  );
  if (text === "" || !data) return <p className="min-h-5 text-12 text-ink-3">Say which labels its alerts have.</p>;
  if (data.problem !== null)
    return (
      <p role="status" className="min-h-5 text-12 text-warn">
        {data.problem}
      </p>
    );
  const { alerts } = data;
  return (
    <div role="status" className="min-h-5 text-12">
      <p className={alerts.length === 0 ? "text-ink-3" : "font-medium"}>
        {alerts.length === 0
          ? "It takes no alert that stands now; it holds for those to come."
          : `It takes ${formatCountOf(alerts.length, "alert")} that stand${alerts.length === 1 ? "s" : ""} now:`}
      </p>
      <ul className="mt-0.5 text-ink-2">
        {alerts.slice(0, MOST).map(({ fingerprint, name, summary }) => (
          <li key={fingerprint} className="truncate">
            {shownText(summary || name)}
          </li>
        ))}
      </ul>
      {alerts.length > MOST && <p className="text-ink-3">and {alerts.length - MOST} more</p>}
    </div>
  );
}
