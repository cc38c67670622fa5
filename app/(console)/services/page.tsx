/** Every service of the window. */
import type { Metadata } from "next";
import { ServicesScreen } from "../../../components/services/ServicesScreen.tsx";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Services" };

export default async function ServicesPage({ searchParams }: { searchParams: SearchParams }) {
  const input = await clockWindow(searchParams);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.services.list.queryOptions(input))}>
      <ServicesScreen />
    </Prefetch>
  );
}
