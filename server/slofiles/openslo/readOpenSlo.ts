/**
 * OpenSLO v1 -> SLOs. Documents of one folder refer to each other: SLI, AlertPolicy, AlertCondition, DataSource. Each objective of an SLO is
 * one of ours.
 * Budgeting: Occurrences counts events, Timeslices judges slices, RatioTimeslices counts every minute's ratio alike.
 * Source: OpenSLO v1.
 */
import type { Indicator, SloBody, SloSlices } from "../../model/slo.ts";
import { openSloDuration } from "../fileDurations.ts";
import type { Fields } from "../fileFields.ts";
import { sloNameOf } from "../sloNames.ts";
import { ANNOTATION, annotationFields, readAlerting, readIndicator, readSla } from "./chronoscopeFields.ts";
import { type FindSpec, readAlertPolicies } from "./openSloAlerting.ts";
import { type FindSourceType, type OpenSloSli, readComparison, readSli } from "./openSloIndicator.ts";
import { readOpenSloWindow } from "./openSloWindow.ts";

const LONGEST_DESCRIPTION = 1050;

export function readOpenSlo(root: Fields, find: FindSpec): SloBody[] {
  root.text("apiVersion");
  root.text("kind");
  const metadata = root.fields("metadata");
  const spec = root.fields("spec", "the spec");
  const name = metadata?.text("name") ?? "";
  if (name === "" || !spec) {
    root.problem("metadata", "an SLO needs metadata.name and a spec");
    return [];
  }
  const sourceType: FindSourceType = (source) => find("DataSource", source)?.text("type") ?? null;
  const annotations = metadata?.fields("annotations") ?? null;
  const shared = sharedOf(spec, name, metadata, annotations);
  const window = readOpenSloWindow(spec);
  const sli = sliOf(spec, find, sourceType);
  const own = annotationFields(annotations, "indicator");
  const indicator = own ? readIndicator(own) : null;
  const alertingFields = annotationFields(annotations, "alerting");
  const alerting = alertingFields ? readAlerting(alertingFields) : readAlertPolicies(spec, find);
  if (alertingFields) for (const policy of spec.list("alertPolicies")) policy.forget();
  const slaFields = annotationFields(annotations, "sla");
  const sla = slaFields ? readSla(slaFields) : null;
  forgetOthers(annotations);
  const method = spec.text("budgetingMethod") ?? "Occurrences";
  if (!METHODS.includes(method))
    spec.problem("budgetingMethod", `budgetingMethod must be one of ${METHODS.join(", ")}, not "${method}"`);
  const objectives = spec.list("objectives", "an objective");
  if (objectives.length === 0) spec.problem("objectives", "an SLO needs at least one objective");
  return objectives.flatMap((fields, i) => {
    const called = fields.text("displayName") ?? "";
    const several = objectives.length > 1 ? (called === "" ? String(i + 1) : called) : "";
    const found = readObjective(fields, method, indicator ?? sli);
    if (window === null || found === null) return [];
    const title = several === "" ? shared.title : `${shared.title}: ${several}`;
    return [
      {
        ...shared,
        name: several === "" ? shared.name : sloNameOf(shared.name, several),
        title,
        window,
        alerting,
        sla,
        ...found,
      },
    ];
  });
}

const METHODS = ["Occurrences", "Timeslices", "RatioTimeslices"];

function sharedOf(
  spec: Fields,
  name: string,
  metadata: Fields | null,
  annotations: Fields | null,
): Pick<SloBody, "name" | "title" | "description" | "service" | "owner" | "labels"> {
  const description = spec.text("description") ?? "";
  if (description.length > LONGEST_DESCRIPTION)
    spec.note("description", `OpenSLO allows ${LONGEST_DESCRIPTION} characters; this one has ${description.length}`);
  const service = spec.text("service") ?? "";
  if (service === "") spec.problem("service", "an SLO needs a service");
  const labels = metadata?.labels("labels") ?? {};
  const owner = annotations?.text(`${ANNOTATION}owner`) ?? labels.owner ?? labels.team ?? "";
  return { name: sloNameOf(name), title: metadata?.text("displayName") ?? name, description, service, owner, labels };
}

