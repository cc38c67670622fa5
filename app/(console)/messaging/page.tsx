/** Queues: what waits in them, who puts in, who takes out. */
import type { Metadata } from "next";
import { calmWindow, kindQuestion } from "../../../components/resources/kindQuestion.ts";
import { MessagingScreen } from "../../../components/resources/MessagingScreen.tsx";
import { QUEUE } from "../../../components/resources/queueKind.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Messaging" };

export default async function MessagingPage({ searchParams }: { searchParams: SearchParams }) {
  const input = kindQuestion(QUEUE, calmWindow(await clockWindow(searchParams), (await searchParams).at === undefined));
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.metrics.instant.queryOptions(input))}>
      <MessagingScreen />
    </Prefetch>
  );
}
