"use client";
/** Rate, errors, duration of a service over the window, as a whole or split by what somebody chooses (`?split=version`). */
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { CompareNote } from "../dashboards/CompareNote.tsx";
import { PanelGrid } from "../dashboards/PanelGrid.tsx";
import { redRow, SPLITS, type Split } from "../dashboards/redSpec.ts";

export function useRed(service: string) {
  const [split, setSplit] = useQueryState("split", parseAsStringLiteral(SPLITS).withDefault("none"));
  const row = useMemo(() => redRow(service, split), [service, split]);
  return { row, split, setSplit: (by: Split) => void setSplit(by === "none" ? null : by) };
}

interface RedPanelsProps {
  readonly red: ReturnType<typeof useRed>;
  /** Versions that took over and instances that joined within the window. */
  readonly marks: readonly TimeMark[];
  /** More than one runs within the window. */
  readonly versions: readonly string[];
}

const WORDS: Readonly<Record<Split, string>> = {
  none: "Whole service",
  operation: "Operation",
  instance: "Instance",
  version: "Version",
  region: "Region",
  zone: "Zone",
};

export function RedPanels({ red, marks, versions }: RedPanelsProps) {
  return (
    <div className="border-line border-b">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-(--pad) py-1.5">
        <fieldset
          className="seg min-w-0 max-w-full overflow-x-auto [scrollbar-width:none] *:flex-none *:whitespace-nowrap"
          aria-label="Split the charts by"
        >
          {SPLITS.map((by) => (
            <button key={by} type="button" aria-pressed={red.split === by} onClick={() => red.setSplit(by)}>
              {WORDS[by]}
            </button>
          ))}
        </fieldset>
        {versions.length > 1 && red.split !== "version" && (
          <p className="text-12 text-ink-2">
            {versions.join(" and ")} ran in this window.{" "}
            <button type="button" className="link" onClick={() => red.setSplit("version")}>
              Lay them over each other
            </button>
          </p>
        )}
      </div>
      <CompareNote />
      <PanelGrid row={red.row} marks={marks} />
    </div>
  );
}
