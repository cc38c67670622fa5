/** What is promised. */
import type { Metadata } from "next";
import { SlosScreen } from "../../../components/slos/SlosScreen.tsx";
import { sloInstant } from "../../../components/slos/sloInstant.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "SLOs" };

export default async function SlosPage({ searchParams }: { searchParams: SearchParams }) {
  const { endMs } = await clockWindow(searchParams);
  const atMs = sloInstant(endMs, (await searchParams).at === undefined);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.slos.list.queryOptions({ atMs }))}>
      <SlosScreen />
    </Prefetch>
  );
}
