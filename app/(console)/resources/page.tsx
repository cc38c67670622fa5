/** Hosts, nodes, pods, containers, processes, runtimes, pools, databases, queues: which have room and which do not. */
import type { Metadata } from "next";
import { calmWindow, kindQuestion } from "../../../components/resources/kindQuestion.ts";
import { KINDS } from "../../../components/resources/kinds.ts";
import { ResourcesScreen } from "../../../components/resources/ResourcesScreen.tsx";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Resources" };

export default async function ResourcesPage({ searchParams }: { searchParams: SearchParams }) {
  const window = calmWindow(await clockWindow(searchParams), (await searchParams).at === undefined);
  return (
    <Prefetch
      ask={(trpc, client) =>
        Promise.all(
          KINDS.map((kind) => client.prefetchQuery(trpc.metrics.instant.queryOptions(kindQuestion(kind, window)))),
        )
      }
    >
      <ResourcesScreen />
    </Prefetch>
  );
}
