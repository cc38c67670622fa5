/**
 * Series derived from spans and logs while they are taken in (DESIGN §4), as increments per time bucket.
 * Shape: arrays have one entry per bucket of the answer; histograms are sparse.
 * Units: durations in seconds inside sums, as `traces_span_metrics_duration_seconds` has them; counts are whole numbers.
 * A bucket that saw nothing is 0 in counts: nothing arrived is a measured zero here, the caller knows when data began.
 */
import type { Cells } from "./durationCells.ts";

/**
 * Exponential histogram of durations in seconds at scale 3: bucket i covers (2^(i/8), 2^((i+1)/8)] seconds.
 * `index` ascends; `zero` counts spans of no length. Source: OpenTelemetry data model, ExponentialHistogram.
 */
export interface DurationHistogram {
  readonly zero: number;
  readonly index: readonly number[];
  readonly count: readonly number[];
}
export const DURATION_SCALE = 3;

/** Upper bounds in seconds of the explicit histogram: the Collector's span-metrics connector's defaults; the last bucket is +Inf. */
export const EXPLICIT_BOUNDS_SECONDS = [
  0.002, 0.004, 0.006, 0.008, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1, 1.4, 2, 5, 10, 15,
] as const;

/** Calls, failures and durations of anything that is called. Failing means status error. */
export interface CallSeries {
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly durationSumSeconds: readonly number[];
  readonly duration: readonly DurationHistogram[];
}

/** A service's requests: its SERVER and CONSUMER spans; when it has none at all in the window, every span (`entry` false). */
export interface ServiceSeries extends CallSeries {
  readonly service: string;
  readonly entry: boolean;
}

/** An operation is (service, span name, span kind). `overflow` is the rest of a service's names beyond 2,000. */
export interface OperationSeries extends CallSeries {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly overflow: boolean;
}

/** A call edge, by the service-graph connector's rules; `type` "" between services. */
export interface EdgeSeries {
  readonly client: string;
  readonly server: string;
  readonly type: "" | "database" | "messaging_system" | "virtual_node";
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  readonly clientSumSeconds: readonly number[];
  readonly serverSumSeconds: readonly number[];
  readonly clientDuration: readonly DurationHistogram[];
  readonly serverDuration: readonly DurationHistogram[];
  /** What both histograms are made of (durationCells.ts). */
  readonly clientCells: readonly Cells[];
  readonly serverCells: readonly Cells[];
}

export interface LogCountSeries {
  readonly service: string;
  /** A severity's short name (`severityName`). */
  readonly severity: string;
  readonly records: readonly number[];
}

/** A resource that sent spans, logs or metrics in the window. */
export interface ServiceInstance {
  readonly service: string;
  /** `service.instance.id`, else host, pod or "" in this order. */
  readonly instance: string;
  readonly version: string;
  readonly environment: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly calls: number;
  readonly errors: number;
  readonly durationSumSeconds: number;
}
