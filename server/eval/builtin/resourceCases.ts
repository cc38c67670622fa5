/** Synthetic metrics for the built-in rules on what runs out, in hosts, in Kubernetes and in programs. */
import type { RuleCases } from "./serviceCases.ts";
import { counter, gauge, slope, steps } from "./syntheticSeries.ts";

const GB = 2 ** 30;
const one = (...lines: readonly string[]) => [lines];

/** Seconds of idle and busy processor a minute. */
const cpu = (metric: string, label: string, host: string, busy: number) => [
  counter(`${metric}{${host},${label}="idle"}`, 60 - busy),
  counter(`${metric}{${host},${label}="user"}`, busy),
];
const WEB = 'host_name="web-1"';
const NODE = 'instance="web-1:9100"';
const states = (metric: string, label: string, more: string, used: number, free: number) => [
  gauge(`${metric}{${WEB},${more}${label}="used"}`, used),
  gauge(`${metric}{${WEB},${more}${label}="free"}`, free),
];
const disk = (label: string, used: number, free: number, type = "ext4") =>
  states("system_filesystem_usage_bytes", label, `mountpoint="/data",type="${type}",`, used, free);
const nodeDisk = (free: number) => [
  gauge(`node_filesystem_avail_bytes{${NODE},mountpoint="/",fstype="ext4"}`, free),
  gauge(`node_filesystem_size_bytes{${NODE},mountpoint="/",fstype="ext4"}`, 100),
];
/** Free bytes now (at the end of the seven hours), and how many go in an hour. */
const filling = (series: string, left: number, perHour: number) => [slope(series, left + 7 * perHour, -perHour / 60)];
const FREE = `system_filesystem_usage_bytes{${WEB},system_filesystem_mountpoint="/data",system_filesystem_state="free"}`;
const NODE_FREE = `node_filesystem_avail_bytes{${NODE},mountpoint="/",fstype="ext4"}`;

export const HOST_CASES: Readonly<Record<string, RuleCases>> = {
  HostCpuSaturated: {
    fires: [
      cpu("system_cpu_time_seconds_total", "cpu_mode", WEB, 59),
      cpu("system_cpu_time_seconds_total", "state", WEB, 59),
      cpu("node_cpu_seconds_total", "mode", NODE, 59),
    ],
    silent: [cpu("system_cpu_time_seconds_total", "cpu_mode", WEB, 40)],
  },
  HostLoadHigh: {
    fires: [
      [gauge(`system_cpu_load_average_1m{${WEB}}`, 9), gauge(`system_cpu_logical_count{${WEB}}`, 4)],
      [gauge(`node_load1{${NODE}}`, 9), counter(`node_cpu_seconds_total{${NODE},mode="idle",cpu="0"}`, 1)],
    ],
    silent: one(gauge(`system_cpu_load_average_1m{${WEB}}`, 5), gauge(`system_cpu_logical_count{${WEB}}`, 4)),
  },
  HostMemoryAlmostFull: {
    fires: [
      states("system_memory_usage_bytes", "state", "", 97, 3),
      states("system_memory_usage_bytes", "system_memory_state", "", 97, 3),
      [gauge(`node_memory_MemAvailable_bytes{${NODE}}`, 3), gauge(`node_memory_MemTotal_bytes{${NODE}}`, 100)],
    ],
    silent: [states("system_memory_usage_bytes", "state", "", 90, 10)],
  },
  HostSwapFull: {
    fires: [states("system_paging_usage_bytes", "state", "", 9, 1)],
    silent: [
      states("system_paging_usage_bytes", "state", "", 1, 9),
      [gauge(`node_memory_SwapFree_bytes{${NODE}}`, 0), gauge(`node_memory_SwapTotal_bytes{${NODE}}`, 0)],
    ],
  },
  DiskAlmostFull: {
    fires: [disk("state", 97, 3), disk("system_filesystem_state", 97, 3), nodeDisk(3)],
    silent: [disk("state", 90, 10), disk("state", 100, 0, "squashfs"), nodeDisk(20)],
  },
  DiskFullWithinDay: {
    fires: [filling(FREE, 20 * GB, 2 * GB), filling(NODE_FREE, 20 * GB, 2 * GB)],
    silent: [filling(FREE, 200 * GB, 2 * GB), filling(FREE, 20 * GB, -GB)],
  },
  DiskFullWithinHours: { fires: [filling(FREE, 2 * GB, GB)], silent: [filling(FREE, 20 * GB, GB)] },
  DiskSaturated: {
    fires: one(counter(`system_disk_io_time_seconds_total{${WEB},device="sda"}`, 59)),
    silent: one(counter(`system_disk_io_time_seconds_total{${WEB},device="sda"}`, 30)),
  },
  NetworkErrors: {
    fires: one(counter(`system_network_errors_total{${WEB},device="eth0"}`, 600)),
    silent: one(counter(`system_network_errors_total{${WEB},device="eth0"}`, 2)),
  },
  HostSilent: {
    fires: one(counter(`system_cpu_time_seconds_total{${WEB},state="idle"}`, 50, null)),
    silent: one(counter(`system_cpu_time_seconds_total{${WEB},state="idle"}`, 50)),
  },
};

