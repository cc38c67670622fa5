/**
 * Pyrra's ServiceLevelObjective -> SLOs. Indicators: ratio, latency (a bucket's counter beside the count), latencyNative (a native
 * histogram), bool_gauge.
 * Pyrra makes an SLO for each value of `grouping`; here one SLO counts them all, and a note says so. It has no service: the `job` that
 * the metric is selected by stands for it, else the SLO's name.
 * Source: Pyrra's kubernetes/api/v1alpha1 and slo/slo.go.
 */
import { DEFAULT_ALERTING } from "../../analysis/slo/sloDefaults.ts";
import type { Indicator, SloAlerting, SloBody } from "../../model/slo.ts";
import { promDurationMs } from "../fileDurations.ts";
import type { Fields } from "../fileFields.ts";
import { bothBounds, countedEvents, selectorAlone } from "../queryWindow.ts";
import { sloNameOf } from "../sloNames.ts";

const DAY_MS = 86_400_000;
/** Labels under this prefix go to alerts, without it. */
const PREFIX = "pyrra.dev/";
/** What Pyrra waits for before it says that a metric is absent is at least this. */
const ABSENT_MINUTES = 10;

interface PyrraIndicator {
  readonly indicator: Indicator;
  /** The selector of all events. */
  readonly selector: string;
}

export function readPyrra(root: Fields): SloBody[] {
  root.text("apiVersion");
  root.text("kind");
  root.fields("status")?.forget();
  const metadata = root.fields("metadata");
  const spec = root.fields("spec", "the spec");
  const name = metadata?.text("name") ?? "";
  if (name === "" || !spec) {
    root.problem("metadata", "a ServiceLevelObjective needs metadata.name and a spec");
    return [];
  }
  metadata?.text("namespace");
  metadata?.labels("annotations");
  const labels = labelsOf(metadata?.labels("labels") ?? {});
  const objective = objectiveOf(spec);
  const days = daysOf(spec);
  const found = indicatorOf(spec);
  const alerting = alertingOf(spec);
  spec.ignore(
    ["performanceOverAccuracy", "ruleOutput", "partial_response_strategy"],
    "it is about rules that Pyrra makes",
  );
  const description = spec.text("description") ?? "";
  if (objective === null || days === null || found === null) return [];
  const { indicator, selector } = found;
  const service = labels.service ?? jobOf(selector) ?? name;
  const owner = labels.team ?? labels.owner ?? "";
  const shown = { name: sloNameOf(name), title: name, description, service, owner, labels };
  return [{ ...shown, indicator, objective, window: { kind: "rolling", days }, slices: null, alerting, sla: null }];
}

const labelsOf = (labels: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key, value]),
  );

function objectiveOf(spec: Fields): number | null {
  const percent = spec.number("target");
  if (percent === null) spec.problem("target", "a target such as '99.5' is missing");
  else if (percent >= 100)
    spec.problem("target", "100 % leaves no error budget: nothing could ever fail. Take 99.99 or less.");
  else if (percent <= 0) spec.problem("target", "a target lies above 0 and below 100");
  else return Number((percent / 100).toPrecision(12));
  return null;
}

function daysOf(spec: Fields): number | null {
  const text = spec.text("window") ?? "";
  const ms = promDurationMs(text);
  if (ms === null) spec.problem("window", `window must be a length such as 2w or 28d, not "${text}"`);
  return ms === null ? null : ms / DAY_MS;
}

function indicatorOf(spec: Fields): PyrraIndicator | null {
  const indicator = spec.fields("indicator", "an indicator");
  const kinds = { ratio, latency, latencyNative, bool_gauge: boolGauge };
  for (const [kind, read] of Object.entries(kinds)) {
    const fields = indicator?.fields(kind);
    if (!fields) continue;
    const grouping = fields.texts("grouping");
    if (grouping.length > 0)
      fields.note(
        "grouping",
        `grouping by ${grouping.join(", ")} would be an SLO for each of them: here one SLO counts all`,
      );
    const found = read(fields);
    if (found === null) spec.problem("indicator", `the indicator ${kind} lacks a metric`);
    return found;
  }
  spec.problem("indicator", `an indicator must be one of ${Object.keys(kinds).join(", ")}`);
  return null;
}

const metricOf = (fields: Fields, name: string) => fields.fields(name)?.text("metric") ?? null;
const events = (selector: string) => countedEvents(selector, true);

function ratio(fields: Fields): PyrraIndicator | null {
  const [errors, total] = [metricOf(fields, "errors"), metricOf(fields, "total")];
  if (errors === null || total === null) return null;
  return {
    selector: total,
    indicator: { kind: "ratio", good: null, bad: events(errors), total: events(total), isRatio: false },
  };
}

function latency(fields: Fields): PyrraIndicator | null {
  const [success, total] = [metricOf(fields, "success"), metricOf(fields, "total")];
  if (success === null || total === null) return null;
  return {
    selector: total,
    indicator: { kind: "ratio", good: events(success), bad: null, total: events(total), isRatio: false },
  };
}

function latencyNative(fields: Fields): PyrraIndicator | null {
  const total = metricOf(fields, "total");
  const text = fields.text("latency") ?? "";
  const ms = promDurationMs(text);
  if (ms === null) fields.problem("latency", `latency must be a length such as 500ms, not "${text}"`);
  if (total === null || ms === null) return null;
  const increase = `sum(increase(${total}[$window]))`;
  const all = `histogram_count(${increase})`;
  const good = `histogram_fraction(0, ${ms / 1000}, ${increase}) * ${all}`;
  return { selector: total, indicator: { kind: "ratio", good, bad: null, total: all, isRatio: false } };
}

/** A gauge of ones and zeros: each sample is an event. */
function boolGauge(fields: Fields): PyrraIndicator | null {
  const metric = fields.text("metric");
  if (metric === null) return null;
  const over = (of: string) => `sum(${of}_over_time(${bothBounds(metric)}[$window]))`;
  return {
    selector: metric,
    indicator: { kind: "ratio", good: over("sum"), bad: null, total: over("count"), isRatio: false },
  };
}

function jobOf(selector: string): string | null {
  const job = selectorAlone(selector)?.matchers.find(({ name }) => name === "job");
  return job?.operator === "=" && job.value !== "" ? job.value : null;
}

function alertingOf(spec: Fields): SloAlerting {
  const alerting = spec.fields("alerting");
  alerting?.ignore(["name", "absentName"], "alerts of SLOs have names of their own here");
  alerting?.ignore(["severities"], "severities here are page and ticket");
  alerting?.fields("severities")?.forget();
  const isOff = alerting?.flag("disabled") ?? false;
  const burnRates = !isOff && (alerting?.flag("burnrates") ?? true);
  const absent = !isOff && (alerting?.flag("absent") ?? true);
  return {
    ...DEFAULT_ALERTING,
    burnRates,
    exhaustionHours: burnRates ? DEFAULT_ALERTING.exhaustionHours : null,
    absentMinutes: absent ? ABSENT_MINUTES : null,
  };
}
