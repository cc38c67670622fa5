/**
 * Rules as 50 teams write them for 50 services: 5,000 over series counted from spans and over metrics that services send, in groups of
 * ten, each with `for`, labels and a template; and what services send meanwhile.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attributesOf, gaugeOf, hashOf, metricsFrom, pointColumns, pointOf } from "../server/testing/builders.ts";

export const SERVICES = 50;
const METRICS = 20;
const RULES_A_GROUP = 10;

/** One sample of twenty gauges of every service, at this instant. */
export function gaugesAt(nowMs: number, next: () => number) {
  const groups = Array.from({ length: SERVICES }, (_, service) =>
    metricsFrom(
      `service-${service}`,
      Array.from({ length: METRICS }, (_each, metric) =>
        gaugeOf(`app.gauge_${metric}`, [
          pointOf({ timeMs: nowMs, attributes: attributesOf({ pool: "a" }), value: { type: "double", value: next() } }),
        ]),
      ),
    ),
  );
  const columns = pointColumns(...groups);
  return { hash: hashOf(columns), columns };
}

function expressionOf(i: number): string {
  const service = `service_name="service-${i % SERVICES}"`;
  const variant = Math.floor(i / SERVICES) % 100;
  const operation = `span_name="GET /api/v1/resource/${i % SERVICES}/${variant % 4}"`;
  if (variant < 60) return `app_gauge_${variant % METRICS}{${service}} > ${2 + variant}`;
  if (variant < 75) {
    const of = `${service},${operation}`;
    const failed = `sum(rate(traces_span_metrics_calls_total{${of},status_code="STATUS_CODE_ERROR"}[5m]))`;
    return `${failed} / sum(rate(traces_span_metrics_calls_total{${of}}[5m])) > 0.${50 + variant}`;
  }
  if (variant < 90) {
    const buckets = `rate(traces_span_metrics_duration_seconds_bucket{${service}}[5m])`;
    return `histogram_quantile(0.95, sum by (le) (${buckets})) > ${variant}`;
  }
  return `avg_over_time(app_gauge_${variant % METRICS}{${service}}[5m]) > ${variant}`;
}

/** Writes rule files into the folder; resolves to how many rules they have. */
export function writeRules(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const rules = Array.from({ length: count }, (_, i) => {
    const head = `  - alert: Rule${i}\n    expr: '${expressionOf(i)}'\n    for: 1m\n    labels: {severity: ticket, team: team-${i % SERVICES}}`;
    return `${head}\n    annotations: {summary: '{{ $labels.service_name }} is at {{ $value | humanize }}'}\n`;
  });
  const groups = Array.from({ length: Math.ceil(count / RULES_A_GROUP) }, (_, g) => {
    const own = rules.slice(g * RULES_A_GROUP, (g + 1) * RULES_A_GROUP);
    return `- name: group-${g}\n  interval: 15s\n  rules:\n${own.join("")}`;
  });
  writeFileSync(join(folder, "rules.yml"), `groups:\n${groups.join("")}`);
}