const POD = 'k8s_namespace_name="shop",k8s_pod_name="cart-1"';
const CONTAINER = `${POD},k8s_container_name="cart"`;
const KUBE = 'namespace="shop",pod="cart-1"';

export const KUBERNETES_CASES: Readonly<Record<string, RuleCases>> = {
  NodeNotReady: {
    fires: [
      [gauge('k8s_node_condition_ready{k8s_node_name="n1"}', 1, 0)],
      [
        gauge(
          'k8s_node_condition_status{k8s_node_name="n1",k8s_node_condition_type="Ready",k8s_node_condition_status="unknown"}',
          0,
          1,
        ),
      ],
      [gauge('kube_node_status_condition{node="n1",condition="Ready",status="true"}', 1, 0)],
    ],
    silent: [
      [gauge('k8s_node_condition_ready{k8s_node_name="n1"}', 1)],
      [
        gauge(
          'k8s_node_condition_status{k8s_node_name="n1",k8s_node_condition_type="Ready",k8s_node_condition_status="true"}',
          1,
        ),
      ],
    ],
  },
  NodeMemoryPressure: {
    fires: one(gauge('k8s_node_condition_memory_pressure{k8s_node_name="n1"}', 0, 1)),
    silent: one(gauge('k8s_node_condition_memory_pressure{k8s_node_name="n1"}', 0)),
  },
  NodeDiskAlmostFull: {
    fires: one(
      gauge('k8s_node_filesystem_usage_bytes{k8s_node_name="n1"}', 95),
      gauge('k8s_node_filesystem_capacity_bytes{k8s_node_name="n1"}', 100),
    ),
    silent: one(
      gauge('k8s_node_filesystem_usage_bytes{k8s_node_name="n1"}', 80),
      gauge('k8s_node_filesystem_capacity_bytes{k8s_node_name="n1"}', 100),
    ),
  },
  ContainerRestartsLoop: {
    fires: [
      [steps(`k8s_container_restarts{${CONTAINER}}`, [365, 370, 375])],
      [steps(`k8s_container_restart_count{${CONTAINER}}`, [365, 370, 375])],
      [steps(`kube_pod_container_status_restarts_total{${KUBE},container="cart"}`, [360, 365, 370, 375])],
    ],
    silent: [
      [steps(`k8s_container_restarts{${CONTAINER}}`, [100, 370, 375])],
      [gauge(`k8s_container_restarts{${CONTAINER}}`, 40)],
    ],
  },
  PodPending: {
    fires: [[gauge(`k8s_pod_phase{${POD}}`, 2, 1)], [gauge(`kube_pod_status_phase{${KUBE},phase="Pending"}`, 0, 1)]],
    silent: one(gauge(`k8s_pod_phase{${POD}}`, 2)),
  },
  PodFailed: { fires: one(gauge(`k8s_pod_phase{${POD}}`, 2, 4)), silent: one(gauge(`k8s_pod_phase{${POD}}`, 3)) },
  ContainerNearMemoryLimit: {
    fires: [
      [gauge(`k8s_container_memory_limit_utilization_ratio{${CONTAINER}}`, 0.97)],
      [
        gauge(`container_memory_working_set_bytes{${CONTAINER}}`, 97),
        gauge(`container_memory_available_bytes{${CONTAINER}}`, 3),
      ],
    ],
    silent: one(gauge(`k8s_container_memory_limit_utilization_ratio{${CONTAINER}}`, 0.9)),
  },
  ContainerAtCpuLimit: {
    fires: one(gauge(`k8s_pod_cpu_limit_utilization_ratio{${POD}}`, 0.5, 0.99)),
    silent: one(gauge(`k8s_pod_cpu_limit_utilization_ratio{${POD}}`, 0.5)),
  },
};

