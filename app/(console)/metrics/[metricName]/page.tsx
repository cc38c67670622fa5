/** One metric. */
import type { Metadata } from "next";
import { MetricScreen } from "../../../../components/metrics/MetricScreen.tsx";
import { readPathText } from "../../../../components/state/pathText.ts";
import { Prefetch } from "../../../_trpc/server.tsx";

interface MetricPageProps {
  readonly params: Promise<{ readonly metricName: string }>;
}

export async function generateMetadata({ params }: MetricPageProps): Promise<Metadata> {
  return { title: readPathText((await params).metricName) };
}

export default async function MetricPage({ params }: MetricPageProps) {
  const name = readPathText((await params).metricName);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.metrics.families.queryOptions())}>
      <MetricScreen name={name} />
    </Prefetch>
  );
}
