"use client";
/**
 * The alerts that the charts below mark on their time axes: those that fired within the window and concern what the charts are about. A
 * page provides them once (components/panels/AlertsOnCharts.tsx); charts without a page that does have none.
 */
import { createContext, useContext } from "react";

/** Page is fail, ticket is warn; what is less grave is not marked. */
export type AlertLevel = "fail" | "warn";

export interface ChartAlert {
  readonly fingerprint: string;
  readonly level: AlertLevel;
  /** The word that its rule uses: "page", "critical". */
  readonly severity: string;
  readonly sentence: string;
  readonly firedMs: number;
  /** Null: it fires still at the end of what is known. */
  readonly endedMs: number | null;
}

export interface ChartAlerts {
  /** Oldest first. */
  readonly alerts: readonly ChartAlert[];
  /** Where the mark of these leads: the alert at the instant at which it fired, or all of that instant. */
  readonly hrefOf: (alerts: readonly ChartAlert[]) => string;
  readonly go: (href: string) => void;
}

export const ChartAlertsContext = createContext<ChartAlerts>({
  alerts: [],
  hrefOf: () => "/alerts",
  go: () => undefined,
});

export const useChartAlerts = (): ChartAlerts => useContext(ChartAlertsContext);
