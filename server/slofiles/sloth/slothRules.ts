/**
 * The Prometheus rules that Sloth makes of an SLO: the error ratio of each window, facts about the SLO, and its multi-window multi-burn-rate
 * alerts. Groups, names, labels and expressions are Sloth's.
 * Source: Sloth's internal/plugin/slo/core (sli_rules_v1, metadata_rules_v1, alert_rules_v1) and pkg/common/conventions.
 */
import { quoteGo } from "../../promql/formatGo.ts";
import { formatDuration } from "../../promql/parse.ts";
import type { MadeRule, MadeRuleGroup } from "../promRuleGroups.ts";
import { goFloat } from "./goFloat.ts";
import { CORE_PLUGINS, runsPlugin, type SlothAlert, type SlothSlo } from "./slothSlo.ts";
import { type SlothWindow, type SlothWindows, slothWindows, windowLengths } from "./slothWindows.ts";

export interface SlothRun {
  /** Laid over the labels of all recorded series, as Sloth's --extra-labels. */
  readonly extraLabels: Readonly<Record<string, string>>;
  /** Who made the rules. */
  readonly version: string;
}

const WINDOW_LABEL = "sloth_window";
const MATCHING = "on(sloth_id, sloth_slo, sloth_service) group_left";

/** Conditions beside the burn rates of a pair whose short window is so long; Sloth's rules have none. */
export type PairGuards = (shortMs: number) => readonly string[];
const UNGUARDED: PairGuards = () => [];

/** `windows` are Sloth's own unless others are given. */
export function slothRules(
  slo: SlothSlo,
  run: SlothRun,
  windows: SlothWindows = slothWindows(slo.periodMs),
  guards: PairGuards = UNGUARDED,
): MadeRuleGroup[] {
  const alertRules: MakeRules = (_slo, _run, { page, ticket }) => [
    ...(slo.page ? [alertRule(slo, "page", slo.page, page, guards)] : []),
    ...(slo.ticket ? [alertRule(slo, "ticket", slo.ticket, ticket, guards)] : []),
  ];
  const made: [string, string, MakeRules][] = [
    [CORE_PLUGINS.sliRules, "sloth-slo-sli-recordings", sliRules],
    [CORE_PLUGINS.metadataRules, "sloth-slo-meta-recordings", metadataRules],
    [CORE_PLUGINS.alertRules, "sloth-slo-alerts", alertRules],
  ];
  return made.flatMap(([plugin, prefix, make]) => {
    const rules = runsPlugin(slo.plugins, plugin) ? make(slo, run, windows) : [];
    return rules.length > 0 ? [{ name: `${prefix}-${slo.id}`, rules }] : [];
  });
}

type MakeRules = (slo: SlothSlo, run: SlothRun, windows: SlothWindows) => MadeRule[];

const idLabels = ({ id, name, service }: SlothSlo) => ({ sloth_id: id, sloth_slo: name, sloth_service: service });
const errorMetric = (windowMs: number) => `slo:sli_error:ratio_rate${formatDuration(windowMs)}`;

/** `{sloth_id="...", sloth_service="...", sloth_slo="..."}` */
function filterOf(slo: SlothSlo): string {
  const matchers = Object.entries(idLabels(slo))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${quoteGo(value)}`);
  return `{${matchers.join(", ")}}`;
}

function sliRules(slo: SlothSlo, { extraLabels }: SlothRun, windows: SlothWindows): MadeRule[] {
  return [...windowLengths(windows), slo.periodMs].map((windowMs) => {
    const text = formatDuration(windowMs);
    const isWhole = windowMs === slo.periodMs;
    return {
      record: errorMetric(windowMs),
      expr: isWhole ? wholePeriod(slo, windows.page.quick.shortMs) : errorRatio(slo, text),
      labels: { ...idLabels(slo), [WINDOW_LABEL]: text, ...slo.labels, ...extraLabels },
    };
  });
}

function errorRatio({ sli }: SlothSlo, window: string): string {
  const filled = (query: string) => query.replace(/\{\{-?\s*\.window\s*-?\}\}/g, () => window);
  if (sli.kind === "raw") return `(${filled(sli.errorRatioQuery)})`;
  return `(${filled(sli.errorQuery)})\n/\n(${filled(sli.totalQuery)})\n`;
}

/** Sum over count of the shortest window's ratios: as cheap as it gets, and every five minutes count the same. */
function wholePeriod(slo: SlothSlo, shortestMs: number): string {
  const metric = `${errorMetric(shortestMs)}${filterOf(slo)}[${formatDuration(slo.periodMs)}]`;
  return `sum_over_time(${metric})\n/ ignoring (${WINDOW_LABEL})\ncount_over_time(${metric})\n`;
}

function metadataRules(slo: SlothSlo, { extraLabels, version }: SlothRun, { page }: SlothWindows): MadeRule[] {
  const labels = { ...idLabels(slo), ...slo.labels, ...extraLabels };
  const objective = goFloat(slo.objectivePercent / 100);
  const filter = filterOf(slo);
  const burnRate = (windowMs: number) =>
    `${errorMetric(windowMs)}${filter}\n/ ${MATCHING}\nslo:error_budget:ratio${filter}\n`;
  const rule = (record: string, expr: string): MadeRule => ({ record, expr, labels });
  return [
    rule("slo:objective:ratio", `vector(${objective})`),
    rule("slo:error_budget:ratio", `vector(1-${objective})`),
    rule("slo:time_period:days", `vector(${goFloat(slo.periodMs / 3_600_000 / 24)})`),
    rule("slo:current_burn_rate:ratio", burnRate(page.quick.shortMs)),
    rule("slo:period_burn_rate:ratio", burnRate(slo.periodMs)),
    rule("slo:period_error_budget_remaining:ratio", `1 - slo:period_burn_rate:ratio${filter}`),
    {
      record: "sloth_slo_info",
      expr: "vector(1)",
      labels: {
        ...labels,
        sloth_version: version,
        sloth_mode: slo.mode,
        sloth_spec: slo.spec,
        sloth_objective: String(slo.objectivePercent),
      },
    },
  ];
}

function alertRule(
  slo: SlothSlo,
  severity: "page" | "ticket",
  alert: SlothAlert,
  { quick, slow }: { readonly quick: SlothWindow; readonly slow: SlothWindow },
  guards: PairGuards,
): MadeRule {
  const who = "{{$labels.sloth_service}} {{$labels.sloth_slo}}";
  return {
    alert: alert.name,
    expr: `(\n${pairExpr(slo, quick, guards)}\n)\nor\n(\n${pairExpr(slo, slow, guards)}\n)\n`,
    labels: { sloth_severity: severity, ...alert.labels },
    annotations: {
      title: `(${severity}) ${who} SLO error budget burn rate is too fast.`,
      summary: `${who} SLO error budget burn rate is over expected.`,
      ...alert.annotations,
    },
  };
}

function pairExpr(slo: SlothSlo, { shortMs, longMs, factor }: SlothWindow, guards: PairGuards): string {
  const limit = `(${goFloat(factor)} * ${goFloat((100 - slo.objectivePercent) / 100)})`;
  const over = (windowMs: number) =>
    `    max(${errorMetric(windowMs)}${filterOf(slo)} > ${limit}) without (${WINDOW_LABEL})`;
  const guarded = guards(shortMs).map((condition) => `\n    and on() ${condition}`);
  return `${over(shortMs)}\n    and\n${over(longMs)}${guarded.join("")}`;
}
