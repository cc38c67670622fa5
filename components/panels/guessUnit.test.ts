/** Units that a query's text gives away. */
import { describe, expect, it } from "vitest";
import { guessUnit } from "./guessUnit.ts";

describe("guessUnit", () => {
  it.each([
    ["process_memory_usage_bytes", "bytes"],
    ["rate(system_network_io_bytes_total[5m])", "bytesPerSecond"],
    ["sum(rate(traces_span_metrics_calls_total[5m]))", "perSecond"],
    ["sum(rate(http_server_request_duration_seconds_count[5m]))", "perSecond"],
    ["histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[5m])))", "seconds"],
    ['sum(rate(a_total{code=~"5.."}[5m])) / sum(rate(a_total[5m]))', "ratio"],
    ["rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])", "seconds"],
    ["system_cpu_utilization_ratio", "ratio"],
    ["count by (job) (up)", "count"],
    ['up{unit="_seconds"}', "plain"],
    ["kafka_consumer_lag", "plain"],
  ])("of %s is %s", (expr, unit) => {
    expect(guessUnit(expr)).toBe(unit);
  });
});
