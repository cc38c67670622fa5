/** One alert. */
import type { Metadata } from "next";
import { AlertScreen } from "../../../../components/alerts/one/AlertScreen.tsx";
import { readPathText } from "../../../../components/state/pathText.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../../_trpc/server.tsx";

interface AlertPageProps {
  readonly params: Promise<{ readonly fingerprint: string }>;
  readonly searchParams: SearchParams;
}

export const metadata: Metadata = { title: "Alert" };

export default async function AlertPage({ params, searchParams }: AlertPageProps) {
  const fingerprint = readPathText((await params).fingerprint);
  const { endMs: atMs } = await clockWindow(searchParams);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.alerts.one.queryOptions({ fingerprint, atMs }))}>
      <AlertScreen key={fingerprint} fingerprint={fingerprint} />
    </Prefetch>
  );
}
