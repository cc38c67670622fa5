/** The way in: the whole system. */
import type { Metadata } from "next";
import { FiringList } from "../../components/alerts/FiringList.tsx";
import { OverviewScreen } from "../../components/overview/OverviewScreen.tsx";
import { ServicesInTrouble } from "../../components/services/ServicesInTrouble.tsx";
import { ServicesVerdict } from "../../components/services/ServicesVerdict.tsx";
import { Budgets } from "../../components/slos/Budgets.tsx";
import { clockWindow, Prefetch, type SearchParams } from "../_trpc/server.tsx";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const input = await clockWindow(searchParams);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.services.list.queryOptions(input))}>
      <OverviewScreen
        verdict={<ServicesVerdict />}
        services={<ServicesInTrouble />}
        firing={<FiringList />}
        budgets={<Budgets />}
      />
    </Prefetch>
  );
}
