/**
 * A service's fourth golden signal as data: what its processes and pools use, and the bytes that it moves. From its own metrics
 * (`process.*`, `db.client.connection.*`, `http.server.*.body.size`) or, for processor and memory, from what watches its pods.
 */
import type { DashboardRow, PanelSpec } from "../panels/panelSpec.ts";
import { quoted } from "./signalQueries.ts";

const COMMON = { draw: "lines", columns: 3 } as const;
const INSTANCE = "service_instance_id, k8s_pod_name, host_name";
const INSTANCE_NAME = "{{k8s_pod_name|host_name|service_instance_id}}";

export function serviceSaturationRow(service: string): DashboardRow {
  const of = `{service_name=${quoted(service)}}`;
  return { title: "Saturation", panels: [cpu(service, of), memory(service, of), pools(service), bytes(service, of)] };
}

/** What the kubelet tells of the service's pods: under its name, or under no name, where its target says in which pods it runs. */
function podsOf(service: string, of: string, metric: string): string {
  const job = quoted(`(.+/)?${service.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  const pods = (matchers: string) => `max by (k8s_pod_name) (${metric}${matchers})`;
  return `${pods(of)} or ${pods('{k8s_pod_name!="",service_name=""}')} and on (k8s_pod_name) target_info{job=~${job}}`;
}

/** Processes where they tell it, else pods: both would draw one thing twice. */
const orPods = (processes: string, pods: string) => `(${processes}) or (${pods}) unless on () (${processes})`;

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
        expr: orPods(
          `${used("process_cpu_utilization_ratio")} or ${used("jvm_cpu_recent_utilization_ratio")}`,
          podsOf(service, of, "k8s_pod_cpu_limit_utilization_ratio"),
        ),
        legend: INSTANCE_NAME,
      },
    ],
    missing: `${service} does not tell its CPU: its SDK's runtime or host instrumentation sends process.cpu.utilization, the Collector's kubelet_stats receiver k8s.pod.cpu_limit_utilization.`,
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
        expr: orPods(
          `max by (${INSTANCE}) (process_memory_usage_bytes${of}) or sum by (${INSTANCE}) (jvm_memory_used_bytes${of})`,
          `${podsOf(service, of, "k8s_pod_memory_working_set_bytes")} or ${podsOf(service, of, "k8s_pod_memory_usage_bytes")}`,
        ),
        legend: INSTANCE_NAME,
      },
    ],
    missing: `${service} does not tell its memory: its SDK's runtime or host instrumentation sends process.memory.usage, the Collector's kubelet_stats receiver k8s.pod.memory.working_set.`,
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
    signal: "saturation",
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
