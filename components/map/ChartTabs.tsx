"use client";
/** The charts of a side panel: one at first; the others when asked for, so that a glance costs one question. */
import { type ReactNode, useState } from "react";

/** Height of their plots. */
export const CHART_PX = 74;

interface ChartTabsProps<P> {
  readonly panels: readonly P[];
  readonly first: string;
  readonly children: (panel: P) => ReactNode;
}

export function ChartTabs<P extends { readonly id: string; readonly title: string }>(props: ChartTabsProps<P>) {
  const { panels, first, children } = props;
  const [shown, show] = useState(first);
  const panel = panels.find(({ id }) => id === shown) ?? panels[0];
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
      {panel && children(panel)}
    </section>
  );
}
