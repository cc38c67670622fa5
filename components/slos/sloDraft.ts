/**
 * An SLO while somebody writes it: every field as the text that stands in it, so that nothing typed is lost, also what makes no sense yet.
 * `./readDraft.ts` makes an SLO's body of it, or says at which field which sentence stands in the way.
 */
import { DEFAULT_ALERTING, DEFAULT_WINDOW } from "../../server/analysis/slo/sloDefaults.ts";
import type { Indicator, SloBody, SloOperator, SloSubject } from "../../server/model/slo.ts";

export interface TierDraft {
  /** Percent. */
  readonly below: string;
  /** Percent. */
  readonly penalty: string;
}

export interface SloDraft {
  readonly title: string;
  readonly name: string;
  readonly description: string;
  readonly service: string;
  readonly owner: string;
  /** "team=shop, tier=1" */
  readonly labels: string;

  readonly indicator: Indicator["kind"];
  readonly subject: SloSubject["kind"];
  readonly subjectService: string;
  readonly operation: string;
  readonly spanKind: string;
  readonly client: string;
  readonly server: string;
  /** "300 ms", "1.5 s" */
  readonly threshold: string;
  readonly countsErrors: boolean;
  /** Which of the two numerators is written; `ratio`: one expression that is an error ratio already. */
  readonly ratioForm: "good" | "bad" | "ratio";
  readonly part: string;
  readonly total: string;
  readonly query: string;
  readonly operator: SloOperator;
  readonly value: string;

  /** Percent. */
  readonly objective: string;
  readonly windowKind: "rolling" | "calendar";
  readonly days: string;
  readonly unit: "week" | "month" | "quarter";
  readonly timeZone: string;
  readonly isSliced: boolean;
  readonly sliceMinutes: string;
  /** Percent. */
  readonly sliceTarget: string;

  readonly burnRates: boolean;
  readonly tellsExhaustion: boolean;
  readonly exhaustionHours: string;
  readonly tellsSpent: boolean;
  /** Percent. */
  readonly spentRatio: string;
  readonly spentHours: string;
  readonly minimumBadEvents: string;
  readonly minimumEvents: string;
  readonly tellsAbsent: boolean;
  readonly absentMinutes: string;

  readonly hasSla: boolean;
  readonly customer: string;
  readonly monthlyFee: string;
  readonly currency: string;
  readonly tiers: readonly TierDraft[];
}

export const EMPTY_DRAFT: SloDraft = {
  title: "",
  name: "",
  description: "",
  service: "",
  owner: "",
  labels: "",
  indicator: "availability",
  subject: "service",
  subjectService: "",
  operation: "",
  spanKind: "",
  client: "",
  server: "",
  threshold: "300 ms",
  countsErrors: true,
  ratioForm: "bad",
  part: "",
  total: "",
  query: "",
  operator: "<",
  value: "",
  objective: "99.9",
  windowKind: "rolling",
  days: DEFAULT_WINDOW.kind === "rolling" ? String(DEFAULT_WINDOW.days) : "28",
  unit: "month",
  timeZone: "UTC",
  isSliced: false,
  sliceMinutes: "1",
  sliceTarget: "95",
  burnRates: true,
  tellsExhaustion: true,
  exhaustionHours: String(DEFAULT_ALERTING.exhaustionHours ?? 4),
  tellsSpent: false,
  spentRatio: "10",
  spentHours: "1",
  minimumBadEvents: String(DEFAULT_ALERTING.minimumBadEvents),
  minimumEvents: String(DEFAULT_ALERTING.minimumEvents),
  tellsAbsent: DEFAULT_ALERTING.absentMinutes !== null,
  absentMinutes: String(DEFAULT_ALERTING.absentMinutes ?? 30),
  hasSla: false,
  customer: "",
  monthlyFee: "",
  currency: "EUR",
  tiers: [
    { below: "99.9", penalty: "10" },
    { below: "99", penalty: "25" },
  ],
};

