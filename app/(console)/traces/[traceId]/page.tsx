/** One trace. What is seen first of it stands in the page; the rest of a large one is asked for by the screen. */
import type { Metadata } from "next";
import { formatTraceId } from "../../../../components/format/formatId.ts";
import { TraceScreen } from "../../../../components/traces/TraceScreen.tsx";
import { Prefetch, type SearchParams } from "../../../_trpc/server.tsx";

interface TracePageProps {
  readonly params: Promise<{ readonly traceId: string }>;
  readonly searchParams: SearchParams;
}

export async function generateMetadata({ params }: TracePageProps): Promise<Metadata> {
  return { title: `Trace ${formatTraceId((await params).traceId)}` };
}

export default async function TracePage({ params, searchParams }: TracePageProps) {
  const [{ traceId }, { span }] = [await params, await searchParams];
  const looked = typeof span === "string" ? span : null;
  return (
    <Prefetch ask={(trpc, client) => client.prefetchQuery(trpc.traces.opening.queryOptions({ traceId, span: looked }))}>
      <TraceScreen key={traceId} traceId={traceId} />
    </Prefetch>
  );
}
