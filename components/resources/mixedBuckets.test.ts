/** Clients of one database of which some send explicit buckets, others exponential ones: these do not add up, their counts do. */
import { expect, it } from "vitest";
import { evaluate } from "../../server/promql/evaluate.ts";
import type { FloatHistogram } from "../../server/promql/floatHistogram.ts";
import { parseHistogram } from "../../server/promql/histogram/notation.ts";
import { formatLabels, Labels } from "../../server/promql/labels.ts";
import { memorySource } from "../../server/promql/memorySource.ts";
import { parseQuery } from "../../server/promql/parse.ts";
import { SampleKind, type SourceSeries } from "../../server/promql/seriesSource.ts";
import { fillIn } from "../../server/series/steps.ts";
import { operationPanels } from "./databaseKind.ts";

const MINUTE = 60_000;
const MINUTES = Array.from({ length: 11 }, (_, i) => i);

/** A client that made sixty more SELECTs every minute. */
function client(name: string, notation: (count: number) => string): SourceSeries {
  const histograms = MINUTES.map((i): FloatHistogram => parseHistogram(notation(60 * i)).histogram);
  const labels = { __name__: "db_client_operation_duration_seconds", service_name: name, db_operation_name: "SELECT" };
  return {
    labels: Labels.of(Object.entries(labels)),
    timesMs: Float64Array.from(MINUTES, (i) => i * MINUTE),
    values: new Float64Array(MINUTES.length),
    kinds: new Uint8Array(MINUTES.length).fill(SampleKind.HISTOGRAM),
    histograms,
    startTimesMs: null,
  };
}
const CLIENTS = [
  client("orders", (count) => `{{schema:0 sum:${count} count:${count} buckets:[${count}]}}`),
  client("cart", (count) => `{{schema:-53 sum:${count} count:${count} custom_values:[1 5] buckets:[${count}]}}`),
];

async function ask(id: string): Promise<{ readonly values: readonly string[]; readonly warnings: readonly string[] }> {
  const expr = operationPanels({ by: "", where: "" }).find((panel) => panel.id === id)?.queries[0]?.expr ?? "";
  const query = fillIn(expr, { stepMs: MINUTE, rangeMs: 10 * MINUTE });
  const at = { startMs: 10 * MINUTE, endMs: 10 * MINUTE, stepMs: 0, lookbackMs: 5 * MINUTE, subqueryStepMs: MINUTE };
  const limits = { maxSamples: 1_000_000, maxPoints: 11_000 };
  const { value, warnings } = await evaluate(
    parseQuery(query),
    { ...at, query, limits, signal: null },
    memorySource(CLIENTS),
  );
  if (value.type !== "vector") throw new Error(value.type);
  return {
    values: value.samples.map((one) => `${formatLabels(one.labels)} ${Number(one.value.toFixed(9))}`),
    warnings,
  };
}

it("counts the operations of both", async () => {
  expect(await ask("operations")).toEqual({ values: ['{db_operation_name="SELECT"} 2'], warnings: [] });
});

it("says that none fails, and not that nothing is known", async () => {
  expect(await ask("operation-errors")).toEqual({ values: ['{error_type="no errors"} 0'], warnings: [] });
});
