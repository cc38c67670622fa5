"use client";
/**
 * The names of a chart's series with their colours, on one line that scrolls; with their values at the playhead while it moves. Few are
 * told; the series table has all.
 */
import { useMemo } from "react";
import { useMovingIndex } from "./movingPicture.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import type { PanelPicture, PanelSeries } from "./preparePanel.ts";
import type { Legend } from "./useLegend.ts";

interface PanelLegendProps {
  readonly series: readonly PanelSeries[];
  readonly legend: Legend;
  /** Where values stand in time, and their unit. */
  readonly grid?: Pick<PanelPicture, "startMs" | "stepMs">;
  readonly unit?: Pick<PanelSpec, "unit" | "noun">;
}

const MOST_NAMES = 24;

export function PanelLegend({ series, legend, grid, unit }: PanelLegendProps) {
  const index = useMovingIndex(grid);
  const named = useMemo(() => series.filter(({ behind }) => !behind).slice(0, MOST_NAMES), [series]);
  return (
    <div className="flex gap-3 overflow-x-auto whitespace-nowrap px-(--pad) text-11 text-ink-3 [mask-image:linear-gradient(90deg,#000_calc(100%-20px),transparent)] [scrollbar-width:none]">
      {named.map(({ name, whole = name, color, values }) => (
        <button
          key={name}
          type="button"
          aria-pressed={legend.isolated === name}
          title={`${whole}: click to isolate, Ctrl click to ${legend.hidden.has(name) ? "show" : "hide"}`}
          onClick={(event) => legend.press(name, event.ctrlKey || event.metaKey)}
          className={`flex h-[18px] flex-none items-center gap-[5px] hover:text-ink focus-visible:outline-offset-[-2px] ${faint(name, legend)}`}
        >
          <span aria-hidden="true" className="h-[2.5px] w-2.5 rounded-[1px]" style={{ background: color }} />
          <span className="max-w-56 truncate">{name}</span>
          {index !== null && unit && (
            <span className="num font-medium text-ink">{panelValue(values[index] ?? null, unit)}</span>
          )}
        </button>
      ))}
    </div>
  );
}

function faint(name: string, { isolated, hidden }: Legend): string {
  if (hidden.has(name)) return "line-through";
  return isolated === name ? "text-ink" : "";
}
