/**
 * A service's fourth golden signal as data: what its processes and pools use, and the bytes that it moves. From its own metrics
 * (`process.*`, `db.client.connection.*`, `http.server.*.body.size`) or, for processor and memory, from what watches its pods.
 */
import type { DashboardRow, PanelSpec } from "../panels/panelSpec.ts";
import { quoted } from "./signalQueries.ts";

const COMMON = { draw: "lines", columns: 3 } as const;
const INSTANCE = "service_instance_id, k8s_pod_name";
const INSTANCE_NAME = "{{service_instance_id}}{{k8s_pod_name}}";

export function serviceSaturationRow(service: string): DashboardRow {
  const of = `{service_name=${quoted(service)}}`;
  return { title: "Saturation", panels: [cpu(service, of), memory(service, of), pools(service), bytes(service, of)] };
}

function cpu(service: string, of: string): PanelSpec {
  const used = (metric: string) => `max by (${INSTANCE}) (${metric}${of})`;
  return {
    ...COMMON,
    id: "service-cpu",
    title: "CPU in use",
    answers: "Which share of its CPU does each instance use?",
    unit: "ratio",
    queries: [
      {
        ref: "A",
        expr: `${used("process_cpu_utilization_ratio")} or ${used("jvm_cpu_recent_utilization_ratio")}`,
        legend: INSTANCE_NAME,
      },
    ],
    missing: `${service} does not tell its CPU: its SDK's runtime or host instrumentation sends process.cpu.utilization.`,
  };
}

function memory(service: string, of: string): PanelSpec {
  return {
    ...COMMON,
    id: "service-memory",
    title: "Memory in use",
    answers: "How much memory does each instance hold?",
    unit: "bytes",
    queries: [
      {
        ref: "A",
        expr: `max by (${INSTANCE}) (process_memory_usage_bytes${of}) or sum by (${INSTANCE}) (jvm_memory_used_bytes${of})`,
        legend: INSTANCE_NAME,
      },
    ],
    missing: `${service} does not tell its memory: its SDK's runtime or host instrumentation sends process.memory.usage.`,
  };
}

/** Of each pool the instance that is nearest to its limit, in names of today and of before 2024. */
function pools(service: string): PanelSpec {
  const pool = "db_client_connection_pool_name, pool_name";
  const each = (metric: string, more = "") =>
    `sum by (service_instance_id, ${pool}) (${metric}{service_name=${quoted(service)}${more}})`;
  const use = `${each("db_client_connection_count", ', db_client_connection_state="used"')} / ${each("db_client_connection_max")}`;
  const oldUse = `${each("db_client_connections_usage", ', state="used"')} / ${each("db_client_connections_max")}`;
  return {
    ...COMMON,
    id: "service-pools",
    title: "Connection pools",
    answers: "Which share of its connections does its fullest pool have in use?",
    unit: "ratio",
    thresholds: [{ value: 0.9, label: "90 %", level: "warn" }],
    queries: [
      {
        ref: "A",
        expr: `max by (${pool}) (${use}) or max by (${pool}) (${oldUse})`,
        legend: "{{db_client_connection_pool_name}}{{pool_name}}",
      },
    ],
    missing: `${service} tells of no pool: instrumentation of its database client sends db.client.connection.count and .max.`,
  };
}

function bytes(service: string, of: string): PanelSpec {
  const flow = (direction: string) => {
    const rate = (name: string) => `sum (rate(http_server_${direction}_${name}_bytes_sum${of}[$__rate_interval]))`;
    return `${rate("body_size")} or ${rate("size")}`;
  };
  return {
    ...COMMON,
    id: "service-bytes",
    title: "Bytes",
    answers: "How much does it receive and answer?",
    unit: "bytesPerSecond",
    queries: [
      { ref: "in", expr: flow("request"), legend: "received" },
      { ref: "out", expr: flow("response"), legend: "answered" },
    ],
    missing: `${service} does not tell the size of what it moves: HTTP instrumentation that is told to sends http.server.request.body.size and http.server.response.body.size.`,
  };
}
