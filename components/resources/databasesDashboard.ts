/** Databases: what callers feel, which operations they ask for, whether connections run out, and what the servers themselves tell. */
import type { DashboardSpec, PanelSpec } from "../panels/panelSpec.ts";
import { DATABASE, databaseCalls, databaseFailing, databaseQuantile, operationPanels } from "./databaseKind.ts";
import { panelOf } from "./measure.ts";
import { POOL_KIND } from "./poolKind.ts";
import { either, level, rate, type Scope } from "./promqlText.ts";
import { POSTGRES_METRICS } from "./setups.ts";

const ALL: Scope = { by: "server", where: "" };
const SPANS = { missing: DATABASE.missing, setup: DATABASE.setup };

const CALLS: readonly PanelSpec[] = [
  {
    id: "calls",
    title: "Calls",
    answers: "How often is each database called?",
    unit: "perSecond",
    noun: "calls",
    draw: "lines",
    queries: [{ ref: "A", expr: databaseCalls(ALL), legend: "{{server}}" }],
    ...SPANS,
  },
  {
    id: "failing",
    title: "Failing calls",
    answers: "What share of the calls to each database fails?",
    unit: "ratio",
    draw: "lines",
    queries: [{ ref: "A", expr: databaseFailing(ALL), legend: "{{server}}" }],
    thresholds: [{ value: 0.01, label: "degraded", level: "warn" }],
    ...SPANS,
  },
  {
    id: "p95",
    title: "Duration, p95",
    answers: "How long do calls take, as the callers see it?",
    unit: "seconds",
    draw: "lines",
    queries: [{ ref: "A", expr: databaseQuantile(0.95, ALL), legend: "{{server}}" }],
    ...SPANS,
  },
];

const POOLS = { by: POOL_KIND.labels.join(","), where: "" };
const poolPanels = (): PanelSpec[] =>
  POOL_KIND.measures
    .filter(({ id }) => id !== "connections")
    .map((measure) => ({
      ...panelOf(measure, POOLS),
      id: `pool-${measure.id}`,
      columns: 3,
      queries: [{ ref: "A", expr: measure.expr(POOLS), legend: "{{service_name}} {{db_client_connection_pool_name}}" }],
    }));

const SERVER_LABELS = "service_name,postgresql_database_name";
const brings = (receiver: string) => ({
  missing: `The Collector's ${receiver} receiver brings it.`,
  setup: POSTGRES_METRICS,
});
const SERVERS: readonly PanelSpec[] = [
  {
    id: "backends",
    title: "Backends",
    answers: "How many connections does each server hold?",
    unit: "count",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: either(
          level({ by: SERVER_LABELS, where: "" }, "postgresql_backends"),
          level({ by: SERVER_LABELS, where: "" }, "mysql_threads", 'kind="connected"'),
          level({ by: SERVER_LABELS, where: "" }, "redis_clients_connected"),
        ),
        legend: "{{service_name}} {{postgresql_database_name}}",
      },
    ],
    ...brings("postgresql (or mysql, redis)"),
  },
  {
    id: "commits",
    title: "Commits",
    answers: "How many transactions a second does each server commit?",
    unit: "perSecond",
    noun: "commits",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: rate({ by: SERVER_LABELS, where: "" }, "postgresql_commits_total"),
        legend: "{{service_name}} {{postgresql_database_name}}",
      },
    ],
    ...brings("postgresql"),
  },
  {
    id: "server-trouble",
    title: "Refused, rolled back, deadlocked",
    answers: "What does a server turn away or undo?",
    unit: "perSecond",
    draw: "bars",
    queries: [
      {
        ref: "A",
        expr: rate({ by: "service_name", where: "" }, "postgresql_connection_refused_total"),
        legend: "{{service_name}} refused",
      },
      {
        ref: "B",
        expr: rate({ by: "service_name", where: "" }, "postgresql_rollbacks_total"),
        legend: "{{service_name}} rolled back",
      },
      {
        ref: "C",
        expr: rate({ by: "service_name", where: "" }, "postgresql_deadlocks_total"),
        legend: "{{service_name}} deadlocks",
      },
    ],
    ...brings("postgresql"),
  },
  {
    id: "cache-hits",
    title: "Cache hits",
    answers: "What share of the look-ups in each cache finds its key?",
    unit: "ratio",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: `${rate({ by: "service_name", where: "" }, "redis_keyspace_hits_total")} / (${rate({ by: "service_name", where: "" }, "redis_keyspace_hits_total")} + ${rate({ by: "service_name", where: "" }, "redis_keyspace_misses_total")})`,
        legend: "{{service_name}}",
      },
    ],
    ...brings("redis"),
  },
];

export const DATABASES: DashboardSpec = {
  id: "databases",
  title: "Databases",
  answers: "Do databases and caches answer as fast as usual, and who waits for them?",
  rows: [
    { title: "As their callers see them", panels: CALLS },
    { title: "Operations", panels: operationPanels({ by: "", where: "" }) },
    { title: "Connection pools", panels: poolPanels() },
    { title: "The servers themselves", panels: SERVERS.map((panel) => ({ ...panel, columns: 3 })) },
  ],
};
