"use client";
/** A panel as a number: its last value, its usual one, its course. What a stat is everywhere, and any line on a phone. */
import { Sparkline } from "../charts/Sparkline.tsx";
import { headlineOf } from "./PanelHead.tsx";
import { PanelMissing, PanelProblems } from "./PanelTrouble.tsx";
import type { PanelSpec } from "./panelSpec.ts";
import { panelValue } from "./panelUnits.ts";
import type { PanelPicture } from "./preparePanel.ts";

interface PanelGlanceProps {
  readonly spec: PanelSpec;
  readonly picture: PanelPicture | undefined;
  /** Where a tap leads to the chart. */
  readonly open?: () => void;
}

export function PanelGlance({ spec, picture, open }: PanelGlanceProps) {
  if (!picture) return <div aria-busy="true" className="h-[58px]" />;
  if (picture.problems.length > 0) return <PanelProblems problems={picture.problems} />;
  const now = picture.series.filter(({ behind }) => !behind);
  const leading = now.find(({ ref }) => ref === spec.headline) ?? now[0];
  if (!leading) return <PanelMissing spec={spec} />;
  const one = headlineOf(spec, picture);
  const value = one ?? now.reduce<number | null>((most, { stats }) => greater(most, stats.last), null);
  const words = picture.usually !== null ? `usually ${panelValue(picture.usually, spec)}` : "";
  const inside = (
    <>
      <span className="num block font-medium text-22 leading-7">{panelValue(value, spec)}</span>
      <span className="flex items-center gap-2 text-11 text-ink-3">
        <Sparkline values={leading.values} width={72} height={18} />
        <span className="truncate">{one === null ? `greatest of ${now.length}` : words}</span>
      </span>
    </>
  );
  const box = "block w-full min-w-0 px-(--pad) pb-2 text-left";
  if (!open) return <div className={box}>{inside}</div>;
  return (
    <button type="button" className={box} onClick={open} aria-label={`${spec.title}: ${panelValue(value, spec)}`}>
      {inside}
    </button>
  );
}

const greater = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
