/** Every metric there is. */
import type { Metadata } from "next";
import { MetricsScreen } from "../../../components/metrics/MetricsScreen.tsx";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Metrics" };

export default async function MetricsPage({ searchParams }: { searchParams: SearchParams }) {
  const input = await clockWindow(searchParams);
  return (
    <Prefetch
      ask={(trpc, client) =>
        Promise.all([
          client.prefetchQuery(trpc.metrics.families.queryOptions()),
          client.prefetchQuery(trpc.metrics.catalog.derived.queryOptions(input)),
        ])
      }
    >
      <MetricsScreen />
    </Prefetch>
  );
}
