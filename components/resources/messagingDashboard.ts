/**
 * Messaging: who puts in, who takes out, what waits between them, how long one message takes.
 * Spans of kind PRODUCER and CONSUMER are there for every traced service; what waits in a queue only its broker knows.
 * Sources: semantic conventions 1.44 (messaging), older messaging.publish.duration, messaging.publish.messages,
 * messaging.receive.messages, messaging.client.published.messages.
 */
import type { DashboardSpec, PanelSpec } from "../panels/panelSpec.ts";
import { panelOf } from "./measure.ts";
import { counted, either, quantile, rate, type Scope, selector } from "./promqlText.ts";
import { QUEUE } from "./queueKind.ts";

const KINDS = { producer: 'span_kind="SPAN_KIND_PRODUCER"', consumer: 'span_kind="SPAN_KIND_CONSUMER"' } as const;
type Side = keyof typeof KINDS;
const SPANS = {
  missing:
    "Spans of kind PRODUCER and CONSUMER bring it: the SDKs' instrumentation for Kafka, RabbitMQ, SQS and others makes them.",
};

const spans = (side: Side, by: string, matcher = "") =>
  `sum by (${by}) (rate(${selector("traces_span_metrics_calls_total", KINDS[side], matcher)}[$__span_interval]))`;
const spanQuantile = (q: number, side: Side, by: string) =>
  `histogram_quantile(${q}, sum by (${by}) (rate(${selector("traces_span_metrics_duration_seconds", KINDS[side])}[$__span_interval])))`;
const BY = "service_name,span_name";
const LEGEND = "{{service_name}} {{span_name}}";

function sidePanels(side: Side, title: string, verb: string): PanelSpec[] {
  return [
    {
      id: `${side}s`,
      title,
      answers: `Who ${verb} messages, and how many?`,
      unit: "perSecond",
      noun: "messages",
      draw: "lines",
      queries: [{ ref: "A", expr: spans(side, BY), legend: LEGEND }],
      ...SPANS,
    },
    {
      id: `${side}-failing`,
      title: `${title}, failing`,
      answers: `What share fails when it ${verb}?`,
      unit: "ratio",
      draw: "lines",
      queries: [
        {
          ref: "A",
          expr: `(${spans(side, BY, 'status_code="STATUS_CODE_ERROR"')} or 0 * ${spans(side, BY)}) / (${spans(side, BY)} > 0)`,
          legend: LEGEND,
        },
      ],
      thresholds: [{ value: 0.01, label: "degraded", level: "warn" }],
      ...SPANS,
    },
    {
      id: `${side}-p95`,
      title: `${title}, p95`,
      answers: `How long does it take to ${side === "producer" ? "publish" : "process"} one?`,
      unit: "seconds",
      draw: "lines",
      queries: [{ ref: "A", expr: spanQuantile(0.95, side, BY), legend: LEGEND }],
      exemplars: selector("traces_span_metrics_duration_seconds", KINDS[side]),
      ...SPANS,
    },
  ];
}

const ALL: Scope = { by: "messaging_destination_name", where: "" };
const METRICS = {
  missing:
    "messaging.* metrics of the clients' instrumentation bring it (semantic conventions 1.24 or later); many SDKs send spans alone as yet.",
};
const CLIENTS: readonly PanelSpec[] = [
  {
    id: "operation-p95",
    title: "Publish and receive, p95",
    answers: "How long do clients wait for the broker?",
    unit: "seconds",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: either(
          quantile(0.95, ALL, "messaging_client_operation_duration_seconds"),
          quantile(0.95, ALL, "messaging_publish_duration_seconds"),
        ),
        legend: "{{messaging_destination_name}}",
      },
    ],
    exemplars: "messaging_client_operation_duration_seconds_bucket",
    ...METRICS,
  },
  {
    id: "process-p95",
    title: "Process, p95",
    answers: "How long does one message take its consumer?",
    unit: "seconds",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: quantile(0.95, ALL, "messaging_process_duration_seconds"),
        legend: "{{messaging_destination_name}}",
      },
    ],
    exemplars: "messaging_process_duration_seconds_bucket",
    ...METRICS,
  },
  {
    id: "in-out",
    title: "Sent and consumed",
    answers: "Does as much come out as goes in?",
    unit: "perSecond",
    noun: "messages",
    draw: "lines",
    queries: [
      {
        ref: "A",
        expr: either(
          ...[
            "messaging_client_sent_messages_total",
            "messaging_client_published_messages_total",
            "messaging_publish_messages_total",
          ].map((name) => rate(ALL, name)),
          counted(ALL, "messaging_client_operation_duration_seconds", 'messaging_operation_name=~"send|publish"'),
        ),
        legend: "{{messaging_destination_name}} sent",
      },
      {
        ref: "B",
        expr: either(
          ...[
            "messaging_client_consumed_messages_total",
            "messaging_receive_messages_total",
            "messaging_process_messages_total",
          ].map((name) => rate(ALL, name)),
          counted(ALL, "messaging_process_duration_seconds"),
        ),
        legend: "{{messaging_destination_name}} consumed",
      },
    ],
    ...METRICS,
  },
];

const QUEUES: Scope = { by: "topic", where: "" };
const queuePanels = (): PanelSpec[] =>
  QUEUE.measures
    .filter(({ id }) => id !== "failing")
    .map((measure) => ({
      ...panelOf(measure, QUEUES),
      id: `queue-${measure.id}`,
      queries: [{ ref: "A", expr: measure.expr(QUEUES), legend: "{{topic}}" }],
    }));

export const MESSAGING: DashboardSpec = {
  id: "messaging",
  title: "Messaging",
  answers: "Do consumers keep up with what is published, and do messages get through?",
  rows: [
    { title: "What waits", panels: queuePanels() },
    { title: "Producers", panels: sidePanels("producer", "Published", "publishes") },
    { title: "Consumers", panels: sidePanels("consumer", "Processed", "processes") },
    { title: "By destination, as clients measure it", panels: CLIENTS },
  ],
};
