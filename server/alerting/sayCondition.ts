/** What a rule watches as one line of text: PromQL as it is, anything else in words. */
import type { AlertCondition } from "../model/alert.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const UNITS = [
  ["d", 24 * 60 * MINUTE_MS],
  ["h", 60 * MINUTE_MS],
  ["min", MINUTE_MS],
] as const;

/** In the largest unit that leaves no rest: `3 d`, `36 h`, `90 min`. */
function words(ms: number): string {
  const whole = UNITS.find(([, size]) => ms >= size && ms % size === 0);
  return whole ? `${ms / whole[1]} ${whole[0]}` : `${ms / SECOND_MS} s`;
}

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
      return `less than ${words(condition.hours * 60 * MINUTE_MS)} of budget are left at this rate`;
    case "spent":
      return `${Math.round(condition.ratio * 1e6) / 1e4} % of the budget spent within ${words(condition.hours * 60 * MINUTE_MS)}`;
    case "absent":
      return `no data for ${words(condition.minutes * MINUTE_MS)}`;
  }
}
