/** Units of panels in the words of charts, and a panel's values as text. */
import { type ChartUnit, formatValue } from "../charts/axis.ts";
import type { PanelSpec, PanelUnit } from "./panelSpec.ts";

const CHART_UNITS: Readonly<Record<PanelUnit, ChartUnit>> = {
  seconds: "seconds",
  bytes: "bytes",
  bytesPerSecond: "bytesPerSecond",
  perSecond: "rate",
  ratio: "ratio",
  count: "count",
  celsius: "celsius",
  plain: "plain",
};

export function chartUnit(unit: PanelUnit): ChartUnit {
  return CHART_UNITS[unit];
}

/** "340 req/s", "2.4 %"; no data is a dash. Of a rate beside another one both are per second, or both per minute. */
export function panelValue(
  value: number | null,
  { unit, noun = "" }: Pick<PanelSpec, "unit" | "noun">,
  beside: number | null = null,
): string {
  if (unit === "perSecond" && value !== null && beside !== null && isPerMinute(value) !== isPerMinute(beside))
    return formatValue(value, "rate", noun, Math.max(value, beside));
  return formatValue(value, CHART_UNITS[unit], noun);
}

const isPerMinute = (perSecond: number) => perSecond > 0 && perSecond < 1;
