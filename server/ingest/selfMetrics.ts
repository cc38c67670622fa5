/**
 * Ingest's own numbers as metric families. Names follow the Collector's receiver metrics; the balance of tally.ts can be checked
 * from them: received = accepted + repeated + rejected + failed + in flight, per signal.
 */
import { SIGNALS } from "../model/columns.ts";
import type { MetricFamily } from "../selfTelemetry.ts";
import { BOUNDS_SECONDS, type Latency } from "./latency.ts";
import type { SignalCounters, Tally } from "./tally.ts";

export interface Gauges {
  readonly inFlightBytes: number;
  readonly limitBytes: number;
  readonly waitingItems: number;
  readonly inFlightRequests: number;
  readonly flushes: number;
  readonly flushSeconds: number;
  readonly storeAway: boolean;
}

type Sample = MetricFamily["samples"][number];
const PREFIX = "chronoscope_receiver_";

export function metricFamilies(tally: Tally, latency: Latency, gauges: Gauges): MetricFamily[] {
  return [...itemFamilies(tally), acknowledgement(latency), ...gaugeFamilies(gauges)];
}

const COUNTERS: readonly (readonly [name: string, help: string, of: (counters: SignalCounters) => number])[] = [
  ["requests_total", "OTLP requests whose body arrived whole.", (counters) => counters.requests],
  ["request_bytes_total", "Bytes of those bodies, inflated.", (counters) => counters.bytes],
  ["received_items_total", "Spans, data points and log records that were decoded.", (counters) => counters.received],
  ["accepted_items_total", "Items that are durable.", (counters) => counters.stored],
  ["repeated_items_total", "Items recognised as sent before, not counted again.", (counters) => counters.repeated],
  ["failed_items_total", "Items whose sender was told to send them again.", (counters) => counters.failed],
];

function itemFamilies(tally: Tally): MetricFamily[] {
  const perSignal = (value: (counters: SignalCounters) => number): Sample[] =>
    SIGNALS.map((signal) => ({ labels: { signal }, value: value(tally.counters(signal)) }));
  const byKey = (label: string, of: (counters: SignalCounters) => Readonly<Record<string, number>>): Sample[] =>
    SIGNALS.flatMap((signal) =>
      Object.entries(of(tally.counters(signal))).map(([key, value]) => ({ labels: { signal, [label]: key }, value })),
    );
  return [
    ...COUNTERS.map(([name, help, of]) => family(name, "counter", help, perSignal(of))),
    family("in_flight_items", "gauge", "Items decoded and not yet durable.", perSignal(inFlightItems)),
    family(
      "rejected_items_total",
      "counter",
      "Items refused in partial_success.",
      byKey("code", (counters) => counters.rejected),
    ),
    family(
      "refused_requests_total",
      "counter",
      "Requests refused as a whole.",
      byKey("reason", (counters) => counters.refused),
    ),
  ];
}

function inFlightItems({ received, stored, repeated, failed, rejected }: SignalCounters): number {
  return received - stored - repeated - failed - Object.values(rejected).reduce((sum, count) => sum + count, 0);
}

function acknowledgement(latency: Latency): MetricFamily {
  const { counts, sumSeconds } = latency.totals();
  let cumulative = 0;
  const buckets = counts.map((count, i) => {
    cumulative += count;
    return { suffix: "_bucket", labels: { le: String(BOUNDS_SECONDS[i] ?? "+Inf") }, value: cumulative };
  });
  return family("acknowledgement_seconds", "histogram", "From the last byte of a request to its acknowledgement.", [
    ...buckets,
    { suffix: "_sum", value: sumSeconds },
    { suffix: "_count", value: cumulative },
  ]);
}

function gaugeFamilies(gauges: Gauges): MetricFamily[] {
  const one = (name: string, type: "gauge" | "counter", help: string, value: number) =>
    family(name, type, help, [{ value }]);
  return [
    one("in_flight_bytes", "gauge", "Bytes of requests held in memory.", gauges.inFlightBytes),
    one("in_flight_bytes_limit", "gauge", "Beyond it requests are refused early.", gauges.limitBytes),
    one("queue_items", "gauge", "Items waiting for their flush.", gauges.waitingItems),
    one("in_flight_requests", "gauge", "Requests between decoding and answer.", gauges.inFlightRequests),
    one("flushes_total", "counter", "Group commits.", gauges.flushes),
    one("flush_seconds_total", "counter", "Time spent in them.", gauges.flushSeconds),
    one("store_away", "gauge", "1 while the database cannot be reached.", gauges.storeAway ? 1 : 0),
  ];
}

const family = (name: string, type: MetricFamily["type"], help: string, samples: Sample[]): MetricFamily => ({
  name: `${PREFIX}${name}`,
  type,
  help,
  samples,
});
