/** One resource. */
import type { Metadata } from "next";
import { calmWindow, kindQuestion } from "../../../../../components/resources/kindQuestion.ts";
import { kindOf } from "../../../../../components/resources/kinds.ts";
import { ResourceScreen } from "../../../../../components/resources/ResourceScreen.tsx";
import { valuesOf } from "../../../../../components/resources/resourceRows.ts";
import { readPathText } from "../../../../../components/state/pathText.ts";
import { clockWindow, Prefetch, type SearchParams } from "../../../../_trpc/server.tsx";

interface ResourcePageProps {
  readonly params: Promise<{ readonly kind: string; readonly key: string }>;
  readonly searchParams: SearchParams;
}

export async function generateMetadata({ params }: ResourcePageProps): Promise<Metadata> {
  const { kind, key } = await params;
  return { title: kindOf(kind)?.name(valuesOf(readPathText(key))) ?? "Resource" };
}

export default async function ResourcePage({ params, searchParams }: ResourcePageProps) {
  const { kind: kindId, key } = await params;
  const resourceKey = readPathText(key);
  const kind = kindOf(kindId);
  const window = calmWindow(await clockWindow(searchParams), (await searchParams).at === undefined);
  return (
    <Prefetch
      ask={async (trpc, client) => {
        if (!kind) return;
        await client.prefetchQuery(
          trpc.metrics.instant.queryOptions(kindQuestion(kind, window, valuesOf(resourceKey))),
        );
      }}
    >
      <ResourceScreen kindId={kindId} resourceKey={resourceKey} />
    </Prefetch>
  );
}
