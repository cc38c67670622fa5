/**
 * What programs run out of: heap, threads, file descriptors, connections of a pool, time for garbage collection; and queues that grow.
 * Names are OpenTelemetry's (with those it renamed) and those of client libraries that speak Prometheus.
 * Sources: semantic conventions 1.44 (runtimes, db.client.connection, messaging); HikariCP by Micrometer; kafka_exporter; RabbitMQ's plug-in.
 */
import { anyLabel, type BuiltinRule, builtinRulesOf, either } from "./builtinRule.ts";

const SERVICE = anyLabel("service_name", "job");
const PROCESS = "service_name, service_instance_id";
const POOL = anyLabel("db_client_connection_pool_name", "pool_name", "pool");
const QUEUE = anyLabel("topic", "queue");
const worstOf = (forms: readonly string[], threshold: number) =>
  either(...forms.map((form) => `max by (service_name) (${form}) > ${threshold}`));
const spent = (histogram: string) => `sum by (${PROCESS}) (histogram_sum(rate(${histogram}[5m])))`;

const RUNTIMES: readonly BuiltinRule[] = [
  {
    name: "JvmHeapAlmostFull",
    severity: "ticket",
    forMinutes: 10,
    query: worstOf(
      [
        `sum by (${PROCESS}) (jvm_memory_used_bytes{jvm_memory_type="heap"}) / sum by (${PROCESS}) (jvm_memory_limit_bytes{jvm_memory_type="heap"} > 0)`,
        `sum by (${PROCESS}) (process_runtime_jvm_memory_usage_bytes{type="heap"}) / sum by (${PROCESS}) (process_runtime_jvm_memory_limit_bytes{type="heap"} > 0)`,
      ],
      0.95,
    ),
    summary: `${SERVICE} has {{ $value | humanizePercentage }} of its heap in use`,
    description: "In the instance that is worst off more than 95 % of the heap is in use, for ten minutes.",
    runbook:
      "A heap that stays full after collections ends in OutOfMemoryError, and before that in long pauses. Take a heap dump (jcmd GC.heap_dump) before restarting: its greatest retained set names the leak. If it grew with traffic and falls with it, give it more heap, and the container with it.",
  },
  {
    name: "GarbageCollectionTakesLong",
    severity: "ticket",
    forMinutes: 10,
    query: worstOf(
      [
        spent("jvm_gc_duration_seconds"),
        spent("v8js_gc_duration_seconds"),
        `sum by (${PROCESS}) (rate(dotnet_gc_pause_time_seconds_total[5m]))`,
        `sum by (${PROCESS}) (rate(process_runtime_go_gc_pause_ns_total[5m])) / 1e9`,
      ],
      0.1,
    ),
    summary: `${SERVICE} spends {{ $value | humanizePercentage }} of its time collecting garbage`,
    description:
      "In the instance that is worst off more than a tenth of the time goes into garbage collection, for ten minutes.",
    runbook:
      "Either the heap is too small for what lives in it (then it is nearly full as well), or the program makes garbage faster than before: compare a profile of allocations with that of the version before. Requests are slow while it lasts, in all operations alike.",
  },
  {
    name: "EventLoopBlocked",
    severity: "ticket",
    forMinutes: 5,
    query: worstOf(["nodejs_eventloop_delay_p99_seconds", "nodejs_eventloop_lag_p99_seconds"], 0.25),
    summary: `${SERVICE} answers nobody for {{ $value | humanizeDuration }} at a time`,
    description:
      "The 99th percentile of the event loop's delay is above 250 ms in the instance that is worst off, for five minutes.",
    runbook:
      "Something computes without pause on the one thread: a great JSON document, a regular expression that explodes, a synchronous file or crypto call. Take a CPU profile while it lasts and look at the widest frame. Until it is found, more instances share the pain.",
  },
  {
    name: "ThreadPoolStarved",
    severity: "ticket",
    forMinutes: 5,
    query: worstOf(["dotnet_thread_pool_queue_length", "process_runtime_dotnet_thread_pool_queue_length"], 100),
    summary: `${SERVICE} has {{ $value | printf "%.0f" }} pieces of work waiting for a thread`,
    description:
      "More than a hundred work items wait in the thread pool of the instance that is worst off, for five minutes.",
    runbook:
      "Threads are blocked, mostly by waiting synchronously for asynchronous work (.Result, .Wait()) or for locks. A dump (dotnet-dump, then clrstack -all) shows where they stand. Raising the least number of threads helps for the moment.",
  },
  {
    name: "FileDescriptorsAlmostGone",
    severity: "page",
    forMinutes: 5,
    query: either(
      "max by (service_name, job, instance) (process_open_fds / process_max_fds) > 0.9",
      `max by (${PROCESS}) (jvm_file_descriptor_count / jvm_file_descriptor_limit) > 0.9`,
    ),
    summary: `${SERVICE} has {{ $value | humanizePercentage }} of its file descriptors in use`,
    description: "More than 90 % of the files and connections that the process may open are open, for five minutes.",
    runbook:
      "At the limit it can neither accept nor open connections. See what it holds (lsof -p, or ls -l /proc/PID/fd): sockets in CLOSE_WAIT are connections it forgot to close, many to one address speak for a pool without limit. Restart it to win time; raise the limit only when the number is meant.",
  },
  {
    name: "GoroutinesGrow",
    severity: "ticket",
    forMinutes: 30,
    query: either(
      "max by (service_name) (go_goroutine_count) > 2 * max by (service_name) (quantile_over_time(0.5, go_goroutine_count[6h] offset 30m)) > 5000",
      "max by (job, instance) (go_goroutines) > 2 * max by (job, instance) (quantile_over_time(0.5, go_goroutines[6h] offset 30m)) > 5000",
    ),
    summary: `${SERVICE} has {{ $value | printf "%.0f" }} goroutines, twice as many as usual`,
    description: "More than five thousand goroutines and twice the median of six hours, for half an hour.",
    runbook:
      "Goroutines that never end wait for a channel or a lock that nobody serves, or for a call without a deadline. The goroutine profile (/debug/pprof/goroutine?debug=1) counts them by the place where they stand: the first line is the leak.",
  },
];

