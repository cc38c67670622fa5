/** Names of metrics, units and labels, against the official translator's worked examples. */
import { describe, expect, it } from "vitest";
import { labelName, type MetricShape, metricName, metricType, unitName } from "./prometheusNames.ts";

const gauge = { kind: 5, temporality: 0, isMonotonic: false };
const counter = { kind: 7, temporality: 2, isMonotonic: true };
const upDown = { kind: 7, temporality: 2, isMonotonic: false };
const histogram = { kind: 9, temporality: 2, isMonotonic: false };

/** Worked examples from prometheus/otlptranslator's own tests and the compatibility specification. */
const NAMES: readonly [string, string, Omit<MetricShape, "name" | "unit">, string][] = [
  ["system.cpu.time", "s", counter, "system_cpu_time_seconds_total"],
  ["system.cpu.utilization", "1", gauge, "system_cpu_utilization_ratio"],
  ["http.server.request.duration", "s", histogram, "http_server_request_duration_seconds"],
  ["http.server.active_requests", "{request}", upDown, "http_server_active_requests"],
  ["system.network.io", "By", counter, "system_network_io_bytes_total"],
  ["system.network.throughput", "By/s", gauge, "system_network_throughput_bytes_per_second"],
  ["requests_total", "1", counter, "requests_total"],
  ["total.requests", "", counter, "requests_total"],
  ["memory_usage_bytes", "By", gauge, "memory_usage_bytes"],
  ["ratio.of.things", "1", gauge, "of_things_ratio"],
  ["things", "1", upDown, "things"],
  ["3xx.responses", "", gauge, "_3xx_responses"],
  ["a  b--c", "", gauge, "a_b_c"],
  ["redis.latest_fork", "us", gauge, "redis_latest_fork_microseconds"],
  ["nginx.requests", "{requests}/m", gauge, "nginx_requests_per_minute"],
  ["disk.temperature", "Cel", gauge, "disk_temperature_celsius"],
  ["weird", "_/_", gauge, "weird"],
  ["weird", "foo_/_bar", gauge, "weird_foo_per_bar"],
  ["temperature.ünit", "°C", gauge, "temperature_nit_C"],
  ["constructor", "constructor", gauge, "constructor"],
  ["---", "", gauge, ""],
];

describe("metric names", () => {
  it.each(NAMES)("%s in %s becomes the name that Prometheus gives it", (name, unit, shape, expected) => {
    expect(metricName({ name, unit, ...shape })).toBe(expected);
  });

  it("give deltas the type and name of what they sum up to", () => {
    const delta = { name: "jobs", unit: "", kind: 7, temporality: 1, isMonotonic: true };
    expect([metricType(delta), metricName(delta)]).toEqual(["counter", "jobs_total"]);
  });
});

describe("unit names", () => {
  it.each([
    ["s", "seconds"],
    ["By/s", "bytes_per_second"],
    ["requests/s", "requests_per_second"],
    ["1", ""],
    ["{request}", ""],
    ["%", "percent"],
  ])("%s -> %s", (unit, expected) => expect(unitName(unit)).toBe(expected));
});

describe("label names", () => {
  it.each([
    ["http.method", "http_method"],
    ["123invalid", "key_123invalid"],
    ["__reserved__", "__reserved__"],
    ["a..b", "a_b"],
    ["_private", "_private"],
    ["___", ""],
    ["", ""],
    ["日本", ""],
  ])("%s -> %s", (attribute, expected) => expect(labelName(attribute)).toBe(expected));
});
