"use client";
/** What a viewer does in a legend: a click isolates a series and lets go of it, a click with Ctrl (Cmd) hides one and brings it back. */
import { useMemo, useState } from "react";
import type { PanelSeries } from "./preparePanel.ts";

export interface Legend {
  readonly isolated: string | null;
  readonly hidden: ReadonlySet<string>;
  readonly press: (name: string, withControl: boolean) => void;
  /** What is drawn: all but the hidden ones. */
  readonly shown: readonly PanelSeries[];
}

export function useLegend(series: readonly PanelSeries[]): Legend {
  const [isolated, isolate] = useState<string | null>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => series.filter(({ name }) => !hidden.has(name)), [series, hidden]);
  const press = (name: string, withControl: boolean) => {
    if (!withControl) {
      isolate(isolated === name ? null : name);
      if (hidden.has(name)) setHidden(new Set([...hidden].filter((other) => other !== name)));
      return;
    }
    if (isolated === name) isolate(null);
    setHidden(hidden.has(name) ? new Set([...hidden].filter((other) => other !== name)) : new Set([...hidden, name]));
  };
  // A series that went away cannot hold the others faint.
  const isThere = isolated !== null && shown.some(({ name }) => name === isolated);
  return { isolated: isThere ? isolated : null, hidden, press, shown };
}