const POOLS: readonly BuiltinRule[] = [
  {
    name: "PoolExhausted",
    severity: "page",
    forMinutes: 2,
    query: either(
      `max by (service_name, db_client_connection_pool_name) (sum by (${PROCESS}, db_client_connection_pool_name) (db_client_connection_count{db_client_connection_state="used"}) / sum by (${PROCESS}, db_client_connection_pool_name) (db_client_connection_max)) >= 0.95`,
      `max by (service_name, pool_name) (sum by (${PROCESS}, pool_name) (db_client_connections_usage{state="used"}) / sum by (${PROCESS}, pool_name) (db_client_connections_max)) >= 0.95`,
      "max by (service_name, job, pool) (hikaricp_connections_active / hikaricp_connections_max) >= 0.95",
    ),
    summary: `${SERVICE} has {{ $value | humanizePercentage }} of the connections of its pool ${POOL} in use`,
    description: "In the process that is worst off at least 95 % of a pool's connections are in use, for two minutes.",
    runbook:
      "Connections are held too long or asked for too often. Look at the slowest statements first: one that waits for a lock holds a connection all the while. A transaction left open shows as sessions idle in transaction on the database's page. Raise the pool's maximum only when the database has connections to give.",
  },
  {
    name: "PoolMakesWait",
    severity: "ticket",
    forMinutes: 5,
    query: either(
      "sum by (service_name, db_client_connection_pool_name) (db_client_connection_pending_requests) >= 5",
      "sum by (service_name, pool_name) (db_client_connections_pending_requests) >= 5",
      "sum by (service_name, job, pool) (hikaricp_connections_pending) >= 5",
    ),
    summary: `{{ $value | printf "%.0f" }} requests of ${SERVICE} wait for a connection of ${POOL}`,
    description: "At least five requests at a time wait for a connection, for five minutes.",
    runbook:
      "Waiting here is time that no statement explains: traces show a gap before the call to the database. What holds the connections is the question, as with a pool that is exhausted. If all are busy and quick, there is simply more work than connections.",
  },
  {
    name: "PoolTimesOut",
    severity: "page",
    forMinutes: 0,
    keepMinutes: 5,
    query: either(
      "sum by (service_name, db_client_connection_pool_name) (increase(db_client_connection_timeouts_total[5m])) >= 1",
      "sum by (service_name, pool_name) (increase(db_client_connections_timeouts_total[5m])) >= 1",
      "sum by (service_name, job, pool) (increase(hikaricp_connections_timeout_total[5m])) >= 1",
    ),
    summary: `{{ $value | printf "%.0f" }} requests of ${SERVICE} got no connection of ${POOL} in time`,
    description: "Within five minutes at least one request gave up waiting for a connection.",
    runbook:
      "People see these as errors. Treat it as a pool that is exhausted: find what holds connections (slow statements, locks, open transactions, a database that does not answer). If it began with a deployment, look for a call to something slow inside a transaction.",
  },
  {
    name: "DatabaseRefusesConnections",
    severity: "page",
    forMinutes: 0,
    keepMinutes: 5,
    query: "sum by (service_name, postgresql_database_name) (increase(postgresql_connection_refused_total[5m])) > 0",
    summary:
      'The database {{ $labels.service_name }}{{ $labels.postgresql_database_name }} refused {{ $value | printf "%.0f" }} connections',
    description: "Within five minutes at least one connection was refused.",
    runbook:
      "Usually max_connections is reached: see who holds them (pg_stat_activity by application_name and state) and end what is idle in transaction. Pools of all instances together must stay below what the database gives; a pooler between (PgBouncer) is the lasting answer.",
  },
  {
    name: "DatabaseDeadlocks",
    severity: "ticket",
    forMinutes: 0,
    keepMinutes: 10,
    query: "sum by (service_name, postgresql_database_name) (increase(postgresql_deadlocks_total[10m])) >= 3",
    summary:
      '{{ $value | printf "%.0f" }} deadlocks in {{ $labels.service_name }}{{ $labels.postgresql_database_name }} within ten minutes',
    description: "At least three transactions were ended within ten minutes because they waited for each other.",
    runbook:
      "The database's log names both statements of each deadlock. Transactions that change the same rows must do so in the same order; shorter transactions meet less often. A retry hides it from people, not from the database.",
  },
];

