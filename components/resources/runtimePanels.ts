/** The shape of a language's row of panels, each number by service: its worst process, or all of them together. */
import type { DashboardRow, PanelSetup, PanelSpec, PanelUnit } from "../panels/panelSpec.ts";
import { either, over, type Scope } from "./promqlText.ts";

/** By process, for sums over what one process has; then the worst process of each service. */
export const PROCESS: Scope = { by: "service_name,service_instance_id", where: "" };
export const worst = (...forms: readonly string[]) => over("max", { by: "service_name", where: "" }, either(...forms));
export const all = (...forms: readonly string[]) => over("sum", { by: "service_name", where: "" }, either(...forms));

interface Question {
  readonly id: string;
  readonly title: string;
  readonly answers: string;
  readonly unit: PanelUnit;
  readonly expr: string;
  readonly warn?: number;
  readonly noun?: string;
}

export function panels(
  language: string,
  missing: string,
  setup: PanelSetup,
  questions: readonly Question[],
): DashboardRow {
  return {
    title: language,
    panels: questions.map(
      ({ id, title, answers, unit, expr, warn, noun }): PanelSpec => ({
        id: `${language.toLowerCase().replace(/\W/g, "")}-${id}`,
        title,
        answers,
        unit,
        draw: "lines",
        columns: 3,
        queries: [{ ref: "A", expr, legend: "{{service_name}}" }],
        ...(warn === undefined ? {} : { thresholds: [{ value: warn, label: "degraded", level: "warn" as const }] }),
        ...(noun === undefined ? {} : { noun }),
        missing,
        setup,
      }),
    ),
  };
}

export const COLLECTING = "What share of the time goes into collecting garbage, in the worst process of each service?";
