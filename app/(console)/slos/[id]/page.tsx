/** One SLO. Its title comes with its answer, for it may have been another then. */
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { SloScreen } from "../../../../components/slos/SloScreen.tsx";
import { sloInstant } from "../../../../components/slos/sloInstant.ts";
import { readPathText } from "../../../../components/state/pathText.ts";
import { readPreferences, zoneOf } from "../../../../components/state/preferences.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../../_trpc/server.tsx";

interface SloPageProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: SearchParams;
}

export const metadata: Metadata = { title: "SLO" };

export default async function SloPage({ params, searchParams }: SloPageProps) {
  const id = readPathText((await params).id);
  const jar = await cookies();
  const timeZone = zoneOf(readPreferences((name) => jar.get(name)?.value));
  const { endMs } = await clockWindow(searchParams);
  const atMs = sloInstant(endMs, (await searchParams).at === undefined);
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.slos.one.queryOptions({ id, atMs, timeZone }))}>
      <SloScreen id={id} />
    </Prefetch>
  );
}
