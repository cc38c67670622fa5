/**
 * Alert policies of OpenSLO files -> what an SLO tells about. Pairs of windows and factors are derived from the SLO's window here, so a
 * burn-rate condition switches them on, and its own numbers are noted. Who is told is decided by routes, not by an SLO.
 * Source: OpenSLO v1, AlertPolicy and AlertCondition.
 */
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import type { SloAlerting } from "../../model/slo.ts";
import { openSloDuration } from "../fileDurations.ts";
import type { Fields } from "../fileFields.ts";

/** The spec of a document of this kind and name in the folder; null: there is none. */
export type FindSpec = (kind: string, name: string) => Fields | null;

const ABSENT_MINUTES = 10;

/** Without policies: what every SLO tells about by default. */
export function readAlertPolicies(spec: Fields, find: FindSpec): SloAlerting {
  const policies = policySpecs(spec, find);
  if (policies.length === 0) return DEFAULT_ALERTING;
  const read = policies.map((policy) => readPolicy(policy, find));
  const burnRates = read.some(({ burns }) => burns);
  const minutes = read.flatMap(({ absentMinutes }) => absentMinutes ?? []);
  return {
    ...DEFAULT_ALERTING,
    burnRates,
    exhaustionHours: burnRates ? DEFAULT_ALERTING.exhaustionHours : null,
    absentMinutes: minutes.length > 0 ? Math.min(...minutes) : null,
  };
}

function policySpecs(spec: Fields, find: FindSpec): Fields[] {
  const named = spec.texts("alertPolicies");
  const inline = named.length > 0 ? [] : spec.list("alertPolicies", "an alert policy");
  const byName = (name: string): Fields[] => {
    const found = find("AlertPolicy", name);
    if (!found) spec.problem("alertPolicies", `there is no AlertPolicy "${name}" in this folder`);
    return found ? [found] : [];
  };
  return [
    ...named.flatMap(byName),
    ...inline.flatMap((policy) => {
      const reference = policy.text("alertPolicyRef");
      return reference === null ? inlineSpec(policy) : byName(reference);
    }),
  ];
}

/** An object that stands where a reference could: kind, metadata, spec. */
function inlineSpec(object: Fields): Fields[] {
  object.text("apiVersion");
  object.text("kind");
  object.fields("metadata")?.forget();
  const spec = object.fields("spec");
  if (!spec) object.problem("spec", `${object.what} needs a spec or a reference`);
  return spec ? [spec] : [];
}

function readPolicy(
  policy: Fields,
  find: FindSpec,
): { readonly burns: boolean; readonly absentMinutes: number | null } {
  policy.text("description");
  for (const name of ["alertWhenBreaching", "alertWhenResolved"]) policy.flag(name);
  if (policy.has("notificationTargets")) {
    policy.note("notificationTargets", "who is told is decided by routes, not by an SLO");
    policy.texts("notificationTargets");
    for (const target of policy.list("notificationTargets")) target.forget();
  }
  const conditions = policy.list("conditions", "an alert condition").flatMap((condition) => {
    const reference = condition.text("conditionRef");
    if (reference === null) return inlineSpec(condition);
    const found = find("AlertCondition", reference);
    if (!found) condition.problem("conditionRef", `there is no AlertCondition "${reference}" in this folder`);
    return found ? [found] : [];
  });
  const read = conditions.map(readCondition);
  const afterMinutes = read.flatMap(({ alertAfterMinutes }) => alertAfterMinutes ?? []);
  const whenAbsent = policy.flag("alertWhenNoData") ?? false;
  return {
    burns: read.some(({ burns }) => burns),
    absentMinutes: whenAbsent ? Math.max(1, ...(afterMinutes.length > 0 ? afterMinutes : [ABSENT_MINUTES])) : null,
  };
}

function readCondition(spec: Fields): { readonly burns: boolean; readonly alertAfterMinutes: number | null } {
  spec.text("description");
  spec.text("severity");
  const condition = spec.fields("condition");
  const kind = condition?.text("kind")?.toLowerCase() ?? "";
  const [threshold, lookback] = [condition?.text("threshold"), condition?.text("lookbackWindow")];
  condition?.text("op");
  const after = openSloDuration(condition?.text("alertAfter") ?? "");
  const burns = kind === "burnrate";
  if (burns)
    condition?.note(
      "threshold",
      `a burn rate of ${threshold ?? "?"} over ${lookback ?? "?"} is not kept: windows and factors are derived from the SLO's window`,
    );
  else spec.note("condition", `the condition kind "${kind}" is not known here`);
  return { burns, alertAfterMinutes: after === null ? null : after.ms / 60_000 };
}
