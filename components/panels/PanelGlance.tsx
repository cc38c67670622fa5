"use client";
/** A panel as a number: its last value, its usual one, its course. What a stat is everywhere, and any line on a phone. */
import { useChartAlerts } from "../charts/chartAlerts.ts";
import { alertWords, GlanceAlerts } from "../charts/GlanceAlerts.tsx";
import { Sparkline } from "../charts/Sparkline.tsx";
import { useMovingPicture } from "./movingPicture.ts";
import { PanelSkeleton } from "./PanelSkeleton.tsx";
import { PanelMissing, PanelProblems } from "./PanelTrouble.tsx";
import type { PanelSpec } from "./panelSpec.ts";
import { statusTone } from "./panelStatus.ts";
import { panelValue } from "./panelUnits.ts";
import { headlineOf, type PanelPicture } from "./preparePanel.ts";
import { usePanelStatus } from "./signalHealth.ts";

interface PanelGlanceProps {
  readonly spec: PanelSpec;
  readonly picture: PanelPicture | undefined;
  /** Its numbers are on their way. */
  readonly busy?: boolean;
  /** Where a tap leads to the chart. */
  readonly open?: () => void;
}

const SPARK_PX = 72;
const endOf = ({ startMs, stepMs, count }: PanelPicture) => startMs + Math.max(1, count - 1) * stepMs;

export function PanelGlance({ spec, picture: whole, busy = false, open }: PanelGlanceProps) {
  const picture = useMovingPicture(whole);
  const status = usePanelStatus(spec, picture);
  const { alerts } = useChartAlerts();
  if (!picture) return <PanelSkeleton height={58} busy={busy} />;
  if (picture.problems.length > 0) return <PanelProblems problems={picture.problems} />;
  if (picture.series.length === 0) return <PanelMissing spec={spec} />;
  const lead = headlineOf(spec, picture);
  const value = lead?.value ?? null;
  const usually = picture.usually === null ? "" : `usually ${panelValue(picture.usually, spec)}`;
  const words = lead?.name || usually;
  const inside = (
    <>
      <span className={`num block font-medium text-22 leading-7 ${statusTone(status)}`}>{panelValue(value, spec)}</span>
      <span className="flex items-center gap-2 text-11 text-ink-3">
        <span className="flex-none">
          <GlanceAlerts width={SPARK_PX} startMs={picture.startMs} endMs={endOf(picture)} />
          <Sparkline values={lead?.values ?? []} width={SPARK_PX} height={18} />
        </span>
        <span className="line-clamp-2 min-w-0 leading-[14px]" title={words}>
          {words}
        </span>
      </span>
    </>
  );
  const box = "block w-full min-w-0 px-(--pad) pb-2 text-left";
  if (!open) return <div className={box}>{inside}</div>;
  return (
    <button
      type="button"
      className={box}
      onClick={open}
      aria-label={[`${spec.title}: ${panelValue(value, spec)}`, alertWords(alerts)].filter(Boolean).join(", ")}
    >
      {inside}
    </button>
  );
}
