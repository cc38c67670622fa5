/**
 * Rows of the capture as OpenTelemetry records. Nothing is invented that the capture does not say: no CLIENT spans, no status.
 * A span is SERVER when it begins its trace or its parent ran in another pod, else INTERNAL. Severity is read from the log's text.
 * Units: times in Unix nanoseconds, shifted by `shift`.
 */
import type { Attributes } from "../../server/model/attributes.ts";
import { parseSpanId, parseTraceId } from "../../server/model/ids.ts";
import type { LogRecord } from "../../server/model/log.ts";
import type { Metric } from "../../server/model/metric.ts";
import type { Resource, Scope } from "../../server/model/resource.ts";
import { type Span, SpanKind } from "../../server/model/span.ts";
import { serviceOf } from "./capture.ts";
import type { Row } from "./csv.ts";

export type Shift = (unixNano: bigint) => bigint;

export const SCOPE: Scope = {
  name: "nezha.trainticket",
  version: "",
  attributes: [],
  droppedAttributesCount: 0,
  schemaUrl: "",
};

const texts = (values: Readonly<Record<string, string | undefined>>): Attributes =>
  Object.entries(values).flatMap(([key, value]) => (value ? [{ key, value: { type: "string", value } as const }] : []));

/** The resource of a pod; `node` where the logs name it. */
export function resourceOf(pod: string, node: string | undefined): Resource {
  const attributes = texts({
    "service.name": serviceOf(pod),
    "service.namespace": "train-ticket",
    "service.instance.id": pod,
    "k8s.pod.name": pod,
    "k8s.node.name": node,
  });
  return { attributes, droppedAttributesCount: 0, schemaUrl: "" };
}

/** Where a span's neighbours ran: the pod of its parent, undefined when it has none; whether a child of it ran in another pod. */
export interface Neighbours {
  readonly parentPod: string | undefined;
  readonly calledAway: boolean;
}

/** A span; its kind, which the capture does not tell, follows from its neighbours. Null when an id is not one. */
export function spanOf(row: Row, neighbours: Neighbours, shift: Shift): Span | null {
  const traceId = parseTraceId(row.TraceID ?? "");
  const spanId = parseSpanId(row.SpanID ?? "");
  if (!traceId || !spanId) return null;
  const root = row.ParentID === "root";
  return {
    traceId,
    spanId,
    parentSpanId: root ? null : parseSpanId(row.ParentID ?? ""),
    traceState: "",
    flags: 0,
    name: row.OperationName ?? "",
    kind: root ? SpanKind.SERVER : kindOf(row.PodName, neighbours),
    startTimeUnixNano: shift(BigInt(row.StartTimeUnixNano ?? 0)),
    endTimeUnixNano: shift(BigInt(row.EndTimeUnixNano ?? 0)),
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
  };
}

function kindOf(pod: string | undefined, { parentPod, calledAway }: Neighbours): number {
  if (parentPod !== undefined && parentPod !== pod) return SpanKind.SERVER;
  return calledAway ? SpanKind.CLIENT : SpanKind.INTERNAL;
}

const SEVERITIES: Readonly<Record<string, number>> = { TRACE: 1, DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17, FATAL: 21 };
const LINE = /^\S*\s*(?:\[[^\]]*\]\s*)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b/;

/** A log record. The container's JSON envelope is opened; a line that has none is kept as it is. */
export function logOf(row: Row, shift: Shift): LogRecord {
  const { message, stream } = openEnvelope(row.Log ?? "");
  const severityText = LINE.exec(message)?.[1] ?? "";
  const timeUnixNano = shift(logTime(row));
  return {
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
    severityNumber: SEVERITIES[severityText] ?? 0,
    severityText,
    body: { type: "string", value: message },
    attributes: texts({ "k8s.container.name": row.Container, "log.iostream": stream }),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: parseTraceId(row.TraceID ?? ""),
    spanId: parseSpanId(row.SpanID ?? ""),
    eventName: "",
  };
}

/** Some lines have a number that overflowed (Go's zero time); their text is right. */
function logTime(row: Row): bigint {
  const nano = BigInt(row.TimeUnixNano ?? 0);
  if (nano > 0n) return nano;
  const [, seconds = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z?$/.exec(row.Timestamp ?? "") ?? [];
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
}

function openEnvelope(text: string): { message: string; stream: string | undefined } {
  try {
    const { log, stream } = JSON.parse(text) as { log?: unknown; stream?: unknown };
    if (typeof log === "string")
      return { message: log.replace(/\n$/, ""), stream: typeof stream === "string" ? stream : undefined };
  } catch {
    // Not JSON: the line itself is the message.
  }
  return { message: text, stream: undefined };
}

type Column = readonly [name: string, unit: string, factor: number];
const quantiles = (side: string): Readonly<Record<string, Column>> =>
  Object.fromEntries(
    ["90", "95", "99"].map((p) => [
      `Pod${side}LatencyP${p}(s)`,
      [`trainticket.pod.${side.toLowerCase()}.latency.p${p}`, "s", 1] as const,
    ]),
  );
/** Columns of a metric row. The two success rates are always 0 in the capture and are left out. */
const COLUMNS: Readonly<Record<string, Column>> = {
  "CpuUsage(m)": ["k8s.pod.cpu.usage", "{cpu}", 0.001],
  "CpuUsageRate(%)": ["k8s.pod.cpu_limit_utilization", "1", 0.01],
  "MemoryUsage(Mi)": ["k8s.pod.memory.usage", "By", 1_048_576],
  "MemoryUsageRate(%)": ["k8s.pod.memory_limit_utilization", "1", 0.01],
  SyscallRead: ["trainticket.pod.syscall.read", "1", 1],
  SyscallWrite: ["trainticket.pod.syscall.write", "1", 1],
  NetworkReceiveBytes: ["trainticket.pod.network.receive", "By", 1],
  NetworkTransmitBytes: ["trainticket.pod.network.transmit", "By", 1],
  ...quantiles("Client"),
  ...quantiles("Server"),
  "PodWorkload(Ops)": ["trainticket.pod.workload", "{operation}/s", 1],
  "NodeCpuUsageRate(%)": ["k8s.node.cpu.utilization", "1", 0.01],
  "NodeMemoryUsageRate(%)": ["k8s.node.memory.utilization", "1", 0.01],
  NodeNetworkReceiveBytes: ["trainticket.node.network.receive", "By", 1],
  "LatencyP50(s)": ["trainticket.frontend.latency.p50", "s", 1],
  "LatencyP90(s)": ["trainticket.frontend.latency.p90", "s", 1],
  "LatencyP95(s)": ["trainticket.frontend.latency.p95", "s", 1],
  "LatencyP99(s)": ["trainticket.frontend.latency.p99", "s", 1],
};

/** One pod's rows as gauges, a point a row; NaN is no data. */
export function gaugesOf(rows: readonly Row[], shift: Shift): Metric[] {
  return Object.entries(COLUMNS).flatMap(([column, [name, unit, factor]]) => {
    const dataPoints = rows.flatMap((row) => {
      const value = Number(row[column] ?? Number.NaN) * factor;
      if (!Number.isFinite(value)) return [];
      const timeUnixNano = shift(BigInt(row.TimeStamp ?? 0) * 1_000_000_000n);
      const number = { type: "double", value } as const;
      return [{ attributes: [], startTimeUnixNano: 0n, timeUnixNano, flags: 0, value: number, exemplars: [] }];
    });
    return dataPoints.length > 0 ? [{ kind: "gauge", name, description: "", unit, metadata: [], dataPoints }] : [];
  });
}
