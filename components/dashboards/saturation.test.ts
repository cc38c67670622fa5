/** Saturation as senders tell it: hosts of the host-metrics receiver, nodes and pods of Kubernetes where nothing else does. */
import { expect, it } from "vitest";
import { evaluate } from "../../server/promql/evaluate.ts";
import { formatLabels } from "../../server/promql/labels.ts";
import { floatsEvery, memorySource } from "../../server/promql/memorySource.ts";
import { parseQuery } from "../../server/promql/parse.ts";
import { fillIn } from "../../server/series/steps.ts";
import { BUSIEST_CPU, FULLEST_MEMORY, SATURATION_ROW } from "./saturationSpecs.ts";
import { serviceSaturationRow } from "./serviceSaturation.ts";

const MINUTE = 60_000;
type Sent = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What `expr` answers after ten minutes in which each of these was sent once a minute. */
async function ask(expr: string, sent: readonly Sent[]): Promise<string[]> {
  const at = { startMs: 10 * MINUTE, endMs: 10 * MINUTE, stepMs: 0, lookbackMs: 5 * MINUTE, subqueryStepMs: MINUTE };
  const query = fillIn(expr, { stepMs: MINUTE, rangeMs: 10 * MINUTE });
  const limits = { maxSamples: 1_000_000, maxPoints: 11_000 };
  const source = memorySource(sent.map(([labels, value]) => floatsEvery(MINUTE, labels, new Array(11).fill(value))));
  const { value } = await evaluate(parseQuery(query), { ...at, query, limits, signal: null }, source);
  if (value.type !== "vector") throw new Error(value.type);
  return value.samples.map((one) => `${formatLabels(one.labels)} ${one.value}`);
}
const exprOf = (row: typeof SATURATION_ROW, id: string) =>
  row.panels.find((panel) => panel.id === id)?.queries[0]?.expr ?? "";

const NODES: readonly Sent[] = [
  [{ __name__: "k8s_node_memory_utilization_ratio", k8s_node_name: "n1", job: "a" }, 0.625],
  [{ __name__: "k8s_node_memory_utilization_ratio", k8s_node_name: "n1", job: "b" }, 0.5],
  [{ __name__: "k8s_node_memory_utilization_ratio", job: "c" }, 0.9],
  [{ __name__: "k8s_node_cpu_usage", k8s_node_name: "n1" }, 1],
  [{ __name__: "k8s_node_allocatable_cpu", k8s_node_name: "n1" }, 4],
];
const HOST: Sent = [
  { __name__: "system_memory_utilization_ratio", system_memory_state: "used", host_name: "h1" },
  0.25,
];

it("tells the nodes of Kubernetes where no host sends", async () => {
  expect(await ask(exprOf(SATURATION_ROW, "memory"), NODES)).toEqual(['{k8s_node_name="n1"} 0.625']);
  expect(await ask(exprOf(SATURATION_ROW, "cpu"), NODES)).toEqual(['{k8s_node_name="n1"} 0.25']);
  expect(await ask(FULLEST_MEMORY, NODES)).toEqual(["{} 0.625"]);
  expect(await ask(BUSIEST_CPU, NODES)).toEqual(["{} 0.25"]);
});

it("tells a machine once where both the host and the node send", async () => {
  expect(await ask(exprOf(SATURATION_ROW, "memory"), [...NODES, HOST])).toEqual(['{host_name="h1"} 0.25']);
});

it("tells a service's pods where its processes tell nothing, whether the pod's metrics name it or its target does", async () => {
  const row = serviceSaturationRow("cart");
  const pod = { __name__: "k8s_pod_cpu_limit_utilization_ratio", k8s_pod_name: "cart-1" };
  const other = { ...pod, k8s_pod_name: "web-1", service_name: "web" };
  const target = { __name__: "target_info", job: "shop/cart", instance: "i", k8s_pod_name: "cart-1" };
  const told = ['{k8s_pod_name="cart-1"} 0.5'];
  expect(
    await ask(exprOf(row, "service-cpu"), [
      [{ ...pod, service_name: "cart" }, 0.5],
      [other, 1],
    ]),
  ).toEqual(told);
  expect(
    await ask(exprOf(row, "service-cpu"), [
      [pod, 0.5],
      [other, 1],
      [target, 1],
    ]),
  ).toEqual(told);
  const memory = { __name__: "k8s_pod_memory_usage_bytes", k8s_pod_name: "cart-1", service_name: "cart" };
  expect(await ask(exprOf(row, "service-memory"), [[memory, 5e8]])).toEqual(['{k8s_pod_name="cart-1"} 500000000']);
  const own: Sent = [
    { __name__: "process_cpu_utilization_ratio", service_name: "cart", service_instance_id: "i" },
    0.1,
  ];
  expect(await ask(exprOf(row, "service-cpu"), [own, [{ ...pod, service_name: "cart" }, 0.5]])).toEqual([
    '{service_instance_id="i"} 0.1',
  ]);
});

it("tells what waits once, by whatever name and in however many partitions it comes", async () => {
  const of = { group: "mailer", topic: "orders" };
  const expr = exprOf(SATURATION_ROW, "queues");
  const told = ['{group="mailer", topic="orders"} 7'];
  const partition = (n: string, value: number): Sent => [
    { __name__: "kafka_consumer_group_lag_ratio", partition: n, ...of },
    value,
  ];
  const sum: Sent = [{ __name__: "kafka_consumer_group_lag_sum_ratio", ...of }, 7];
  expect(await ask(expr, [sum])).toEqual(told);
  expect(await ask(expr, [partition("0", 3), partition("1", 4)])).toEqual(told);
  expect(await ask(expr, [sum, partition("0", 3), partition("1", 4)])).toEqual(told);
  expect(await ask(expr, [[{ __name__: "rabbitmq_queue_messages_ready", queue: "mail" }, 2]])).toEqual([
    '{queue="mail"} 2',
  ]);
});
