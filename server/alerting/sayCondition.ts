/** What a rule watches as one line of text: PromQL as it is, anything else in words. */
import type { AlertCondition } from "../model/alert.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const words = (ms: number) => (ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS} min` : `${ms / SECOND_MS} s`);

export function sayCondition(condition: AlertCondition): string {
  if (condition.kind === "promql") return condition.query;
  if (condition.kind === "slo") return sloWords(condition);
  const { kind, search, windowMs, operator, threshold } = condition;
  const { service, text, leastSeverity, failedOnly, minDurationMs, attributes } = search;
  const parts = [
    failedOnly ? "failed" : null,
    kind === "logs" ? "log records" : "spans",
    service === null ? null : `of ${service}`,
    text === null ? null : `${kind === "logs" ? "that say" : "named"} "${text}"`,
    leastSeverity === null ? null : `of severity ${leastSeverity} and more`,
    minDurationMs === null ? null : `of ${minDurationMs} ms and more`,
    ...attributes.map(({ key, value }) => `with ${key} = ${value}`),
  ];
  return `${parts.filter((part) => part !== null).join(" ")} within ${words(windowMs)} ${operator} ${threshold}`;
}

function sloWords({ condition }: Extract<AlertCondition, { kind: "slo" }>): string {
  switch (condition.kind) {
    case "burn":
      return `the budget burns ${condition.factor} times too fast over ${words(condition.longMs)} and ${words(condition.shortMs)}`;
    case "exhaustion":
      return `less than ${condition.hours} h of budget are left at this rate`;
    case "spent":
      return `${condition.ratio * 100} % of the budget spent within ${condition.hours} h`;
    case "absent":
      return `no data for ${condition.minutes} min`;
  }
}
