/**
 * Pools of connections to databases, as their clients count them. A pool belongs to one process; of a service's pools of one name
 * the one that is worst off speaks.
 * Sources: semantic conventions 1.44 (db.client.connection.*); older: db.client.connections.* with `pool.name` and `state`; HikariCP's
 * own metrics by Micrometer.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { either, level, quantile, rate, type Scope, selector } from "./promqlText.ts";
import { JAVA_AGENT } from "./setups.ts";

const POOL = "db_client_connection_pool_name";
/** Older spellings of the pool's label, with the prefix of the metrics that have it. */
const OLD_POOL = "pool_name";

/** The same question of a metric that calls the pool otherwise. */
function olderPool(scope: Scope, ask: (scope: Scope) => string, from = OLD_POOL): string {
  const old = (text: string) => text.replaceAll(POOL, from);
  return `sum by (${scope.by}) (label_replace(${ask({ ...scope, by: old(scope.by), where: old(scope.where) })}, "${POOL}", "$1", "${from}", "(.*)"))`;
}

const perProcess = (scope: Scope): Scope => ({ ...scope, by: [scope.by, "service_instance_id"].join(",") });
const worst = (scope: Scope, expr: string) => `max by (${scope.by}) (${expr})`;

function share(scope: Scope): string {
  const one = perProcess(scope);
  const used = (name: string, state: string) => level(one, name, `${state}="used"`);
  const now = "db_client_connection_count";
  const state = "db_client_connection_state";
  return either(
    worst(scope, `${used(now, state)} / ${level(one, "db_client_connection_max")}`),
    olderPool(scope, (old) => {
      const each = perProcess(old);
      const inUse = level(each, "db_client_connections_usage", 'state="used"');
      return worst(old, `${inUse} / ${level(each, "db_client_connections_max")}`);
    }),
    olderPool(
      scope,
      (old) =>
        worst(
          old,
          `${level(perProcess(old), "hikaricp_connections_active")} / ${level(perProcess(old), "hikaricp_connections_max")}`,
        ),
      "pool",
    ),
  );
}

const BRINGS =
  "The client's instrumentation brings it: the Java agent for HikariCP, c3p0 and others; instrumentation-pg and -mysql2 in Node send counts without the maximum.";

const MEASURES: readonly Measure[] = [
  {
    id: "used",
    aspect: "utilization",
    word: "in use",
    answers: "How many of the connections that it may have are in use, in the process that is worst off?",
    unit: "ratio",
    expr: share,
    warn: 0.8,
    fail: 1,
    missing: `${BRINGS} It needs db.client.connection.max beside db.client.connection.count.`,
    setup: JAVA_AGENT,
  },
  {
    id: "connections",
    aspect: "utilization",
    word: "connections",
    answers: "How many connections are in use, all processes together?",
    unit: "count",
    expr: (scope) =>
      either(
        level(scope, "db_client_connection_count", 'db_client_connection_state="used"'),
        olderPool(scope, (old) => level(old, "db_client_connections_usage", 'state="used"')),
        olderPool(scope, (old) => level(old, "hikaricp_connections_active"), "pool"),
      ),
    missing: BRINGS,
    setup: JAVA_AGENT,
  },
  {
    id: "pending",
    aspect: "saturation",
    word: "waiting",
    none: "nobody waits",
    answers: "How many requests wait for a connection now?",
    unit: "count",
    expr: (scope) =>
      either(
        level(scope, "db_client_connection_pending_requests"),
        olderPool(scope, (old) => level(old, "db_client_connections_pending_requests")),
        olderPool(scope, (old) => level(old, "hikaricp_connections_pending"), "pool"),
      ),
    warn: 1,
    fail: 10,
    missing: BRINGS,
    setup: JAVA_AGENT,
  },
  {
    id: "wait",
    aspect: "saturation",
    word: "p95 wait",
    answers: "How long does a request wait for a connection, 95th percentile?",
    unit: "seconds",
    expr: (scope) =>
      either(
        quantile(0.95, scope, "db_client_connection_wait_time_seconds"),
        olderPool(scope, (old) => `${quantile(0.95, old, "db_client_connections_wait_time_milliseconds")} / 1000`),
      ),
    warn: 0.1,
    fail: 1,
    missing: BRINGS,
    setup: JAVA_AGENT,
  },
  {
    id: "timeouts",
    aspect: "errors",
    word: "timeouts",
    answers: "How often a second does a request give up waiting for a connection?",
    unit: "perSecond",
    expr: (scope) =>
      either(
        rate(scope, "db_client_connection_timeouts_total"),
        olderPool(scope, (old) => rate(old, "db_client_connections_timeouts_total")),
        olderPool(scope, (old) => rate(old, "hikaricp_connections_timeout_total"), "pool"),
      ),
    warn: 0.001,
    fail: 0.1,
    missing: BRINGS,
    setup: JAVA_AGENT,
  },
];

function details(scope: Scope): PanelSpec[] {
  const state = "db_client_connection_state";
  return [
    {
      id: "states",
      title: "Connections by state",
      answers: "How many connections are in use, how many idle?",
      unit: "count",
      draw: "stack",
      queries: [
        {
          ref: "A",
          expr: `sum by (${state}) (${selector("db_client_connection_count", scope.where)})`,
          legend: `{{${state}}}`,
        },
        {
          ref: "B",
          expr: `sum by (state) (${selector("db_client_connections_usage", scope.where.replaceAll(POOL, OLD_POOL))})`,
          legend: "{{state}}",
        },
      ],
      missing: BRINGS,
      setup: JAVA_AGENT,
    },
  ];
}

export const POOL_KIND: ResourceKind = {
  id: "pool",
  noun: "connection pool",
  plural: "connection pools",
  labels: ["service_name", POOL],
  name: ([service, pool]) => [service, pool].filter(Boolean).join(" · ") || "a pool without a name",
  fine: "have connections to give",
  measures: MEASURES,
  details,
  missing: `No connection pool is counted. ${BRINGS}`,
  setup: JAVA_AGENT,
};
