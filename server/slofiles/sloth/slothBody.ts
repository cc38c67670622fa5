/**
 * Sloth's SLO -> ours. The group's service and the SLO's name make its name, as they make Sloth's id. What only Prometheus rules can carry
 * (names, labels and annotations of alerts) is noted.
 */
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import type { Indicator, SloBody } from "../../model/slo.ts";
import type { FileReport } from "../fileFields.ts";
import { parsedQuery, ratesAsIncreases, slothWindow } from "../queryWindow.ts";
import { sloNameOf } from "../sloNames.ts";
import type { SlothSli, SlothSlo } from "./slothSlo.ts";

export function slothBody(slo: SlothSlo, report: FileReport): SloBody {
  const { page, ticket, labels } = slo;
  const told = [page, ticket].filter((alert) => alert !== null);
  if (told.length === 1)
    report.note(
      slo.at,
      `${slo.id} switches off one of page and ticket: here its burn-rate alerts are on or off together, and stay on`,
    );
  if (told.some((alert) => Object.keys(alert.labels).length + Object.keys(alert.annotations).length > 0))
    report.note(
      slo.at,
      `labels and annotations of ${slo.id}'s alerts go into exported rules only: alerts here carry the SLO's labels`,
    );
  const indicator = slothIndicator(slo.sli);
  for (const query of [indicator.bad, indicator.total])
    if (query !== null && parsedQuery(query) === null)
      report.note(slo.at, `a query of ${slo.id} is not PromQL, so it cannot be counted here: ${query.slice(0, 80)}`);
  return {
    name: sloNameOf(slo.service, slo.name),
    title: slo.name,
    description: slo.description,
    service: slo.service,
    owner: labels.owner ?? labels.team ?? "",
    labels,
    indicator,
    // 99.9 / 100 is 0.9990000000000001.
    objective: Number((slo.objectivePercent / 100).toPrecision(12)),
    window: { kind: "rolling", days: slo.periodMs / 86_400_000 },
    slices: null,
    alerting: {
      ...DEFAULT_ALERTING,
      burnRates: told.length > 0,
      exhaustionHours: told.length > 0 ? DEFAULT_ALERTING.exhaustionHours : null,
      absentMinutes: told.length > 0 ? DEFAULT_ALERTING.absentMinutes : null,
    },
    sla: null,
  };
}

function slothIndicator(sli: SlothSli): Extract<Indicator, { kind: "ratio" }> {
  if (sli.kind === "raw")
    return { kind: "ratio", good: null, bad: slothWindow(sli.errorRatioQuery), total: null, isRatio: true };
  const [bad, total] = [slothWindow(sli.errorQuery), slothWindow(sli.totalQuery)];
  const [moreBad, moreTotal] = [ratesAsIncreases(bad), ratesAsIncreases(total)];
  // Both or neither: their quotient must stay what it is.
  const isScaled = (moreBad === bad) === (moreTotal === total);
  return {
    kind: "ratio",
    good: null,
    bad: isScaled ? moreBad : bad,
    total: isScaled ? moreTotal : total,
    isRatio: false,
  };
}
