"use client";
/** The charts of a side panel: one at first; the others when asked for, so that a glance costs one question. */
import { type ReactNode, useMemo, useState } from "react";
import { AlertsOnCharts } from "../panels/AlertsOnCharts.tsx";
import { type AlertScope, ofSeries } from "../panels/alertScope.ts";
import type { PanelSpec } from "../panels/panelSpec.ts";

/** Height of their plots. */
export const CHART_PX = 74;

interface ChartTabsProps<P> {
  readonly panels: readonly P[];
  readonly first: string;
  /** Whose alerts stand on them; of what their queries name unless given. */
  readonly alerts?: AlertScope;
  readonly children: (panel: P) => ReactNode;
}

export function ChartTabs<P extends Pick<PanelSpec, "id" | "title" | "queries">>(props: ChartTabsProps<P>) {
  const { panels, first, children } = props;
  const [shown, show] = useState(first);
  const panel = panels.find(({ id }) => id === shown) ?? panels[0];
  const named = useMemo(() => ofSeries([], panel?.queries.map(({ expr }) => expr) ?? []), [panel]);
  return (
    <section aria-label="Charts" className="border-line border-t">
      <div className="flex gap-3 px-(--pad) pt-2">
        {panels.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === panel?.id}
            className={`border-b-2 text-12 font-medium ${id === panel?.id ? "border-accent text-ink" : "border-transparent text-ink-3 hover:text-ink"}`}
            onClick={() => show(id)}
          >
            {title}
          </button>
        ))}
      </div>
      {panel && <AlertsOnCharts of={props.alerts ?? named}>{children(panel)}</AlertsOnCharts>}
    </section>
  );
}
