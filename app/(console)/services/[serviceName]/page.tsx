/** One service. */
import type { Metadata } from "next";
import { ServiceScreen } from "../../../../components/services/ServiceScreen.tsx";
import { readPathText } from "../../../../components/state/pathText.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../../_trpc/server.tsx";

interface ServicePageProps {
  readonly params: Promise<{ readonly serviceName: string }>;
  readonly searchParams: SearchParams;
}

export async function generateMetadata({ params }: ServicePageProps): Promise<Metadata> {
  return { title: readPathText((await params).serviceName) };
}

export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  const service = readPathText((await params).serviceName);
  const input = { service, ...(await clockWindow(searchParams)) };
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.services.byName.queryOptions(input))}>
      <ServiceScreen service={service} />
    </Prefetch>
  );
}
