/** What fires at the clock's instant, what is about to, what is lately over. */
import type { Metadata } from "next";
import { AlertsScreen } from "../../../components/alerts/AlertsScreen.tsx";
import { ruleInstant } from "../../../components/alerts/ruleInstant.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage({ searchParams }: { searchParams: SearchParams }) {
  const [{ endMs: atMs }, { at }] = [await clockWindow(searchParams), await searchParams];
  return (
    <Prefetch
      ask={(trpc, client) =>
        Promise.all([
          client.prefetchQuery(trpc.alerts.at.queryOptions({ atMs })),
          client.prefetchQuery(trpc.alertRules.list.queryOptions({ atMs: ruleInstant(atMs, at === undefined) })),
        ])
      }
    >
      <AlertsScreen />
    </Prefetch>
  );
}
