/**
 * Any SLO as a rule file of Prometheus: Sloth's recordings and alerts, with windows and factors derived from the SLO's own window, so that
 * a Prometheus elsewhere can watch the same promise. Low traffic is held back as our own alerts do: where requests are counted, the short
 * window of a pair must have had so many failures and events (and then the long one around it had them). What Prometheus rules cannot
 * say (calendar periods) is left out: a calendar month is watched as 30 days.
 */
import { type BurnCondition, burnPairs } from "../analysis/slo/burnPairs.ts";
import { countsRequests } from "../analysis/slo/measureCondition.ts";
import { saySlo } from "../analysis/slo/saySlo.ts";
import { nominalPeriodMs } from "../analysis/slo/sloWindows.ts";
import { promLabelName, templateLiteral } from "../analysis/slo/templateText.ts";
import type { SloBody } from "../model/slo.ts";
import { formatDuration } from "../promql/parse.ts";
import { exportedIndicator } from "./indicatorPromql.ts";
import { type MadeRuleGroup, writeRuleGroups } from "./promRuleGroups.ts";
import { type PairGuards, slothRules } from "./sloth/slothRules.ts";
import type { SlothAlert, SlothSlo } from "./sloth/slothSlo.ts";
import type { SlothWindows } from "./sloth/slothWindows.ts";

const RUN = { extraLabels: {}, version: "chronoscope" };

export function promRules(body: SloBody): MadeRuleGroup[] {
  return slothRules(slothSloOf(body), RUN, windowsOf(body), guardsOf(body));
}

function guardsOf(body: SloBody): PairGuards {
  const exported = exportedIndicator(body);
  if (!countsRequests(body) || exported.kind !== "events") return () => [];
  const { minimumBadEvents, minimumEvents } = body.alerting;
  const least: readonly (readonly [string, number])[] = [
    [exported.bad, minimumBadEvents],
    [exported.total, minimumEvents],
  ];
  return (shortMs) =>
    least
      .filter(([, count]) => count > 0)
      .map(([query, count]) => `(\n      ${inWindow(query, formatDuration(shortMs))}\n    ) >= ${count}`);
}

const inWindow = (query: string, window: string) => query.replace(/\$window\b|\$\{window\}/g, () => window);

export const writePromRules = (bodies: readonly SloBody[]): string => writeRuleGroups(bodies.flatMap(promRules));

function slothSloOf(body: SloBody): SlothSlo {
  const { name, service, description, labels, owner, alerting } = body;
  const exported = exportedIndicator(body);
  const alert = (severity: "page" | "ticket"): SlothAlert | null =>
    alerting.burnRates
      ? {
          name: "ErrorBudgetBurn",
          labels: { severity, slo: name, ...(owner === "" ? {} : { owner: templateLiteral(owner) }) },
          annotations: { description: templateLiteral(saySlo(body)) },
        }
      : null;
  return {
    id: name,
    name,
    service,
    description,
    objectivePercent: Number((body.objective * 100).toPrecision(12)),
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [promLabelName(key), value])),
    sli:
      exported.kind === "raw"
        ? { kind: "raw", errorRatioQuery: slothText(exported.bad) }
        : { kind: "events", errorQuery: slothText(exported.bad), totalQuery: slothText(exported.total) },
    periodMs: nominalPeriodMs(body.window),
    page: alert("page"),
    ticket: alert("ticket"),
    plugins: { overridesDefaults: false, ids: [] },
    mode: "cli-gen-prom",
    spec: "prometheus/v1",
    at: 0,
  };
}

const slothText = (query: string) => inWindow(query, "{{.window}}");

function windowsOf(body: SloBody): SlothWindows {
  const [first, second, third, fourth] = burnPairs(body);
  if (!first || !second || !third || !fourth) throw new Error("There are four burn pairs for every window.");
  const window = ({ longMs, shortMs, factor }: BurnCondition) => ({ longMs, shortMs, factor });
  return {
    page: { quick: window(first), slow: window(second) },
    ticket: { quick: window(third), slow: window(fourth) },
  };
}
