/**
 * What the editor's completion may offer, asked of our own catalogue in the page's window, in the form that Prometheus's editor mode wants.
 * Answers are kept by the query cache, so that typing on does not ask again.
 */
import type { PrometheusClient } from "@prometheus-io/codemirror-promql";
import { labelMatchersToString } from "@prometheus-io/codemirror-promql/dist/esm/parser/matcher.js";
import type { QueryClient } from "@tanstack/react-query";
import type { TimeWindow } from "../../server/model/time.ts";
import type { useTRPC } from "../trpc/client.tsx";

export interface CatalogueAsker {
  readonly trpc: ReturnType<typeof useTRPC>;
  readonly client: QueryClient;
  /** The page's window of now. */
  readonly window: () => TimeWindow;
}

/** Names and labels change seldom; while one types they need not be asked again. */
const FRESH_MS = 60_000;
const WINDOW_STEP_MS = 60_000;

/** In whole minutes, so that the next letter asks the same question. */
function steadyWindow({ startMs, endMs }: TimeWindow): TimeWindow {
  const end = Math.ceil(endMs / WINDOW_STEP_MS) * WINDOW_STEP_MS;
  return { startMs: Math.floor(startMs / WINDOW_STEP_MS) * WINDOW_STEP_MS, endMs: end };
}

export function completionClient({ trpc, client, window }: CatalogueAsker): PrometheusClient {
  const fresh = { staleTime: FRESH_MS };
  /** A list that cannot be had is no reason to stop someone from typing. */
  const orNone = <Item>(list: Promise<Item[]>) => list.catch((): Item[] => []);
  return {
    metricNames: () =>
      orNone(client.fetchQuery(trpc.metrics.names.queryOptions(undefined, fresh)).then(({ names }) => names)),
    labelNames: (metricName = "") => {
      const input = { ...steadyWindow(window()), match: labelMatchersToString(metricName) };
      const asked = client.fetchQuery(trpc.metrics.catalog.labelNames.queryOptions(input, fresh));
      return orNone(asked.then(({ names }) => names.filter((name) => name !== "__name__")));
    },
    labelValues: (label, metricName = "", matchers = []) => {
      const match = labelMatchersToString(metricName, matchers, label);
      const input = { ...steadyWindow(window()), label, match };
      const asked = client.fetchQuery(trpc.metrics.catalog.labelValues.queryOptions(input, fresh));
      return orNone(asked.then(({ values }) => values));
    },
    metricMetadata: async () => {
      const { families } = await client.fetchQuery(trpc.metrics.families.queryOptions(undefined, fresh));
      return Object.fromEntries(families.map(({ name, type, help }) => [name, [{ type, help }]]));
    },
    series: async () => [],
    flags: async () => ({}),
  };
}
