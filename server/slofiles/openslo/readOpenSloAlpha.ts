/**
 * OpenSLO v1alpha, as Sloth reads it: metrics stand in the objectives, good beside total. Each objective is an SLO of its own, numbered from 0
 * as Sloth numbers them. The same documents give what Sloth would make rules of (`alphaSlothSlos`).
 * Source: OpenSLO v1alpha; Sloth's internal/storage/io/openslo.go.
 */
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import type { Indicator, SloBody, SloWindow } from "../../model/slo.ts";
import type { Fields } from "../fileFields.ts";
import { countedEvents, ratesAsIncreases, slothWindow } from "../queryWindow.ts";
import { sloNameOf } from "../sloNames.ts";
import type { SlothSlo } from "../sloth/slothSlo.ts";
import { alphaQuery, readComparison } from "./openSloIndicator.ts";
import { readAlphaWindow } from "./openSloWindow.ts";

export interface AlphaSlo {
  readonly body: SloBody;
  /** Null: Sloth makes no rules of it, since it has no good and total. */
  readonly sloth: SlothSlo | null;
}
interface AlphaMetrics {
  readonly good: string;
  readonly total: string;
}

export function readOpenSloAlpha(root: Fields): AlphaSlo[] {
  const version = root.text("apiVersion") ?? "";
  root.text("kind");
  const metadata = root.fields("metadata");
  const spec = root.fields("spec", "the spec");
  const name = metadata?.text("name") ?? "";
  if (name === "" || !spec) {
    root.problem("metadata", "an SLO needs metadata.name and a spec");
    return [];
  }
  const service = spec.text("service") ?? "";
  if (service === "") spec.problem("service", "an SLO needs a service");
  const description = spec.text("description") ?? "";
  const title = metadata?.text("displayName") ?? name;
  const window = readAlphaWindow(spec);
  const method = spec.text("budgetingMethod") ?? "Occurrences";
  if (method !== "Occurrences") spec.note("budgetingMethod", `${method} of v1alpha is read as Occurrences`);
  const threshold = alphaQuery(spec.fields("indicator")?.fields("thresholdMetric") ?? null);
  const objectives = spec.list("objectives", "an objective");
  if (objectives.length === 0) spec.problem("objectives", "an SLO needs at least one objective");
  return objectives.flatMap((fields, i) => {
    const objective = targetOf(fields);
    const { indicator, metrics } = metricsOf(fields, threshold);
    if (objective === null || indicator === null || window === null) return [];
    const called = objectives.length === 1 ? [service, name] : [service, name, String(i)];
    const shared = { name: sloNameOf(...called), title, description, service, owner: "", labels: {} };
    const body = { ...shared, indicator, objective, window, slices: null, alerting: DEFAULT_ALERTING, sla: null };
    const who = { id: `${service}-${name}-${i}`, name: `${name}-${i}`, service, description };
    return [{ body, sloth: metrics && slothOf(who, metrics, objective, window, version, fields.at) }];
  });
}

function targetOf(fields: Fields): number | null {
  fields.text("displayName");
  fields.ignore(["timeSliceTarget"], "events are counted");
  const target = fields.number("target");
  if (target === null) fields.problem("target", "an objective needs a target");
  else if (target >= 1)
    fields.problem("target", "100 % leaves no error budget: nothing could ever fail. Take 0.9999 or less.");
  else if (target <= 0) fields.problem("target", "a target lies above 0 and below 1");
  else return target;
  return null;
}

function metricsOf(
  fields: Fields,
  threshold: string | null,
): { readonly indicator: Indicator | null; readonly metrics: AlphaMetrics | null } {
  const ratio = fields.fields("ratioMetrics");
  if (ratio) {
    const isCounter = ratio.flag("counter") ?? ratio.flag("incremental") ?? true;
    const [good, total] = [alphaQuery(ratio.fields("good")), alphaQuery(ratio.fields("total"))];
    fields.text("op");
    fields.text("value");
    if (good !== null && total !== null)
      return { indicator: eventRatio(good, total, isCounter), metrics: { good, total } };
    fields.problem("ratioMetrics", "ratioMetrics need good and total, each with a query");
    return { indicator: null, metrics: null };
  }
  const comparison = threshold === null ? null : readComparison(fields);
  if (threshold === null)
    fields.problem("ratioMetrics", "an objective needs ratioMetrics, or the SLO a thresholdMetric");
  if (threshold === null || comparison === null) return { indicator: null, metrics: null };
  return { indicator: { kind: "threshold", query: slothWindow(threshold), ...comparison }, metrics: null };
}

function eventRatio(goodQuery: string, totalQuery: string, isCounter: boolean): Indicator {
  const [good, total] = [goodQuery, totalQuery].map((query) => countedEvents(query, isCounter));
  const [moreGood, moreTotal] = [ratesAsIncreases(good ?? ""), ratesAsIncreases(total ?? "")];
  const isScaled = (moreGood === good) === (moreTotal === total);
  return {
    kind: "ratio",
    good: (isScaled ? moreGood : good) ?? null,
    bad: null,
    total: (isScaled ? moreTotal : total) ?? null,
    isRatio: false,
  };
}

/** Sloth takes it as a raw ratio, and makes no alerts. */
function slothOf(
  who: Pick<SlothSlo, "id" | "name" | "service" | "description">,
  { good, total }: AlphaMetrics,
  objective: number,
  window: SloWindow,
  spec: string,
  at: number,
): SlothSlo {
  return {
    ...who,
    labels: {},
    objectivePercent: objective * 100,
    sli: {
      kind: "raw",
      errorRatioQuery: `\n  1 - (\n    (\n      ${good}\n    )\n    /\n    (\n      ${total}\n    )\n  )\n`,
    },
    periodMs: (window.kind === "rolling" ? window.days : 30) * 86_400_000,
    page: null,
    ticket: null,
    plugins: { overridesDefaults: false, ids: [] },
    mode: "cli-gen-openslo",
    spec,
    at,
  };
}
