/** The list of metrics: one row a name, found, grouped, sorted. */
import { describe, expect, it } from "vitest";
import { findMetrics, groupByPrefix, type MetricFamily, metricRows, mostSeriesFirst } from "./metricRows.ts";

const family = (name: string, more: Partial<MetricFamily> = {}): MetricFamily => ({
  name,
  sentName: name,
  type: "gauge",
  help: "",
  unit: "",
  seriesCount: 1,
  ...more,
});
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

describe("metricRows", () => {
  it("is one row a name, with the series of all who send it", () => {
    const [row] = metricRows(
      [
        family("http_duration_seconds", { sentName: "http.duration", seriesCount: 3 }),
        family("http_duration_seconds", { sentName: "http_duration", seriesCount: 4, help: "How long." }),
      ],
      undefined,
    );
    expect(row).toMatchObject({ series: 7, help: "How long.", sentNames: ["http.duration", "http_duration"] });
  });

  it("does not know the series of derived metrics before they are counted", () => {
    const derived = [family("log_records_total", { seriesCount: null })];
    expect(metricRows(derived, undefined)[0]?.series).toBeNull();
    expect(metricRows(derived, {})[0]?.series).toBe(0);
    expect(metricRows(derived, { log_records_total: 12 })[0]).toMatchObject({ series: 12, derived: true });
  });
});

describe("finding metrics", () => {
  const rows = metricRows(
    [
      family("process_memory_usage_bytes", { sentName: "process.memory.usage", help: "Resident set." }),
      family("jvm_threads", { help: "Threads of the process.", type: "counter" }),
    ],
    undefined,
  );
  it("takes every word, in either spelling of the name, and the description after the name", () => {
    expect(names(findMetrics(rows, "MEMORY process", null))).toEqual(["process_memory_usage_bytes"]);
    expect(names(findMetrics(rows, "process.memory", null))).toEqual(["process_memory_usage_bytes"]);
    expect(names(findMetrics(rows, "process", null))).toEqual(["process_memory_usage_bytes", "jvm_threads"]);
    expect(names(findMetrics(rows, "", "counter"))).toEqual(["jvm_threads"]);
  });
});

describe("the order of metrics", () => {
  it("groups what shares a prefix and gathers the rest", () => {
    const rows = metricRows(
      ["up", "http_b", "http_a", "system.cpu", "system_memory"].map((name) => family(name)),
      undefined,
    );
    expect(groupByPrefix(rows).map(({ prefix, rows: of }) => [prefix, names(of)])).toEqual([
      ["http", ["http_b", "http_a"]],
      ["system", ["system.cpu", "system_memory"]],
      ["", ["up"]],
    ]);
  });

  it("has the worst cardinality first, and the unknown last", () => {
    const rows = metricRows(
      [family("a", { seriesCount: 2 }), family("b", { seriesCount: null }), family("c", { seriesCount: 90 })],
      undefined,
    );
    expect(names(mostSeriesFirst(rows))).toEqual(["c", "a", "b"]);
  });
});
