/**
 * How an SLO's numbers came about: each formula with today's numbers in it, in the order in which they follow from each other.
 * Units: as the text says. Source: SRE Workbook ch. 2 and 5.
 */
import type { SloBody } from "../../model/slo.ts";
import { sayDigits } from "../history/sayNumbers.ts";
import { burnPairs, factorAt, sayObjective } from "./burnPairs.ts";
import type { CountSums } from "./countSums.ts";
import { type Budget, budgetAt, burnRateAt, type Exhaustion, exhaustionAt } from "./errorBudget.ts";
import { countsRequests } from "./measureCondition.ts";
import { sayBurn, sayHours, sayWindow } from "./sayBudget.ts";
import { sayPeriod } from "./saySlo.ts";
import { DAY_MS, HOUR_MS } from "./sloWindows.ts";

export interface ExplainedStep {
  readonly label: string;
  readonly formula: string;
  readonly numbers: string;
}

export function explainBudget(body: SloBody, counts: CountSums, atMs: number): ExplainedStep[] {
  const budget = budgetAt(body, counts, atMs);
  const exhaustion = exhaustionAt(body, counts, atMs);
  return [
    ...countSteps(body, budget),
    ...budgetSteps(body, budget),
    ...exhaustionSteps(body, budget, exhaustion),
    ...burnSteps(body, counts, atMs),
  ];
}

function countSteps(body: SloBody, budget: Budget): ExplainedStep[] {
  const events = countsRequests(body) ? "events" : body.slices ? "slices" : "minutes";
  const { bad, valid, expectedValid, goodRatio, knownRatio } = budget;
  const known = `${percent(knownRatio)} of the minutes so far have data`;
  const steps = [
    {
      label: "What was counted",
      formula: `bad and valid ${events} of ${sayPeriod(body)}`,
      numbers: `${count(bad)} bad of ${count(valid)} valid; ${known}`,
    },
    {
      label: "Good",
      formula: "1 − bad / valid",
      numbers:
        goodRatio === null
          ? "unknown: nothing was counted"
          : `1 − ${count(bad)} / ${count(valid)} = ${percent(goodRatio)}`,
    },
  ];
  if (body.window.kind === "calendar")
    steps.push({
      label: "Expected in the whole period",
      formula: `valid so far + ${events} a minute × minutes to come`,
      numbers: `${count(valid)} + ${count(expectedValid - valid)} = ${count(expectedValid)}`,
    });
  return steps;
}

function budgetSteps(
  { objective }: SloBody,
  { allowedBad, expectedValid, bad, remaining, periodMs }: Budget,
): ExplainedStep[] {
  const fraction = plain(1 - objective);
  return [
    {
      label: "Error budget",
      formula: "(1 − objective) × valid",
      numbers: `(1 − ${plain(objective)}) × ${count(expectedValid)} = ${count(allowedBad)}`,
    },
    {
      label: "Error budget as time",
      formula: "(1 − objective) × period",
      numbers: `${fraction} × ${sayDigits(periodMs / DAY_MS)} d = ${sayWindow((1 - objective) * periodMs)} of failing entirely`,
    },
    {
      label: "Left of the budget",
      formula: "1 − bad / budget",
      numbers: remaining === null ? "unknown" : `1 − ${count(bad)} / ${count(allowedBad)} = ${percent(remaining)}`,
    },
  ];
}

function exhaustionSteps({ objective, window }: SloBody, budget: Budget, exhaustion: Exhaustion): ExplainedStep[] {
  const { burnRate, uniformMs, exactMs } = exhaustion;
  if (burnRate === null || budget.remaining === null) return [];
  const steps: ExplainedStep[] = [
    {
      label: "Burn rate of the last hour",
      formula: "(bad / valid of the hour) / (1 − objective)",
      numbers: `${percent(burnRate * (1 - objective))} / ${percent(1 - objective)} = ${sayBurn(burnRate)}`,
    },
  ];
  if (uniformMs === null || burnRate === 0 || budget.remaining <= 0) return steps;
  const period = (uniformMs * burnRate) / budget.remaining;
  steps.push({
    label: "Gone at this rate",
    formula: `left × ${window.kind === "rolling" ? "what is known of the period" : "period"} / burn rate, if traffic stays as it was on average`,
    numbers: `${percent(budget.remaining)} × ${sayDigits(period / HOUR_MS)} h / ${sayBurn(burnRate)} = ${sayHours(uniformMs)}`,
  });
  if (exactMs !== null)
    steps.push({
      label: "Gone if traffic stays as in this hour",
      formula: "what may still fail / failures of the last hour",
      numbers: `${count(budget.allowedBad - budget.bad)} / ${count(((budget.allowedBad - budget.bad) / exactMs) * HOUR_MS)} per h = ${sayHours(exactMs)}`,
    });
  return steps;
}

function burnSteps(body: SloBody, counts: CountSums, atMs: number): ExplainedStep[] {
  const { periodMs } = budgetAt(body, counts, atMs);
  return burnPairs(body).map((pair) => {
    const [long, short] = [pair.longMs, pair.shortMs].map((ms) => burnRateAt(body, counts, atMs, ms));
    const factor = factorAt(body, pair, atMs);
    const part = (factor * pair.longMs) / periodMs;
    const now = `now ${rate(long)} and ${rate(short)}`;
    return {
      label: `${pair.severity === "page" ? "Page" : "Ticket"} over ${sayWindow(pair.longMs)} and ${sayWindow(pair.shortMs)}`,
      formula: "part of the budget × period / long window",
      numbers: `${percent(part)} × ${sayDigits(periodMs / HOUR_MS)} h / ${sayDigits(pair.longMs / HOUR_MS)} h = ${sayBurn(factor)}; ${now}`,
    };
  });
}

const rate = (value: number | null | undefined) =>
  value === null || value === undefined ? "no events" : sayBurn(value);
const percent = (ratio: number) => sayObjective(Number(ratio.toPrecision(5)));
const plain = (value: number) => String(Number(value.toPrecision(12)));

/** Whole numbers in full, since the reader recalculates; fractions to three digits below the point. */
function count(value: number): string {
  const rounded = Number(value.toFixed(3));
  const [whole = "", rest] = String(rounded).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest ? `${grouped}.${rest}` : grouped;
}
