/** Language runtimes: heap, collections, event loop, threads. */
import type { Metadata } from "next";
import { kindQuestion } from "../../../components/resources/kindQuestion.ts";
import { RuntimeScreen } from "../../../components/resources/RuntimeScreen.tsx";
import { RUNTIME } from "../../../components/resources/runtimeKind.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Runtime" };

export default async function RuntimePage({ searchParams }: { searchParams: SearchParams }) {
  const input = kindQuestion(RUNTIME, await clockWindow(searchParams));
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.metrics.instant.queryOptions(input))}>
      <RuntimeScreen />
    </Prefetch>
  );
}
