/**
 * What a panel asks: its lines in steps that suit its width, and its usual band in steps that suit the window alone. Steps make a band
 * wider or narrower, and of one query there is one "usually" however wide its chart.
 */
import type { TimeWindow } from "../../server/model/time.ts";
import { type ChartWindow, chartWindow, GLANCE_PX, stepUnitOf } from "./chartWindow.ts";
import type { PanelQuery } from "./panelSpec.ts";

interface Question extends ChartWindow {
  readonly queries: { readonly ref: string; readonly expr: string }[];
}

export function panelQuestions(queries: readonly PanelQuery[], shown: TimeWindow, widthPx: number) {
  const unitMs = stepUnitOf(queries);
  const ask = (isBand: boolean, px: number): Question => ({
    ...chartWindow(shown, px, unitMs),
    queries: queries.filter(({ role }) => (role === "band") === isBand).map(({ ref, expr }) => ({ ref, expr })),
  });
  return { lines: ask(false, widthPx), bands: ask(true, GLANCE_PX) };
}