/** Other people's annotations are theirs; ours that are not known are named. */
function forgetOthers(annotations: Fields | null): void {
  for (const name of annotations?.names ?? []) if (!name.startsWith(ANNOTATION)) annotations?.text(name);
}

function sliOf(spec: Fields, find: FindSpec, sourceType: FindSourceType): OpenSloSli | null {
  const reference = spec.text("indicatorRef");
  const inline = spec.fields("indicator", "an indicator");
  inline?.fields("metadata")?.forget();
  inline?.text("apiVersion");
  inline?.text("kind");
  const inlineSpec = inline?.fields("spec", "the indicator's spec") ?? null;
  if (inlineSpec) return readSli(inlineSpec, sourceType);
  const found = reference === null ? null : find("SLI", reference);
  if (found) return readSli(found, sourceType);
  if (reference !== null) spec.problem("indicatorRef", `there is no SLI "${reference}" in this folder`);
  else spec.problem("indicator", "an SLO needs an indicator or an indicatorRef");
  return null;
}

type Objective = Pick<SloBody, "objective" | "indicator" | "slices">;

function readObjective(fields: Fields, method: string, sli: OpenSloSli | Indicator | null): Objective | null {
  const objective = targetOf(fields);
  const minutes = sliceMinutes(fields);
  const targetRatio = fields.number("timeSliceTarget");
  const isThreshold = sli?.kind === "threshold";
  const comparison = isThreshold && !("operator" in sli) ? readComparison(fields) : null;
  // Of a ratio `op` and `value` say nothing.
  fields.text("op");
  fields.text("value");
  if (method === "Timeslices" && (minutes === null || targetRatio === null))
    fields.problem("timeSliceTarget", "Timeslices need timeSliceTarget and timeSliceWindow");
  if (objective === null || sli === null) return null;
  if (isThreshold && !("operator" in sli) && comparison === null) return null;
  const indicator: Indicator =
    sli.kind === "threshold" && !("operator" in sli) ? { ...sli, operator: "<", value: 0, ...comparison } : sli;
  const slices: SloSlices | null =
    method === "Timeslices" && minutes !== null && targetRatio !== null ? { minutes, targetRatio } : null;
  return {
    objective,
    slices,
    indicator: method === "RatioTimeslices" ? minuteRatio(fields, indicator, minutes) : indicator,
  };
}

function targetOf(fields: Fields): number | null {
  const percent = fields.number("targetPercent");
  const target = fields.number("target") ?? (percent === null ? null : Number((percent / 100).toPrecision(12)));
  if (target === null) fields.problem("target", "an objective needs target or targetPercent");
  else if (target >= 1)
    fields.problem("target", "100 % leaves no error budget: nothing could ever fail. Take 0.9999 or less.");
  else if (target <= 0) fields.problem("target", "a target lies above 0 and below 1");
  else return target;
  return null;
}

function sliceMinutes(fields: Fields): number | null {
  const text = fields.text("timeSliceWindow");
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 60_000 : openSloDuration(text)?.ms;
  if (ms !== undefined && ms >= 60_000 && ms <= 86_400_000) return Math.round(ms / 60_000);
  fields.problem("timeSliceWindow", `timeSliceWindow must be a length between 1m and 1d, not "${text}"`);
  return null;
}

/** Each minute counts by its ratio, however many events it has. */
function minuteRatio(fields: Fields, indicator: Indicator, minutes: number | null): Indicator {
  if (minutes !== null && minutes !== 1) fields.note("timeSliceWindow", "ratios are taken minute by minute here");
  if (indicator.kind !== "ratio" || indicator.isRatio || indicator.total === null) return indicator;
  const { good, bad, total } = indicator;
  const ratio = bad === null ? `1 - (${good ?? ""}) / (${total})` : `(${bad}) / (${total})`;
  return { kind: "ratio", good: null, bad: ratio, total: null, isRatio: true };
}
