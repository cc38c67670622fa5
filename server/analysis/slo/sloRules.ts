/**
 * The alert rules that an SLO makes: one for each of its conditions.
 * The annotations are templates over the condition's value, for whoever knows no more; who judges the condition has a better sentence
 * (`judgeCondition`'s summary), with the hours left, and says that instead.
 * Names: `ErrorBudgetBurn` and its like, told apart by the label `slo`, and burn windows by `long` and `short`.
 */
import type { AlertRule, LabelPairs } from "../../model/alert.ts";
import type { SloCondition, SloDefinition } from "../../model/slo.ts";
import { sayDigits } from "../history/sayNumbers.ts";
import { budgetPart, conditionName, conditionsOf, promDuration } from "./burnPairs.ts";
import { KEEP_FIRING_MS } from "./replayConditions.ts";
import { sayBurn, sayPart, sayWindow } from "./sayBudget.ts";
import { saySlo } from "./saySlo.ts";
import { HOUR_MS, MINUTE_MS } from "./sloWindows.ts";
import { ruleLabels, templateLiteral } from "./templateText.ts";

const INTERVAL_MS = 15_000;
const NAMES = {
  burn: "ErrorBudgetBurn",
  exhaustion: "ErrorBudgetExhaustion",
  spent: "ErrorBudgetSpent",
  absent: "SloDataAbsent",
} as const;

export function rulesOf(slo: SloDefinition): AlertRule[] {
  return conditionsOf(slo).map((condition) => ({
    key: `slo:${slo.id};${conditionName(condition)}`,
    source: "slo",
    isEnabled: true,
    name: NAMES[condition.kind],
    group: `slo ${slo.name}`,
    intervalMs: INTERVAL_MS,
    condition: { kind: "slo", sloId: slo.id, condition },
    forMs: 0,
    keepFiringForMs: condition.kind === "absent" ? 0 : KEEP_FIRING_MS,
    noData: "ok",
    labels: labelsOf(slo, condition),
    annotations: annotationsOf(slo, condition),
  }));
}

function labelsOf(slo: SloDefinition, condition: SloCondition): LabelPairs {
  return {
    ...ruleLabels(slo.labels),
    slo: slo.name,
    service_name: templateLiteral(slo.service),
    ...(slo.owner === "" ? {} : { owner: templateLiteral(slo.owner) }),
    severity: condition.severity,
    ...(condition.kind === "burn"
      ? { long: promDuration(condition.longMs), short: promDuration(condition.shortMs) }
      : {}),
  };
}

function annotationsOf(slo: SloDefinition, condition: SloCondition): LabelPairs {
  const title = templateLiteral(slo.title || slo.name);
  return {
    summary: `${title}: ${summaryOf(condition)}`,
    description: `${templateLiteral(saySlo(slo))} ${templateLiteral(meaningOf(slo, condition))}`,
    runbook: RUNBOOKS[condition.kind],
  };
}

function summaryOf(condition: SloCondition): string {
  if (condition.kind === "burn")
    return `the error budget burns {{ printf "%.1f" $value }} times as fast as it may over ${sayWindow(condition.longMs)}`;
  if (condition.kind === "exhaustion") return `at this rate the error budget is gone in {{ printf "%.1f" $value }} h`;
  if (condition.kind === "spent")
    return `{{ $value | humanizePercentage }} of the error budget was spent within ${sayWindow(condition.hours * HOUR_MS)}`;
  return `no data for {{ printf "%.0f" $value }} minutes`;
}

function meaningOf(slo: SloDefinition, condition: SloCondition): string {
  switch (condition.kind) {
    case "burn": {
      const part = sayPart(budgetPart(slo, condition));
      const { longMs, shortMs, factor } = condition;
      return `Tells when both ${sayWindow(longMs)} and ${sayWindow(shortMs)} burn more than ${sayBurn(factor)} times as fast as they may: ${part} of the budget in ${sayWindow(longMs)}.`;
    }
    case "exhaustion":
      return `Tells when, at the rate of the last hour, less than ${sayDigits(condition.hours)} h are left.`;
    case "spent":
      return `Tells when ${sayPart(condition.ratio)} of the budget or more was spent within ${sayWindow(condition.hours * HOUR_MS)}.`;
    case "absent":
      return `Tells when nothing was counted for ${sayWindow(condition.minutes * MINUTE_MS)}. What is not measured is unknown, not good.`;
  }
}

const RUNBOOKS: Readonly<Record<SloCondition["kind"], string>> = {
  burn: "Open the alert's traces: they are the failures that spend the budget. Look at what differs between bad and good requests and at what changed just before; when a deploy did, roll it back first and search for the cause afterwards.",
  exhaustion:
    "Decide now what is worth its failures: stop roll-outs and experiments on this service, roll back what changed last, shed what nobody waits for. Half of the time left is half of the budget left.",
  spent:
    "A large part of the budget went in one stretch. See which one (the SLO's page lists what spent the budget) and whether it can come again; put off risky changes until budget has come back.",
  absent:
    "The indicator has no data: the service is down, is not called, or no longer sends telemetry under these names. Look whether its metrics or spans still arrive, and whether the queries still match them.",
};