const CART = 'service_name="cart",service_instance_id="1"';
const pool = (used: number, most: number) => [
  gauge(
    `db_client_connection_count{${CART},db_client_connection_pool_name="main",db_client_connection_state="used"}`,
    used,
  ),
  gauge(
    `db_client_connection_count{${CART},db_client_connection_pool_name="main",db_client_connection_state="idle"}`,
    most - used,
  ),
  gauge(`db_client_connection_max{${CART},db_client_connection_pool_name="main"}`, most),
];
const heap = (used: number) => [
  gauge(`jvm_memory_used_bytes{${CART},jvm_memory_type="heap",jvm_memory_pool_name="eden"}`, used),
  gauge(`jvm_memory_limit_bytes{${CART},jvm_memory_type="heap",jvm_memory_pool_name="eden"}`, 100),
];
const LAG = 'kafka_consumer_group_lag_sum{group="mail",topic="orders"}';

export const RESOURCE_CASES: Readonly<Record<string, RuleCases>> = {
  JvmHeapAlmostFull: { fires: [heap(97)], silent: [heap(80)] },
  GarbageCollectionTakesLong: {
    fires: one(counter(`dotnet_gc_pause_time_seconds_total{${CART}}`, 1, 12)),
    silent: one(counter(`dotnet_gc_pause_time_seconds_total{${CART}}`, 1)),
  },
  EventLoopBlocked: {
    fires: [
      [gauge(`nodejs_eventloop_delay_p99_seconds{${CART}}`, 0.01, 0.6)],
      [gauge(`nodejs_eventloop_lag_p99_seconds{${CART}}`, 0.01, 0.6)],
    ],
    silent: one(gauge(`nodejs_eventloop_delay_p99_seconds{${CART}}`, 0.02)),
  },
  ThreadPoolStarved: {
    fires: one(gauge(`dotnet_thread_pool_queue_length{${CART}}`, 0, 400)),
    silent: one(gauge(`dotnet_thread_pool_queue_length{${CART}}`, 3)),
  },
  FileDescriptorsAlmostGone: {
    fires: [
      [
        gauge('process_open_fds{job="cart",instance="a:1"}', 950),
        gauge('process_max_fds{job="cart",instance="a:1"}', 1000),
      ],
      [gauge(`jvm_file_descriptor_count{${CART}}`, 95), gauge(`jvm_file_descriptor_limit{${CART}}`, 100)],
    ],
    silent: one(
      gauge('process_open_fds{job="cart",instance="a:1"}', 200),
      gauge('process_max_fds{job="cart",instance="a:1"}', 1000),
    ),
  },
  GoroutinesGrow: {
    fires: [
      [slope(`go_goroutine_count{${CART}}`, 100, 100)],
      [slope('go_goroutines{job="cart",instance="a:1"}', 100, 100)],
    ],
    silent: [[gauge(`go_goroutine_count{${CART}}`, 9_000)], [gauge(`go_goroutine_count{${CART}}`, 100, 900)]],
  },
  PoolExhausted: {
    fires: [
      pool(20, 20),
      [
        gauge(`db_client_connections_usage{${CART},pool_name="main",state="used"}`, 10),
        gauge(`db_client_connections_max{${CART},pool_name="main"}`, 10),
      ],
      [
        gauge('hikaricp_connections_active{job="cart",pool="main"}', 10),
        gauge('hikaricp_connections_max{job="cart",pool="main"}', 10),
      ],
    ],
    silent: [pool(15, 20)],
  },
  PoolMakesWait: {
    fires: one(gauge(`db_client_connection_pending_requests{${CART},db_client_connection_pool_name="main"}`, 0, 12)),
    silent: one(gauge(`db_client_connection_pending_requests{${CART},db_client_connection_pool_name="main"}`, 1)),
  },
  PoolTimesOut: {
    fires: one(counter(`db_client_connection_timeouts_total{${CART},db_client_connection_pool_name="main"}`, 0, 1)),
    silent: one(counter(`db_client_connection_timeouts_total{${CART},db_client_connection_pool_name="main"}`, 0)),
  },
  DatabaseRefusesConnections: {
    fires: one(counter('postgresql_connection_refused_total{service_name="orders-db"}', 0, 2)),
    silent: one(counter('postgresql_connection_refused_total{service_name="orders-db"}', 0)),
  },
  DatabaseDeadlocks: {
    fires: one(counter('postgresql_deadlocks_total{service_name="orders-db"}', 0, 1)),
    silent: one(counter('postgresql_deadlocks_total{service_name="orders-db"}', 0.1)),
  },
  QueueLagGrows: {
    fires: [[slope(LAG, 0, 10)], [slope('rabbitmq_queue_messages_ready{queue="orders"}', 0, 10)]],
    silent: [[gauge(LAG, 5_000)], [slope(LAG, 0, 1)]],
  },
  QueueOld: {
    fires: one(gauge('kafka_consumer_group_oldest_age_seconds{group="mail",topic="orders"}', 2, 600)),
    silent: one(gauge('kafka_consumer_group_oldest_age_seconds{group="mail",topic="orders"}', 20)),
  },
};