const QUEUES: readonly BuiltinRule[] = [
  {
    name: "QueueLagGrows",
    severity: "ticket",
    forMinutes: 10,
    query: either(
      ...["kafka_consumer_group_lag_sum", "kafka_consumer_group_lag_sum_ratio", "kafka_consumergroup_lag"].map(growing),
      "sum by (queue) (rabbitmq_queue_messages_ready) > 1000 and sum by (queue) (deriv(rabbitmq_queue_messages_ready[15m])) > 0",
    ),
    summary: `{{ $value | printf "%.0f" }} messages wait in ${QUEUE}, and there are more and more of them`,
    description:
      "More than a thousand messages wait to be processed and their number has been growing for a quarter of an hour.",
    runbook:
      "Either more is put in than usual, or less is taken out: compare both rates. Consumers that fail and try again stand still at one message: look at their errors first. Consumers that are well but slow need more instances (for Kafka at most as many as partitions), or whatever they call does.",
  },
  {
    name: "QueueOld",
    severity: "page",
    forMinutes: 2,
    query: "max by (group, topic) (kafka_consumer_group_oldest_age_seconds) > 300",
    summary: `The oldest message in ${QUEUE} has been waiting for {{ $value | humanizeDuration }}`,
    description: "A message has been waiting for more than five minutes, for two minutes.",
    runbook:
      "Nobody may be consuming at all: see whether the group has members, and whether one partition alone stands still (then one message makes its consumer fail again and again: put it aside). Age says what people feel better than the number of messages does.",
  },
];

function growing(metric: string): string {
  return `sum by (group, topic) (${metric}) > 1000 and sum by (group, topic) (deriv(${metric}[15m])) > 0`;
}

export const RESOURCE_RULES = builtinRulesOf("resources", [...RUNTIMES, ...POOLS, ...QUEUES]);
