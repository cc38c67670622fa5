/**
 * What an SLO is unless somebody says otherwise, and what is wrong with one that cannot be.
 * 28 days hold whole weeks, so a weekend never enters or leaves the window by itself.
 */
import type { SloAlerting, SloBody, SloWindow } from "../../model/slo.ts";
import { isTimeZone } from "./zonedDays.ts";

export const DEFAULT_WINDOW: SloWindow = { kind: "rolling", days: 28 };
export const DEFAULT_ALERTING: SloAlerting = {
  burnRates: true,
  exhaustionHours: 4,
  spent: null,
  minimumBadEvents: 5,
  minimumEvents: 10,
  // A metric that vanished would be told by nothing else.
  absentMinutes: 30,
};

/** RFC 1123, as a DNS label with dots: what OpenSLO, Sloth and Kubernetes take as a name. */
export const SLO_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/i;
export const LONGEST_SLO_NAME = 63;
const LONGEST_DAYS = 400;

export interface SloProblem {
  readonly field: "name" | "objective" | "window" | "slices" | "indicator" | "alerting" | "sla";
  readonly message: string;
}

/** Empty: it can be. Every message says what to do. */
export function sloProblems(body: SloBody): SloProblem[] {
  const problems: SloProblem[] = [];
  const refuse = (field: SloProblem["field"], isWrong: boolean, message: string) => {
    if (isWrong) problems.push({ field, message });
  };
  const { name, objective, window, slices, sla, alerting } = body;
  refuse(
    "name",
    name.length > LONGEST_SLO_NAME || !SLO_NAME.test(name),
    `A name has letters, digits, dots and dashes, begins and ends with a letter or digit, and is at most ${LONGEST_SLO_NAME} long.`,
  );
  refuse("objective", objective >= 1, "100 % leaves no error budget: nothing could ever fail. Take 99.99 % or less.");
  refuse("objective", !(objective > 0), "An objective lies above 0 % and below 100 %.");
  if (window.kind === "rolling") {
    const isWrong = !(window.days > 0 && window.days <= LONGEST_DAYS);
    refuse("window", isWrong, `A window is longer than 0 and at most ${LONGEST_DAYS} days.`);
  } else
    refuse(
      "window",
      !isTimeZone(window.timeZone),
      `There is no time zone "${window.timeZone}". Take an IANA name such as Europe/Berlin.`,
    );
  if (slices) {
    const { minutes, targetRatio } = slices;
    refuse(
      "slices",
      !(Number.isInteger(minutes) && minutes > 0 && minutes <= 1440),
      "A time slice has 1 to 1440 whole minutes.",
    );
    refuse("slices", !(targetRatio > 0 && targetRatio <= 1), "A slice's target lies above 0 % and is at most 100 %.");
  }
  if (alerting.spent) {
    const isWrong = !(alerting.spent.ratio > 0 && alerting.spent.hours > 0);
    refuse("alerting", isWrong, "A part of the budget and its hours are greater than 0.");
  }
  refuse("indicator", isEmptyRatio(body), "A ratio needs the total and one of good and bad, or a bad ratio alone.");
  refuse(
    "sla",
    (sla?.tiers ?? []).some(
      ({ belowRatio, penaltyRatio }) => !(belowRatio > 0 && belowRatio <= 1 && penaltyRatio >= 0),
    ),
    "A tier lies above 0 % and is at most 100 %; what is owed is not negative.",
  );
  return problems;
}

function isEmptyRatio({ indicator }: SloBody): boolean {
  if (indicator.kind !== "ratio") return false;
  const { good, bad, total, isRatio } = indicator;
  return isRatio ? bad === null : total === null || (good === null && bad === null);
}
