/**
 * What is nearest to its limit, over all hosts (or nodes of Kubernetes), pools and queues: the Overview's last signal. Old names of metrics and attributes stand
 * beside the current ones; semantic conventions of `system.*`, `db.client.connection.*` and `messaging.*`.
 */
import type { DashboardRow, PanelSpec } from "../panels/panelSpec.ts";

const IDLE = '{cpu_mode="idle"} or system_cpu_utilization_ratio{state="idle"}';
/** Share of a host's CPU in use: told as such, or counted from its seconds. */
const HOST_CPU = `(1 - avg by (host_name) (system_cpu_utilization_ratio${IDLE})
  or 1 - avg by (host_name) (rate(system_cpu_time_seconds_total{cpu_mode="idle"}[$__rate_interval]) or rate(system_cpu_time_seconds_total{state="idle"}[$__rate_interval])))`;
const HOST_MEMORY = `(sum by (host_name) (system_memory_utilization_ratio{system_memory_state="used"} or system_memory_utilization_ratio{state="used"})
  or sum by (host_name) (system_memory_usage_bytes{system_memory_state="used"} or system_memory_usage_bytes{state="used"}) / sum by (host_name) (system_memory_usage_bytes))`;

const ofNode = (metric: string) => `max by (k8s_node_name) (${metric}{k8s_node_name!=""})`;
/** The same of the nodes of Kubernetes; the receiver once counted processors as utilization: what is above 1 is no share. */
const NODE_CPU = `(${ofNode("k8s_node_cpu_usage")} / (${ofNode("k8s_node_cpu_allocatable")} or ${ofNode("k8s_node_allocatable_cpu")})
  or ${ofNode("k8s_node_cpu_utilization_ratio")} <= 1)`;
const NODE_USED = ofNode("k8s_node_memory_working_set_bytes");
const NODE_MEMORY = `(${NODE_USED} / (${NODE_USED} + ${ofNode("k8s_node_memory_available_bytes")}) or ${ofNode("k8s_node_memory_utilization_ratio")})`;

/** Nodes are told where no host is: else each machine would be there under two names. */
const machines = (hosts: string, nodes: string) => `(${hosts} or ${nodes} unless on () ${hosts})`;
const CPU = machines(HOST_CPU, NODE_CPU);
const MEMORY = machines(HOST_MEMORY, NODE_MEMORY);
const MACHINE = "{{host_name}}{{k8s_node_name}}";

const POOL_BY = "service_name, service_instance_id, db_client_connection_pool_name, pool_name";
const POOL = `(sum by (${POOL_BY}) (db_client_connection_count{db_client_connection_state="used"}) / sum by (${POOL_BY}) (db_client_connection_max)
  or sum by (${POOL_BY}) (db_client_connections_usage{state="used"}) / sum by (${POOL_BY}) (db_client_connections_max))`;

/** Of each consumer the first of these that is there: the receiver's sum, its partitions, kafka_exporter; RabbitMQ's plug-in, its receiver. */
const QUEUES = [
  "sum by (group, topic) (kafka_consumer_group_lag_sum)",
  "sum by (group, topic) (kafka_consumer_group_lag_sum_ratio)",
  "sum by (group, topic) (kafka_consumer_group_lag)",
  "sum by (group, topic) (kafka_consumer_group_lag_ratio)",
  "sum by (consumergroup, topic) (kafka_consumergroup_lag)",
  "sum by (queue) (rabbitmq_queue_messages_ready)",
  'sum by (queue, rabbitmq_queue_name) (rabbitmq_message_current{state="ready"} or rabbitmq_message_current{rabbitmq_message_state="ready"})',
].join(" or ");

export const BUSIEST_CPU = `max(${CPU})`;
export const FULLEST_MEMORY = `max(${MEMORY})`;
export const FULLEST_POOL = `max(${POOL})`;

export const NEAR = [{ value: 0.9, label: "90 %", level: "warn" as const }];

const PANELS: readonly PanelSpec[] = [
  {
    id: "cpu",
    signal: "saturation",
    title: "CPU in use",
    answers: "How busy is each host or node?",
    unit: "ratio",
    draw: "lines",
    columns: 3,
    thresholds: NEAR,
    queries: [{ ref: "A", expr: CPU, legend: MACHINE }],
    missing:
      "No host tells its CPU: the Collector's host-metrics receiver with the scraper `cpu` brings it, in Kubernetes its kubelet_stats receiver.",
  },
  {
    id: "memory",
    signal: "saturation",
    title: "Memory in use",
    answers: "How full is the memory of each host or node?",
    unit: "ratio",
    draw: "lines",
    columns: 3,
    thresholds: NEAR,
    queries: [{ ref: "A", expr: MEMORY, legend: MACHINE }],
    missing:
      "No host tells its memory: the Collector's host-metrics receiver with the scraper `memory` brings it, in Kubernetes its kubelet_stats receiver.",
  },
  {
    id: "pools",
    signal: "saturation",
    title: "Connection pools",
    answers: "Which share of its connections does each service's fullest pool have in use?",
    unit: "ratio",
    draw: "lines",
    columns: 3,
    thresholds: NEAR,
    queries: [
      {
        ref: "A",
        expr: `max by (service_name, db_client_connection_pool_name, pool_name) (${POOL})`,
        legend: "{{service_name}} {{db_client_connection_pool_name}}{{pool_name}}",
      },
    ],
    missing:
      "No pool tells its connections: database clients whose instrumentation sends db.client.connection.count and .max do.",
  },
  {
    id: "queues",
    title: "Waiting in queues",
    answers: "How many messages has each consumer still to read?",
    unit: "count",
    draw: "lines",
    columns: 3,
    queries: [
      {
        ref: "A",
        expr: QUEUES,
        legend: "{{group}}{{consumergroup}} {{topic}}{{queue}}{{rabbitmq_queue_name}}",
      },
    ],
    missing: "No queue tells its backlog: the Collector's Kafka-metrics or RabbitMQ receiver brings it.",
  },
];

export const SATURATION_ROW: DashboardRow = { title: "Saturation", panels: PANELS };
