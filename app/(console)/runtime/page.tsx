/** Language runtimes: heap, collections, event loop, threads. */
import type { Metadata } from "next";
import { calmWindow, kindQuestion } from "../../../components/resources/kindQuestion.ts";
import { RuntimeScreen } from "../../../components/resources/RuntimeScreen.tsx";
import { languageQuestion } from "../../../components/resources/runtimeDashboard.ts";
import { RUNTIME } from "../../../components/resources/runtimeKind.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Runtime" };

export default async function RuntimePage({ searchParams }: { searchParams: SearchParams }) {
  const window = calmWindow(await clockWindow(searchParams), (await searchParams).at === undefined);
  return (
    <Prefetch
      ask={(trpc, client) =>
        Promise.all(
          [languageQuestion(window), kindQuestion(RUNTIME, window)].map((input) =>
            client.prefetchQuery(trpc.metrics.instant.queryOptions(input)),
          ),
        )
      }
    >
      <RuntimeScreen />
    </Prefetch>
  );
}
