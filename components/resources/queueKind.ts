/**
 * Queues and topics: what waits in them (their broker knows), what goes in and out (the clients know).
 * Sources: kafkametrics receiver; kafka_exporter and RabbitMQ's own Prometheus names; semantic conventions 1.44 (messaging), older
 * messaging.publish.duration and messaging.process.messages. Every spelling ends under `topic`.
 */
import type { PanelSpec } from "../panels/panelSpec.ts";
import type { Measure, ResourceKind } from "./measure.ts";
import { counted, either, level, quantile, rate, type Scope } from "./promqlText.ts";
import { KAFKA_METRICS } from "./setups.ts";

/** Labels under which others than Kafka's receiver name a queue. */
const CLIENT = "messaging_destination_name";
const RABBIT = "queue";

/** The question put to a metric that calls the queue otherwise; its answer comes back by `topic`. */
export function under(label: string, scope: Scope, ask: (scope: Scope) => string): string {
  const other = (text: string) => text.replace(/\btopic\b(?=$|,|=)/g, label);
  return `sum by (${scope.by}) (label_replace(${ask({ ...scope, by: other(scope.by), where: other(scope.where) })}, "topic", "$1", "${label}", "(.*)"))`;
}

export const lag = (scope: Scope) =>
  either(
    level(scope, "kafka_consumer_group_lag_sum"),
    level(scope, "kafka_consumer_group_lag_sum_ratio"),
    level(scope, "kafka_consumer_group_lag_ratio"),
    level(scope, "kafka_consumergroup_lag"),
    under(RABBIT, scope, (other) => level(other, "rabbitmq_queue_messages_ready")),
  );

const BROKER = {
  missing:
    "The broker knows it, not its clients: the Collector's kafka_metrics receiver (or kafka_exporter) brings it for Kafka, RabbitMQ's own Prometheus plug-in for RabbitMQ.",
  setup: KAFKA_METRICS,
};
const clients =
  "The clients' instrumentation sends messaging.* metrics where it is of semantic conventions 1.24 or later.";

const MEASURES: readonly Measure[] = [
  {
    id: "published",
    aspect: "utilization",
    word: "published",
    answers: "How many messages a second are put in?",
    unit: "perSecond",
    expr: (scope) =>
      either(
        rate(scope, "kafka_topic_messages_total"),
        under(CLIENT, scope, (other) => rate(other, "messaging_client_sent_messages_total")),
        under(CLIENT, scope, (other) =>
          counted(other, "messaging_client_operation_duration_seconds", 'messaging_operation_name=~"send|publish"'),
        ),
      ),
    missing: clients,
  },
  {
    id: "lag",
    aspect: "saturation",
    word: "waiting",
    none: "nothing waits",
    answers: "How many messages wait to be processed?",
    unit: "count",
    expr: lag,
    warn: 1_000,
    fail: 50_000,
    ...BROKER,
  },
  {
    id: "age",
    aspect: "saturation",
    word: "oldest",
    answers: "How long has the oldest message been waiting?",
    unit: "seconds",
    expr: (scope) => level(scope, "kafka_consumer_group_oldest_age_seconds", "", "max"),
    warn: 60,
    fail: 300,
    missing: "No receiver of the Collector tells it; a broker's exporter with kafka.consumer_group.oldest_age does.",
  },
  {
    id: "failing",
    aspect: "errors",
    word: "failing",
    answers: "What share of the messages fails while it is processed?",
    unit: "ratio",
    expr: (scope) =>
      under(
        CLIENT,
        scope,
        (other) =>
          `(${counted(other, "messaging_process_duration_seconds", 'error_type!=""')} or 0 * ${counted(other, "messaging_process_duration_seconds")}) / (${counted(other, "messaging_process_duration_seconds")} > 0)`,
      ),
    warn: 0.01,
    fail: 0.05,
    missing: `messaging.process.duration brings it. ${clients}`,
  },
];

function details(scope: Scope): PanelSpec[] {
  const slow = (q: number) => under(CLIENT, scope, (other) => quantile(q, other, "messaging_process_duration_seconds"));
  return [
    {
      id: "lag-by-group",
      title: "Waiting by consumer group",
      answers: "Which group of consumers falls behind?",
      unit: "count",
      draw: "lines",
      queries: [
        { ref: "A", expr: level({ ...scope, by: "group" }, "kafka_consumer_group_lag_sum"), legend: "{{group}}" },
        { ref: "B", expr: level({ ...scope, by: "group" }, "kafka_consumer_group_lag_sum_ratio"), legend: "{{group}}" },
        {
          ref: "C",
          expr: level({ ...scope, by: "consumergroup" }, "kafka_consumergroup_lag"),
          legend: "{{consumergroup}}",
        },
      ],
      ...BROKER,
    },
    {
      id: "process-duration",
      title: "Time to process",
      answers: "How long does one message take its consumer?",
      unit: "seconds",
      draw: "lines",
      queries: [
        { ref: "A", expr: slow(0.5), legend: "p50" },
        { ref: "B", expr: slow(0.95), legend: "p95" },
      ],
      missing: `messaging.process.duration brings it. ${clients}`,
    },
  ];
}

const SIGNS = [
  "kafka_consumer_group_lag_sum",
  "kafka_consumer_group_lag_sum_ratio",
  "kafka_consumer_group_lag_ratio",
  "kafka_consumergroup_lag",
  "kafka_topic_messages_total",
  "rabbitmq_queue_messages_ready",
  "messaging_client_sent_messages_total",
  "messaging_client_operation_duration_seconds",
  "messaging_process_duration_seconds",
];

export const QUEUE: ResourceKind = {
  id: "queue",
  noun: "queue",
  plural: "queues",
  labels: ["topic"],
  name: ([topic]) => topic || "a queue without a name",
  fine: "are kept up with",
  measures: MEASURES,
  details,
  signs: SIGNS,
  missing:
    "No queue is watched. The Collector's kafka_metrics receiver brings Kafka's; clients with messaging.* metrics bring their own.",
  setup: KAFKA_METRICS,
};
