/** The built-in pages as data: every query is PromQL, asks only for metrics that somebody sends, and says what to do without. */
import { describe, expect, it } from "vitest";
import { AggregationTemporality, MetricKind } from "../../server/model/metric.ts";
import type { Expr } from "../../server/promql/ast.ts";
import { parseQuery } from "../../server/promql/parse.ts";
import { DERIVED_NAMES } from "../../server/series/derivedMetrics.ts";
import { metricName } from "../../server/series/prometheusNames.ts";
import { fillIn } from "../../server/series/steps.ts";
import type { DashboardSpec } from "../panels/panelSpec.ts";
import { DATABASES } from "./databasesDashboard.ts";
import { KINDS } from "./kinds.ts";
import { KNOWN_METRICS, PROMETHEUS_NAMES } from "./knownMetrics.ts";
import { scopeOfKind } from "./measure.ts";
import { MESSAGING } from "./messagingDashboard.ts";
import { newestQuestion } from "./newest.ts";
import { inRow, resourceDashboard } from "./resourceDashboard.ts";
import { LANGUAGE_ROWS, languageQuestion, runtimeDashboard } from "./runtimeDashboard.ts";

it("leaves no row of one resource's panels half empty, however many panels it has", () => {
  const [panel] = resourceDashboard(KINDS[0] ?? raise(), [], []).rows.flatMap(({ panels }) => panels);
  for (let count = 1; count <= 20; count++) {
    let column = 0;
    for (const { columns = 0 } of inRow(Array.from({ length: count }, () => panel ?? raise()))) {
      column = (column === 12 ? 0 : column) + columns;
      expect(column).toBeLessThanOrEqual(12);
    }
    expect(`${count} panels fill ${column}`).toBe(`${count} panels fill 12`);
  }
});

function raise(): never {
  throw new Error("there is none");
}

const HOSTILE = 'a "quoted" \\ name,with{braces}\nand more';
const dashboards: readonly DashboardSpec[] = [
  ...KINDS.map((kind) =>
    resourceDashboard(
      kind,
      kind.labels.map(() => HOSTILE),
      [],
    ),
  ),
  DATABASES,
  MESSAGING,
  runtimeDashboard(Object.keys(LANGUAGE_ROWS)),
];
const panels = dashboards.flatMap(({ id, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => ({ ...panel, at: `${id} ${panel.id}` }))),
);
const queries = [
  ...KINDS.flatMap((kind) =>
    kind.measures.map(({ id, expr }) => ({ at: `${kind.id} ${id}`, expr: expr(scopeOfKind(kind)) })),
  ),
  ...panels.flatMap(({ at, queries: of, exemplars }) => [
    ...of.map(({ expr }) => ({ at, expr })),
    ...(exemplars ? [{ at, expr: exemplars }] : []),
  ]),
  ...KINDS.flatMap(({ id, signs = [] }) =>
    newestQuestion(signs, { startMs: 0, endMs: 1 }).queries.map(({ expr }) => ({ at: `${id} newest`, expr })),
  ),
  ...languageQuestion({ startMs: 0, endMs: 1 }).queries.map(({ ref, expr }) => ({ at: ref, expr })),
];

/** Names of all selectors of a query. */
function namesIn(expr: string): string[] {
  const names: string[] = [];
  JSON.stringify(parseQuery(fillIn(expr, { stepMs: 15_000, rangeMs: 3_600_000 })), (_, node: Expr | null) => {
    if (node?.kind === "vectorSelector") names.push(node.name);
    return node;
  });
  return names;
}

const KINDS_OF = {
  counter: MetricKind.SUM,
  level: MetricKind.SUM,
  gauge: MetricKind.GAUGE,
  histogram: MetricKind.HISTOGRAM,
};

describe("the built-in pages", () => {
  it("ask only PromQL, whatever a resource is called", () => {
    const broken = queries.flatMap(({ at, expr }) => {
      try {
        return namesIn(expr).length > 0 ? [] : [`${at}: no selector`];
      } catch (error) {
        return [`${at}: ${error instanceof Error ? error.message : error}`];
      }
    });
    expect(broken).toEqual([]);
  });

  it("ask only for metrics whose sender is known", () => {
    const known = new Set([
      ...KNOWN_METRICS.map(([series]) => series),
      ...PROMETHEUS_NAMES,
      ...DERIVED_NAMES.map(({ name }) => name),
    ]);
    const asked = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
    const classic = (name: string) => known.has(name.replace(/_bucket$/, ""));
    expect([...asked].filter((name) => !known.has(name) && !classic(name))).toEqual([]);
    expect(
      [...known].filter((name) => !asked.has(name) && !name.startsWith("traces_") && name !== "log_records_total"),
    ).toEqual([]);
  });

  it("call metrics by the names that OpenTelemetry's translation gives them", () => {
    const wrong = KNOWN_METRICS.flatMap(([series, sent, unit, kind]) => {
      const isMonotonic = kind === "counter";
      const shape = {
        name: sent,
        unit,
        kind: KINDS_OF[kind],
        temporality: AggregationTemporality.CUMULATIVE,
        isMonotonic,
      };
      return metricName(shape) === series ? [] : [`${series} is ${metricName(shape)}`];
    });
    expect(wrong).toEqual([]);
  });

  it("have panels of their own ids, each with its question and what to do without numbers", () => {
    for (const { id, rows } of dashboards) {
      const ids = rows.flatMap((row) => row.panels.map((panel) => panel.id));
      expect(new Set(ids).size, id).toBe(ids.length);
    }
    const silent = panels.filter(({ answers, missing }) => !/[?.]$/.test(answers) || missing.length < 20);
    expect(silent.map(({ at }) => at)).toEqual([]);
  });

  it("tell utilization, saturation and errors of every kind", () => {
    for (const { id, measures } of KINDS) {
      expect(new Set(measures.map(({ aspect }) => aspect)), id).toEqual(
        new Set(["utilization", "saturation", "errors"]),
      );
      expect(new Set(measures.map((measure) => measure.id)).size, id).toBe(measures.length);
    }
  });

  it("ask no kind more questions than one request may hold", () => {
    expect(KINDS.filter(({ measures }) => measures.length > 20)).toEqual([]);
  });
});
