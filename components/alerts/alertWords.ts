/**
 * What is said of an alert: how grave it is, what tells it from others of its rule, its value in the unit people say. Pure.
 */
import { ALERT_NAME, type AlertCondition, type LabelPairs } from "../../server/model/alert.ts";
import type { SloCondition } from "../../server/model/slo.ts";
import type { HeldBackView } from "../../server/routers/alertAnswer.ts";
import { formatValue } from "../charts/axis.ts";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import { GRAVITIES, gravityOf, type Severe } from "../format/gravity.ts";
import { shownText } from "../format/shownText.ts";
import { significant, UNIT_SPACE } from "../format/significant.ts";
import { guessUnit } from "../panels/guessUnit.ts";
import type { PanelUnit } from "../panels/panelSpec.ts";
import { chartUnit } from "../panels/panelUnits.ts";

export { GRAVITIES, type Gravity, gravityOf } from "../format/gravity.ts";

/** The word that its rule uses. */
export const severityWord = ({ severity }: Severe): string => severity || "info";
export const byGravity = (a: Severe, b: Severe): number =>
  GRAVITIES.indexOf(gravityOf(a)) - GRAVITIES.indexOf(gravityOf(b));

/** Whose requests an alert is about: those of a service, or the calls from one to another; null for neither. */
export type AlertSubject =
  | { readonly kind: "service"; readonly service: string }
  | { readonly kind: "edge"; readonly client: string; readonly server: string };

interface Owned {
  readonly service: string | null;
  readonly labels: LabelPairs;
}

export function subjectOf({ service, labels: { client, server } }: Owned): AlertSubject | null {
  if (service !== null) return { kind: "service", service };
  return client && server ? { kind: "edge", client, server } : null;
}

/** The service to look at first: of calls the one that makes them, whose side always sends spans. */
export function serviceToSee(owned: Owned): string | null {
  const subject = subjectOf(owned);
  return subject === null ? null : subject.kind === "service" ? subject.service : subject.client;
}

/** Why nobody is told though it fires. */
export function heldBackWords(heldBackBy: HeldBackView): string {
  if (heldBackBy.by === "inhibition") return `nobody is told while this fires: ${shownText(heldBackBy.sentence)}`;
  return `nobody is told now: ${heldBackBy.names.map(shownText).join(", ")}`;
}

const SAID_ELSEWHERE = new Set<string>([ALERT_NAME, "severity", "service_name", "service"]);
const OF_CALLS = new Set<string>(["client", "server"]);

/** Labels that no other part of a row says. */
export function tellingLabels({ labels }: { readonly labels: LabelPairs }): [string, string][] {
  const isCalls = labels.client !== undefined && labels.server !== undefined;
  return Object.entries(labels).filter(
    ([name, value]) => value !== "" && !SAID_ELSEWHERE.has(name) && !(isCalls && OF_CALLS.has(name)),
  );
}

/** "7.2 %", "1.24 s": the value in the unit that the rule's query gives away; null where it is no number. */
export function valueText(value: number | string | null, condition: AlertCondition | null): string {
  if (condition?.kind === "slo" && typeof value === "number") return sloValueText(value, condition.condition);
  return formatValue(typeof value === "number" ? value : null, chartUnit(conditionUnit(condition)), "");
}

const MINUTE_MS = 60_000;

/** Of an SLO the value is a burn rate, hours left, a part of the budget, or minutes without data, as its condition is. */
function sloValueText(value: number, { kind }: SloCondition): string {
  if (kind === "absent") return formatSpanOfTime(value * MINUTE_MS);
  if (kind === "exhaustion") return formatSpanOfTime(value * 60 * MINUTE_MS);
  return kind === "spent" ? formatRatio(value) : `${significant(value)}${UNIT_SPACE}×`;
}

/** Of an SLO's rule the unit of what is drawn, which is no time. */
export function conditionUnit(condition: AlertCondition | null): PanelUnit {
  if (condition === null || condition.kind === "slo") return "plain";
  return condition.kind === "promql" ? guessUnit(condition.query) : "count";
}

/** "never", "once", "twice", "4 times". */
export const times = (count: number): string =>
  count === 0 ? "never" : count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;

/** "13 min" */
export const lasted = (fromMs: number, untilMs: number): string => formatSpanOfTime(Math.max(0, untilMs - fromMs));

/** Where nobody is asked who they are there is no name to say. */
export const isAnybody = (who: string): boolean => who === "" || who === "anybody";
