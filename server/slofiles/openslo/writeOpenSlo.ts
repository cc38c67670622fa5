/**
 * SLOs -> OpenSLO v1, one document each; read again they are the same. What OpenSLO has no field for travels in annotations under
 * `chronoscope.*`; beside it stands what comes nearest in OpenSLO's own fields, so that other tools can use the file.
 * Source: OpenSLO v1.
 */
import { stringify } from "yaml";
import { burnPairs } from "../../analysis/slo/burnPairs.ts";
import type { Indicator, SloBody, SloOperator } from "../../model/slo.ts";
import { writeOpenSloDuration } from "../fileDurations.ts";
import { exportedIndicator } from "../indicatorPromql.ts";
import { countedEvents, slothWindow } from "../queryWindow.ts";
import { writeAnnotations } from "./chronoscopeFields.ts";
import { writeOpenSloWindow } from "./openSloWindow.ts";

const OPS: Readonly<Record<SloOperator, string>> = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" };

export function writeOpenSlo(body: SloBody): string {
  return stringify(documentOf(body), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Several, as one file. */
export const writeOpenSloFile = (bodies: readonly SloBody[]): string => bodies.map(writeOpenSlo).join("---\n");

function documentOf(body: SloBody): Record<string, unknown> {
  const { name, title, description, service, labels, window, slices } = body;
  return {
    apiVersion: "openslo/v1",
    kind: "SLO",
    metadata: {
      name,
      displayName: title,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      annotations: writeAnnotations(body, isPlain(body.indicator)),
    },
    spec: {
      description,
      service,
      indicator: { metadata: { name }, spec: sliSpec(body) },
      timeWindow: [writeOpenSloWindow(window)],
      budgetingMethod: slices ? "Timeslices" : "Occurrences",
      objectives: [objectiveOf(body)],
      alertPolicies: policiesOf(body),
    },
  };
}

function objectiveOf({ title, objective, indicator, slices }: SloBody): Record<string, unknown> {
  return {
    displayName: title,
    ...(indicator.kind === "threshold" ? { op: OPS[indicator.operator], value: indicator.value } : {}),
    target: objective,
    ...(slices ? { timeSliceTarget: slices.targetRatio, timeSliceWindow: `${slices.minutes}m` } : {}),
  };
}

/** Whether its queries come back as they are when the file is read. */
function isPlain(indicator: Indicator): boolean {
  if (indicator.kind === "threshold") return slothWindow(indicator.query) === indicator.query;
  if (indicator.kind !== "ratio") return false;
  const { good, bad, total, isRatio } = indicator;
  if (isRatio) return good === null && total === null && bad !== null && slothWindow(bad) === bad;
  const hasBoth = total !== null && (good === null) !== (bad === null);
  return hasBoth && [good, bad, total].every((query) => query === null || countedEvents(query, true) === query);
}

const source = (query: string) => ({ metricSource: { type: "Prometheus", spec: { query } } });

function sliSpec(body: SloBody): Record<string, unknown> {
  const { indicator } = body;
  if (indicator.kind === "threshold") return { thresholdMetric: source(indicator.query) };
  if (indicator.kind === "ratio" && isPlain(indicator) && !indicator.isRatio) {
    const parts = Object.entries({ good: indicator.good, bad: indicator.bad, total: indicator.total });
    const written = parts.flatMap(([part, query]) => (query === null ? [] : [[part, source(query)]]));
    return { ratioMetric: { counter: true, ...Object.fromEntries(written) } };
  }
  const exported = exportedIndicator({ indicator, slices: null });
  return exported.kind === "raw"
    ? { ratioMetric: { raw: source(exported.bad), rawType: "failure" } }
    : { ratioMetric: { counter: true, bad: source(exported.bad), total: source(exported.total) } };
}

/** One for each pair of windows, since a policy has one condition. */
function policiesOf(body: SloBody): Record<string, unknown>[] {
  if (!body.alerting.burnRates) return [];
  return burnPairs(body).map(({ longMs, shortMs, factor, severity }) => {
    const name = `${severity}-${writeOpenSloDuration(longMs)}`;
    const condition = {
      kind: "burnrate",
      op: "gt",
      threshold: Number(factor.toPrecision(6)),
      lookbackWindow: writeOpenSloDuration(longMs),
      alertAfter: writeOpenSloDuration(shortMs),
    };
    return {
      kind: "AlertPolicy",
      metadata: { name },
      spec: {
        alertWhenBreaching: true,
        alertWhenNoData: body.alerting.absentMinutes !== null,
        conditions: [{ kind: "AlertCondition", metadata: { name }, spec: { severity, condition } }],
      },
    };
  });
}
