"use client";
/**
 * Gives all charts within it the alerts that concern them. Every page and panel asks the same question, so that a page asks once; while live
 * every quarter of a minute.
 */
import { useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { type ChartAlert, type ChartAlerts, ChartAlertsContext } from "../charts/chartAlerts.ts";
import { withClock } from "../shell/destinations.ts";
import { useClock } from "../state/clock.tsx";
import { writeAt } from "../state/clockParams.ts";
import { useShownWindow } from "../state/shownWindow.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { type AlertScope, alertsOf } from "./alertScope.ts";

const STEP_MS = 15_000;

interface AlertsOnChartsProps {
  /** What the charts are about; the same from one drawing to the next. */
  readonly of: AlertScope;
  readonly children: ReactNode;
}

export function AlertsOnCharts({ of, children }: AlertsOnChartsProps) {
  const { live } = useClock();
  const { startMs, endMs } = useShownWindow();
  const lateMs = live ? endMs % STEP_MS : 0;
  const { data } = useClockQuery(
    useTRPC().alerts.fired.queryOptions({ startMs: startMs - lateMs, endMs: endMs - lateMs }),
  );
  const router = useRouter();
  const search = useSearchParams();
  const alerts = useMemo(() => (data ? alertsOf(data.alerts, of) : []), [data, of]);
  const on = useMemo<ChartAlerts>(
    () => ({ alerts, hrefOf: (marked) => hrefAt(marked, search), go: (href) => router.push(href) }),
    [alerts, search, router],
  );
  return <ChartAlertsContext value={on}>{children}</ChartAlertsContext>;
}

/** One: its page, at the instant at which it fired. Several: the list of alerts when the last of them had fired. */
function hrefAt(alerts: readonly ChartAlert[], search: { get(name: string): string | null }): string {
  const [first] = alerts;
  const path = alerts.length === 1 && first ? `/alerts/${first.fingerprint}` : "/alerts";
  const at = writeAt(Math.max(...alerts.map(({ firedMs }) => firedMs)));
  return withClock(path, { get: (name) => (name === "at" ? at : search.get(name)) });
}
