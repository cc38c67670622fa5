"use client";
/** The page's alerts over a sparkline: where they began, in their shapes, with a line while they fire. What they say, the chart tells. */
import { type AlertLevel, type ChartAlert, useChartAlerts } from "./chartAlerts.ts";
import { prepareAlertMarks } from "./prepareAlertMarks.ts";

interface GlanceAlertsProps {
  readonly width: number;
  readonly startMs: number;
  readonly endMs: number;
}

const HEIGHT_PX = 8;
const FILLS: Readonly<Record<AlertLevel, string>> = { fail: "var(--fail-fill)", warn: "var(--warn-fill)" };

/** Nothing where none fired. */
export function GlanceAlerts({ width, startMs, endMs }: GlanceAlertsProps) {
  const { alerts } = useChartAlerts();
  const { flags, stretches } = prepareAlertMarks(alerts, { xMin: startMs, xMax: endMs, widthPx: width });
  if (flags.length === 0) return null;
  return (
    <svg width={width} height={HEIGHT_PX} role="img" aria-label={alertWords(alerts)} className="block">
      {stretches.map(({ fromX, toX, level }) => (
        <line
          key={`${level} ${fromX}`}
          x1={fromX}
          x2={Math.max(fromX + 2, toX)}
          y1={HEIGHT_PX - 0.75}
          y2={HEIGHT_PX - 0.75}
          stroke={FILLS[level]}
          strokeWidth={1.5}
          strokeDasharray={level === "fail" ? undefined : "3 2"}
        />
      ))}
      {flags.map(({ x, level, alerts: [first] }) => {
        const at = Math.min(width - 3, Math.max(3, x));
        const key = `${first?.fingerprint} ${first?.firedMs}`;
        if (level === "fail") return <rect key={key} x={at - 2.5} width={5} height={5} fill={FILLS.fail} />;
        return <path key={key} d={`M${at} 0L${at + 3} 5H${at - 3}Z`} fill={FILLS.warn} />;
      })}
    </svg>
  );
}

/** "" of none. */
export const alertWords = ({ length }: readonly ChartAlert[]): string =>
  length === 0 ? "" : `${length} ${length === 1 ? "alert" : "alerts"} in this window`;
