"use client";
/**
 * A page of panels from a DashboardSpec: rows under their titles, all on the page's clock and window. `?panel=` shows one of them
 * alone; `?compare=` lays an earlier time behind all of them.
 */
import type { ReactNode } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import type { AlertScope } from "../panels/alertScope.ts";
import type { DashboardSpec } from "../panels/panelSpec.ts";
import { CompareNote } from "./CompareNote.tsx";
import { FullPanel } from "./FullPanel.tsx";
import { PanelGrid } from "./PanelGrid.tsx";

interface DashboardScreenProps {
  readonly spec: DashboardSpec;
  /** Instants worth a tick on every axis: deploys. */
  readonly marks?: readonly TimeMark[];
  /** Whose alerts stand on its charts. */
  readonly alerts: AlertScope;
  /** Above the panels in place of the dashboard's own title and question: what is true now. */
  readonly head?: ReactNode;
  /** Below the panels. */
  readonly children?: ReactNode;
}

export function DashboardScreen({ spec, marks, alerts, head, children }: DashboardScreenProps) {
  const panels = spec.rows.flatMap((row) => row.panels);
  return (
    <AlertsOnCharts of={alerts}>
      <FullPanel panels={panels} marks={marks}>
        <div className="flex min-h-full flex-col">
          {head ?? (
            <header className="px-(--pad) pt-3.5 pb-3">
              <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em]">{spec.title}</h1>
              <p className="text-14 text-ink-2 phone:text-13">{spec.answers}</p>
            </header>
          )}
          <CompareNote />
          {spec.rows.map((row) => (
            <PanelGrid key={row.title} row={row} marks={marks} />
          ))}
          {children}
        </div>
      </FullPanel>
    </AlertsOnCharts>
  );
}