/** What a saved SLO looks like in the form. */
export function draftOf(body: SloBody): SloDraft {
  return {
    ...EMPTY_DRAFT,
    title: body.title,
    name: body.name,
    description: body.description,
    service: body.service,
    owner: body.owner,
    labels: Object.entries(body.labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(", "),
    ...indicatorDraft(body.indicator),
    objective: percentText(body.objective),
    ...(body.window.kind === "rolling"
      ? { windowKind: "rolling", days: String(body.window.days) }
      : { windowKind: "calendar", unit: body.window.unit, timeZone: body.window.timeZone }),
    isSliced: body.slices !== null,
    ...(body.slices && {
      sliceMinutes: String(body.slices.minutes),
      sliceTarget: percentText(body.slices.targetRatio),
    }),
    ...alertingDraft(body.alerting),
    hasSla: body.sla !== null,
    ...(body.sla && slaDraft(body.sla)),
  };
}

function indicatorDraft(indicator: Indicator): Partial<SloDraft> {
  if (indicator.kind === "threshold") {
    const { kind, query, operator, value } = indicator;
    return { indicator: kind, query, operator, value: String(value) };
  }
  if (indicator.kind === "ratio") {
    const { kind, good, bad, total, isRatio } = indicator;
    const ratioForm = isRatio ? "ratio" : good !== null ? "good" : "bad";
    return { indicator: kind, ratioForm, part: good ?? bad ?? "", total: total ?? "" };
  }
  const latency = indicator.kind === "latency" && {
    threshold: secondsText(indicator.thresholdSeconds),
    countsErrors: indicator.countsErrors,
  };
  return { indicator: indicator.kind, ...subjectDraft(indicator.subject), ...latency };
}

function subjectDraft(subject: SloSubject): Partial<SloDraft> {
  switch (subject.kind) {
    case "service":
      return { subject: "service", subjectService: subject.service };
    case "operation":
      return {
        subject: "operation",
        subjectService: subject.service,
        operation: subject.spanName,
        spanKind: subject.spanKind,
      };
    case "edge":
      return { subject: "edge", client: subject.client, server: subject.server };
    case "caller":
      return { subject: "caller", client: subject.client };
  }
}

function alertingDraft(alerting: SloBody["alerting"]): Partial<SloDraft> {
  const { burnRates, exhaustionHours, spent, minimumBadEvents, minimumEvents, absentMinutes } = alerting;
  return {
    burnRates,
    tellsExhaustion: exhaustionHours !== null,
    ...(exhaustionHours !== null && { exhaustionHours: String(exhaustionHours) }),
    tellsSpent: spent !== null,
    ...(spent && { spentRatio: percentText(spent.ratio), spentHours: String(spent.hours) }),
    minimumBadEvents: String(minimumBadEvents),
    minimumEvents: String(minimumEvents),
    tellsAbsent: absentMinutes !== null,
    ...(absentMinutes !== null && { absentMinutes: String(absentMinutes) }),
  };
}

function slaDraft(sla: NonNullable<SloBody["sla"]>): Partial<SloDraft> {
  return {
    customer: sla.customer,
    monthlyFee: sla.monthlyFee === null ? "" : String(sla.monthlyFee),
    currency: sla.currency,
    tiers: sla.tiers.map(({ belowRatio, penaltyRatio }) => ({
      below: percentText(belowRatio),
      penalty: percentText(penaltyRatio),
    })),
  };
}

/** 0.999 -> "99.9" */
export const percentText = (ratio: number) => Number((ratio * 100).toPrecision(12)).toString();

/** 0.3 -> "300 ms", 1.5 -> "1.5 s" */
export function secondsText(seconds: number): string {
  return seconds < 1 ? `${Number((seconds * 1000).toPrecision(12))} ms` : `${Number(seconds.toPrecision(12))} s`;
}

/** What a title becomes in addresses and labels: "Checkout succeeds" -> "checkout-succeeds"; at most 63 (RFC 1123). */
export function nameOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .slice(0, 63)
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** A name for what is asked for, until somebody finds a better one. */
export function titleOf(draft: SloDraft): string {
  const { indicator, subject, subjectService, operation, client, server } = draft;
  if (indicator === "ratio" || indicator === "threshold") return "";
  const does = indicator === "latency" ? `within ${draft.threshold.trim()}` : "succeeds";
  const doing = indicator === "latency" ? `within ${draft.threshold.trim()}` : "succeed";
  if (subject === "service")
    return subjectService && `${subjectService} ${indicator === "latency" ? "answers " : ""}${does}`;
  if (subject === "operation") return operation && `${operation} ${does}`;
  if (subject === "edge") return client && server && `${client} to ${server} ${does}`;
  return client && `Calls of ${client} ${doing}`;
}
