/** One rule: edited when it is the console's own, read when it is not. */
import type { Metadata } from "next";
import { ruleInstant } from "../../../../../components/alerts/ruleInstant.ts";
import { RuleScreen } from "../../../../../components/alerts/rules/RuleScreen.tsx";
import { readPathText } from "../../../../../components/state/pathText.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../../../_trpc/server.tsx";

interface RulePageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: SearchParams;
}

export const metadata: Metadata = { title: "Alert rule" };

export default async function RulePage({ params, searchParams }: RulePageProps) {
  const id = readPathText((await params).id);
  const [{ endMs }, { at }] = [await clockWindow(searchParams), await searchParams];
  const atMs = ruleInstant(endMs, at === undefined);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.alertRules.list.queryOptions({ atMs }))}>
      <RuleScreen key={id} id={id} />
    </Prefetch>
  );
}
