/** One trace. Nothing is fetched ahead: a large trace would come twice, once inside the page. */
import type { Metadata } from "next";
import { formatTraceId } from "../../../../components/format/formatId.ts";
import { TraceScreen } from "../../../../components/traces/TraceScreen.tsx";

interface TracePageProps {
  readonly params: Promise<{ readonly traceId: string }>;
}

export async function generateMetadata({ params }: TracePageProps): Promise<Metadata> {
  return { title: `Trace ${formatTraceId((await params).traceId)}` };
}

export default async function TracePage({ params }: TracePageProps) {
  const { traceId } = await params;
  return <TraceScreen key={traceId} traceId={traceId} />;
}
