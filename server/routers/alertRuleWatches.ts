/**
 * What a rule watches as a person reads it in a list: PromQL as it is; searches and conditions of SLOs in words, lengths of time in the units
 * that people say. Pure.
 */
import { sayWindow } from "../analysis/slo/sayBudget.ts";
import type { AlertCondition } from "../model/alert.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const COMPARED = { ">": "more than", ">=": "at least", "<": "fewer than", "<=": "at most" } as const;
/** The least number of each severity (OpenTelemetry logs data model), the gravest first. */
const SEVERITIES = [
  [21, "FATAL"],
  [17, "ERROR and worse"],
  [13, "WARN and worse"],
  [9, "INFO and worse"],
  [5, "DEBUG and worse"],
] as const;

export function sayWatched(condition: AlertCondition): string {
  if (condition.kind === "promql") return condition.query;
  return condition.kind === "slo" ? ofSlo(condition.condition) : ofSearch(condition);
}

type Search = Extract<AlertCondition, { kind: "logs" | "traces" }>;

function ofSearch({ kind, search, windowMs, operator, threshold }: Search): string {
  const { service, text, leastSeverity, failedOnly, minDurationMs, attributes } = search;
  const isLogs = kind === "logs";
  const parts = [
    `${COMPARED[operator]} ${threshold.toLocaleString("en-US")}`,
    failedOnly && "failed",
    `${isLogs ? "log record" : "span"}${threshold === 1 ? "" : "s"}`,
    service !== null && `of ${service}`,
    leastSeverity !== null && severityWords(leastSeverity),
    text !== null && `${isLogs ? "that say" : "named"} "${text}"`,
    minDurationMs !== null && `that take ${durationWords(minDurationMs)} or longer`,
    ...attributes.map(({ key, value }) => `with ${key} = ${value}`),
    `within ${durationWords(windowMs)}`,
  ];
  return parts.filter((part) => part !== false).join(" ");
}

const severityWords = (least: number) => {
  const found = SEVERITIES.find(([from]) => least === from);
  return found ? `of ${found[1]}` : `of severity ${least} and more`;
};
const durationWords = (ms: number) =>
  ms < 1_000 ? `${ms} ms` : ms < MINUTE_MS || ms % MINUTE_MS !== 0 ? `${ms / 1_000} s` : sayWindow(ms);

function ofSlo(condition: Extract<AlertCondition, { kind: "slo" }>["condition"]): string {
  switch (condition.kind) {
    case "burn": {
      const fast = condition.factor === 1 ? "faster than it may" : `over ${condition.factor} times as fast as it may`;
      return `the budget burns ${fast}, over ${sayWindow(condition.longMs)} and ${sayWindow(condition.shortMs)}`;
    }
    case "exhaustion":
      return `less than ${sayWindow(condition.hours * HOUR_MS)} until the budget is gone at this rate`;
    case "spent":
      return `${Number((condition.ratio * 100).toPrecision(6))} % of the budget spent within ${sayWindow(condition.hours * HOUR_MS)}`;
    case "absent":
      return `no data for ${sayWindow(condition.minutes * MINUTE_MS)}`;
  }
}
