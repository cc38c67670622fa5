/** Databases and caches as their callers see them, their pools, and the servers themselves. */
import type { Metadata } from "next";
import { DatabasesScreen } from "../../../components/resources/DatabasesScreen.tsx";
import { DATABASE } from "../../../components/resources/databaseKind.ts";
import { calmWindow, kindQuestion } from "../../../components/resources/kindQuestion.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Databases" };

export default async function DatabasesPage({ searchParams }: { searchParams: SearchParams }) {
  const input = kindQuestion(
    DATABASE,
    calmWindow(await clockWindow(searchParams), (await searchParams).at === undefined),
  );
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.metrics.instant.queryOptions(input))}>
      <DatabasesScreen />
    </Prefetch>
  );
}
