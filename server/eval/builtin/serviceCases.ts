/** Synthetic telemetry for the built-in rules on services and the calls between them: each fires on the one and not on the other. */
import { counter, counterWithIncident, durations, young } from "./syntheticSeries.ts";

/** Rule -> sets of series on each of which it fires; sets on which it does not. */
export interface RuleCases {
  readonly fires: readonly (readonly string[])[];
  readonly silent: readonly (readonly string[])[];
}

const calls = (status: string, service = "cart") =>
  `traces_span_metrics_calls_total{service_name="${service}",span_kind="SPAN_KIND_SERVER",span_name="GET /",status_code="STATUS_CODE_${status}"}`;
/** Good and failed requests a minute, before and after. */
const requests = (before: readonly [number, number], after: readonly [number | null, number | null]) => [
  counter(calls("UNSET"), before[0], after[0]),
  counter(calls("ERROR"), before[1], after[1]),
];
/** The same, after an incident of two hours in which so many failed (of as many more requests). */
const requestsAfterIncident = (good: readonly [number, number, number], failed: readonly [number, number, number]) =>
  [[calls("UNSET"), good] as const, [calls("ERROR"), failed] as const].map(([series, [usual, incident, after]]) =>
    counterWithIncident(series, { usual, incident, after, minutes: 120 }),
  );
const duration =
  'traces_span_metrics_duration_seconds{service_name="cart",span_kind="SPAN_KIND_SERVER",span_name="GET /"}';
const edge = (part: string, type = "", server = "pay") =>
  `traces_service_graph_request_${part}{client="cart",server="${server}",connection_type="${type}"}`;
const edgeCalls = (type: string, failedBefore: number, failedAfter: number) => [
  counter(edge("total", type), 60),
  counter(edge("failed_total", type), failedBefore, failedAfter),
];
const logRecords = (severity: string) => `log_records_total{service_name="cart",severity="${severity}"}`;
const logs = (severity: string, before: number, after: number) => [counter(logRecords(severity), before, after)];

export const SERVICE_CASES: Readonly<Record<string, RuleCases>> = {
  ServiceFails: {
    // A tenth fails where nothing failed; half fails where a third used to.
    // The second time within hours is as bad as the first.
    fires: [
      requests([60, 0], [54, 6]),
      requests([40, 20], [25, 35]),
      requestsAfterIncident([60, 30, 54], [0, 30, 6]),
      requestsAfterIncident([60, 30, 54], [0.1, 30, 6]),
    ],
    // Little fails; as much as ever fails; hardly anybody asks.
    silent: [requests([60, 0], [58, 2]), requests([50, 10], [48, 12]), requests([1, 0], [0, 1])],
  },
  ServiceFailsMoreThanUsual: {
    fires: [requests([60, 0], [58, 2]), requestsAfterIncident([60, 30, 58], [0, 30, 2])],
    silent: [requests([60, 0.1], [60, 0.3]), requests([58, 2], [58, 2])],
  },
  OperationFails: {
    fires: [requests([60, 0], [20, 40])],
    silent: [requests([60, 0], [40, 20]), requests([1, 0], [0, 0.5])],
  },
  ServiceSlow: {
    fires: [
      [durations(duration, 60, true), counter(calls("UNSET"), 60)],
      [durations(duration, 60, true, true), counter(calls("UNSET"), 60)],
    ],
    silent: [
      [durations(duration, 60, false), counter(calls("UNSET"), 60)],
      [durations(duration, 2, true), counter(calls("UNSET"), 2)],
    ],
  },
  ServiceTrafficDropped: {
    // Also after two hours in which hardly anybody came; not after a surge that is over.
    fires: [requests([120, 0], [12, 0]), requestsAfterIncident([120, 1, 18], [0, 0, 0])],
    silent: [
      requests([120, 0], [60, 0]),
      requests([6, 0], [0.5, 0]),
      requestsAfterIncident([120, 1_200, 60], [0, 0, 0]),
    ],
  },
  ServiceTrafficSurged: {
    fires: [requests([120, 0], [900, 0]), requestsAfterIncident([120, 900, 900], [0, 0, 0])],
    silent: [requests([120, 0], [300, 0]), requests([6, 0], [60, 0]), requests([600, 0], [600, 0]).map(young)],
  },
  ServiceSilent: {
    fires: [requests([60, 0], [null, null])],
    silent: [requests([60, 0], [1, 0]), requests([1, 0], [null, null])],
  },
  CallsFail: { fires: [edgeCalls("", 0, 12)], silent: [edgeCalls("", 0, 3), edgeCalls("database", 0, 30)] },
  DatabaseCallsFail: {
    fires: [edgeCalls("database", 0, 6)],
    silent: [edgeCalls("database", 0, 1), edgeCalls("", 0, 30)],
  },
  CallsSlow: {
    fires: [
      [durations(edge("client_seconds"), 60, true), counter(edge("total"), 60)],
      [durations(edge("client_seconds"), 60, true, true), counter(edge("total"), 60)],
    ],
    silent: [[durations(edge("client_seconds"), 60, false), counter(edge("total"), 60)]],
  },
  ErrorLogsAboveUsual: {
    fires: [
      logs("ERROR", 1, 60),
      [
        counter(logRecords("INFO"), 600),
        counterWithIncident(logRecords("ERROR"), { usual: 0, incident: 600, after: 60, minutes: 120 }),
      ],
    ],
    silent: [logs("ERROR", 60, 90), logs("WARN", 0, 900), logs("ERROR", 0, 6), logs("ERROR", 60, 60).map(young)],
  },
  FatalLog: { fires: [logs("FATAL", 0, 1)], silent: [logs("ERROR", 0, 5)] },
};
