/** The charts of the map's side panel: rate, failing and duration of a service, of what calls a peer, or of one call edge. */
import {
  answeredBy,
  durationQueries,
  quoted,
  type Requests,
  rateQueries,
  ratioQueries,
} from "../dashboards/signalQueries.ts";
import type { PanelSpec } from "../panels/panelSpec.ts";

/** Calls counted on edges, chosen by their ends; null leaves an end open. */
export function callsBetween(client: string | null, server: string | null, type: string | null): Requests {
  const parts = [
    client === null ? [] : [`client=${quoted(client)}`],
    server === null ? [] : [`server=${quoted(server)}`],
    type === null || type === "" ? [] : [`connection_type=${quoted(type)}`],
  ];
  const of = parts.flat().join(", ");
  return {
    calls: `traces_service_graph_request_total{${of}}`,
    failed: `traces_service_graph_request_failed_total{${of}}`,
    durations: `traces_service_graph_request_${type ? "client" : "server"}_seconds{${of}}`,
  };
}
export { answeredBy };

export function panelsOf(requests: Requests, noun: string): PanelSpec[] {
  const missing = "Nothing was counted here in this window.";
  const common = { draw: "lines", columns: 12, missing } as const;
  return [
    {
      id: "mapRate",
      title: "Requests",
      answers: "How many are there?",
      unit: "perSecond",
      noun,
      ...common,
      queries: rateQueries(requests),
    },
    {
      id: "mapFailing",
      title: "Failing",
      answers: "Which share of them fails?",
      unit: "ratio",
      ...common,
      queries: ratioQueries(requests),
    },
    {
      id: "mapDuration",
      title: "Duration",
      answers: "How long do they take?",
      unit: "seconds",
      headline: "p95",
      ...common,
      queries: durationQueries(requests),
    },
  ];
}
