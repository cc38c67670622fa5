/** One trace. Nothing is fetched ahead: a large trace would come twice, once inside the page. */
import type { Metadata } from "next";
import { TraceScreen } from "../../../../components/traces/TraceScreen.tsx";

interface TracePageProps {
  readonly params: Promise<{ readonly traceId: string }>;
}

export async function generateMetadata({ params }: TracePageProps): Promise<Metadata> {
  return { title: `Trace ${(await params).traceId.slice(0, 8)}` };
}

export default async function TracePage({ params }: TracePageProps) {
  const { traceId } = await params;
  return <TraceScreen key={traceId} traceId={traceId} />;
}
