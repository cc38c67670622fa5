/** Every rule that watches. */
import type { Metadata } from "next";
import { ruleInstant } from "../../../../components/alerts/ruleInstant.ts";
import { RulesScreen } from "../../../../components/alerts/rules/RulesScreen.tsx";
import { clockWindow, Prefetch, type SearchParams } from "../../../_trpc/server.tsx";

export const metadata: Metadata = { title: "Alert rules" };

export default async function RulesPage({ searchParams }: { searchParams: SearchParams }) {
  const [{ endMs }, { at }] = [await clockWindow(searchParams), await searchParams];
  const atMs = ruleInstant(endMs, at === undefined);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.alertRules.list.queryOptions({ atMs }))}>
      <RulesScreen />
    </Prefetch>
  );
}
