/**
 * Queries for the comparison with Debian's Prometheus 2.42: what both can answer. Left out, since 2.42 has none of it: limitk,
 * limit_ratio, info(), mad_over_time, sort_by_label, double_exponential_smoothing (there holt_winters), histogram_avg, first_over_time, ts_of_*,
 * start_timestamp, histogram_quantiles, duration expressions, anchored, smoothed, fill, quoted names, native histograms (promtool
 * back-fills none).
 */
const OVER_TIME = [
  "avg_over_time",
  "min_over_time",
  "max_over_time",
  "sum_over_time",
  "count_over_time",
  "last_over_time",
  "stddev_over_time",
  "stdvar_over_time",
  "present_over_time",
  "absent_over_time",
  "changes",
  "deriv",
  "delta",
  "idelta",
];
const COUNTERS = ["rate", "increase", "irate", "resets"];
const AGGREGATES = ["sum", "avg", "min", "max", "count", "stddev", "stdvar", "group"];
const INSTANT = [
  "abs",
  "ceil",
  "floor",
  "exp",
  "ln",
  "log2",
  "log10",
  "sqrt",
  "sgn",
  "sin",
  "cos",
  "atan",
  "deg",
  "rad",
];
const CALENDAR = ["minute", "hour", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year"];
const OPERATORS = ["+", "-", "*", "/", "%", "^", "atan2", "==", "!=", ">", "<", ">=", "<="];
const GROUPS = ["", " by (service)", " by (code)", " without (instance)", " by (nothing)"];

const RATE = "rate(requests_total[5m])";

export function comparedQueries(): string[] {
  const ranges = ["1m", "5m", "37m"];
  return [
    ...ranges.flatMap((range) => OVER_TIME.map((name) => `${name}(temperature_celsius[${range}])`)),
    ...ranges.flatMap((range) => OVER_TIME.map((name) => `${name}(rare[${range}])`)),
    ...ranges.flatMap((range) => COUNTERS.map((name) => `${name}(requests_total[${range}])`)),
    ...ranges.flatMap((range) =>
      COUNTERS.map((name) => `sum by (service) (${name}(requests_total[${range}] offset 7m))`),
    ),
    ...GROUPS.flatMap((group) => AGGREGATES.map((name) => `${name}${group} (${RATE})`)),
    ...INSTANT.map((name) => `${name}(temperature_celsius)`),
    ...CALENDAR.map((name) => `${name}(temperature_celsius * 1e7)`),
    ...OPERATORS.map((operator) => `temperature_celsius ${operator} 21.5`),
    ...OPERATORS.map((operator) => `temperature_celsius ${operator} on (service) group_left () rare`),
    ...OPERATORS.map((operator) => `sum by (service) (requests_total) ${operator} on (service) rare`),
    ...["0", "0.5", "0.95", "0.99", "1", "1.5", "-1"].flatMap((q) => [
      `histogram_quantile(${q}, sum by (le) (rate(latency_seconds_bucket[5m])))`,
      `histogram_quantile(${q}, rate(latency_seconds_bucket[10m]))`,
      `quantile by (room) (${q}, temperature_celsius)`,
      `quantile_over_time(${q}, temperature_celsius[10m])`,
    ]),
    ...["and", "or", "unless"].flatMap((set) => [
      `temperature_celsius ${set} temperature_celsius{room="r1"}`,
      `${RATE} ${set} on (service) (rare > 50)`,
    ]),
    ...[
      'service="service-1"',
      'service!="service-1"',
      'service=~"service-[12].*"',
      'service!~".*3|.*4"',
      'nothing=""',
    ].flatMap((matcher) => [`requests_total{${matcher}}`, `count(temperature_celsius{${matcher}})`]),
    ...["1m:15s", "10m:1m", "30m:", "1h:7m"].flatMap((range) => [
      `max_over_time(sum by (service) (${RATE})[${range}])`,
      `avg_over_time(temperature_celsius[${range}] offset 3m)`,
      `rate(sum by (service) (requests_total)[${range}])`,
    ]),
    ...SINGLE,
  ];
}

const SINGLE = [
  `topk(3, ${RATE})`,
  `bottomk(3, ${RATE})`,
  `topk by (code) (1, ${RATE})`,
  `count_values("v", round(temperature_celsius))`,
  "sort(rare)",
  "sort_desc(rare)",
  "clamp(temperature_celsius, 20, 22)",
  "clamp_min(temperature_celsius, 22)",
  "clamp_max(temperature_celsius, 20)",
  "round(temperature_celsius, 0.1)",
  "predict_linear(temperature_celsius[30m], 3600)",
  "timestamp(temperature_celsius)",
  "timestamp(rare)",
  "absent(nothing)",
  "absent(temperature_celsius)",
  "scalar(sum(rare))",
  "vector(time())",
  "time()",
  "pi()",
  "-temperature_celsius",
  'label_replace(rare, "n", "$1", "service", "service-(.*)")',
  'label_join(rare, "x", "-", "service", "__name__")',
  "sum(requests_total) by (code) / ignoring (code) group_left sum(requests_total)",
  'sum by (service) (rate(requests_total{code="500"}[5m])) / sum by (service) (rate(requests_total[5m]))',
  "rate(latency_seconds_sum[5m]) / rate(latency_seconds_count[5m])",
  "temperature_celsius > bool 22",
  "sum(rate(requests_total[5m] @ end()))",
  "temperature_celsius @ start()",
  "min_over_time(temperature_celsius[5m])[10m:1m]",
  "deriv(sum_over_time(temperature_celsius[2m])[10m:1m])",
  "increase(requests_total[1h]) > 1000 or vector(0)",
  '{__name__=~"rare|temperature_celsius", service="service-2"}',
  "1 + 2 * 3 ^ 2 ^ 0.5 % 7",
];
