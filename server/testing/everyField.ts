/**
 * One span, one log record and one metric of each kind with every field set to something that could get lost: all value types,
 * keys that occur twice, NUL, unknown enum numbers, numbers beyond 2^53.
 */
import type { Attributes } from "../model/attributes.ts";
import type { LogRecord } from "../model/log.ts";
import type { Exemplar, Metric } from "../model/metric.ts";
import type { Span } from "../model/span.ts";
import { unixNano } from "../model/time.ts";
import { logOf, NOON_MS, pointOf, spanIdOf, spanOf, traceIdOf } from "./builders.ts";

const AT = unixNano(NOON_MS);

export const EVERY_VALUE: Attributes = [
  { key: "text", value: { type: "string", value: "a\u0000b é 漢" } },
  { key: "int", value: { type: "int", value: -9_007_199_254_740_993n } },
  { key: "double", value: { type: "double", value: 0.1 } },
  { key: "negative zero", value: { type: "double", value: -0 } },
  { key: "bool", value: { type: "bool", value: false } },
  { key: "bytes", value: { type: "bytes", value: new Uint8Array([0, 255, 128]) } },
  { key: "empty", value: { type: "empty" } },
  {
    key: "array",
    value: {
      type: "array",
      value: [
        { type: "int", value: 1n },
        { type: "string", value: "1" },
      ],
    },
  },
  { key: "map", value: { type: "map", value: [{ key: "__proto__", value: { type: "string", value: "x" } }] } },
  { key: "twice", value: { type: "int", value: 1n } },
  { key: "twice", value: { type: "int", value: 2n } },
];

export function everySpan(trace: number): Span {
  return spanOf({
    traceId: traceIdOf(trace),
    spanId: spanIdOf(0xfedcba),
    parentSpanId: spanIdOf(77),
    traceState: "a=1,b=2",
    flags: 0x301,
    name: "every \u0000 field",
    kind: 42,
    startTimeUnixNano: AT + 123_456_789n,
    endTimeUnixNano: AT + 987_654_321n,
    attributes: EVERY_VALUE,
    droppedAttributesCount: 3,
    events: [{ timeUnixNano: AT + 1n, name: "exception", attributes: EVERY_VALUE, droppedAttributesCount: 1 }],
    droppedEventsCount: 4,
    links: [
      {
        traceId: traceIdOf(9),
        spanId: spanIdOf(9),
        traceState: "c=3",
        attributes: EVERY_VALUE,
        droppedAttributesCount: 2,
        flags: 1,
      },
    ],
    droppedLinksCount: 5,
    status: { code: 2, message: "it failed" },
  });
}

export function everyLog(): LogRecord {
  return logOf({
    timeUnixNano: 0n,
    observedTimeUnixNano: AT + 5n,
    severityNumber: 17,
    severityText: "BAD",
    body: { type: "map", value: EVERY_VALUE },
    attributes: EVERY_VALUE,
    droppedAttributesCount: 6,
    flags: 1,
    traceId: traceIdOf(3),
    spanId: spanIdOf(4),
    eventName: "an.event",
  });
}

const EXEMPLAR: Exemplar = {
  filteredAttributes: EVERY_VALUE,
  timeUnixNano: AT + 7n,
  value: { type: "double", value: 1.5 },
  traceId: traceIdOf(5),
  spanId: spanIdOf(6),
};
const POINT = { attributes: EVERY_VALUE, startTimeUnixNano: AT - 60n, timeUnixNano: AT, flags: 1 };
const HISTOGRAM = { ...POINT, count: 3n, sum: 6.5, min: 1, max: 4, exemplars: [EXEMPLAR] };

function headOf(name: string) {
  return { name, description: `about ${name}`, unit: "1", metadata: EVERY_VALUE };
}

export function everyMetric(): Metric[] {
  return [
    {
      ...headOf("every.gauge"),
      kind: "gauge",
      dataPoints: [pointOf({ ...POINT, value: { type: "int", value: -(2n ** 63n) }, exemplars: [EXEMPLAR] })],
    },
    {
      ...headOf("every.sum"),
      kind: "sum",
      isMonotonic: true,
      aggregationTemporality: 2,
      dataPoints: [
        pointOf({ ...POINT, value: { type: "double", value: 1e300 } }),
        pointOf({ ...POINT, timeUnixNano: AT + 1n, value: null }),
      ],
    },
    {
      ...headOf("every.histogram"),
      kind: "histogram",
      aggregationTemporality: 1,
      dataPoints: [{ ...HISTOGRAM, bucketCounts: [1n, 2n], explicitBounds: [2.5] }],
    },
    {
      ...headOf("every.exponential"),
      kind: "exponentialHistogram",
      aggregationTemporality: 7,
      dataPoints: [
        {
          ...HISTOGRAM,
          scale: -3,
          zeroCount: 1n,
          zeroThreshold: 0.5,
          positive: { offset: -2, bucketCounts: [1n, 0n, 2n] },
          negative: null,
        },
      ],
    },
    {
      ...headOf("every.summary"),
      kind: "summary",
      dataPoints: [{ ...POINT, count: 2n, sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] }],
    },
  ];
}
