"use client";
/** Who consumed the message that a span published: spans that link to it, mostly of traces of their own. */
import { useQuery } from "@tanstack/react-query";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { LinkedSpanRow } from "./LinkedSpanRow.tsx";

interface ConsumedByProps {
  readonly traceId: string;
  readonly spanId: string;
  /** A consumer goes on below it in this very trace, so that nobody else need be known. */
  readonly isAnswered: boolean;
}

export function ConsumedBy({ traceId, spanId, isAnswered }: ConsumedByProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.traces.consumers.queryOptions({ traceId, spanId }, { staleTime: 30_000 }));
  if (isAnswered && query.data?.spans.length === 0) return null;
  return (
    <section className="border-line border-t px-(--pad) py-2.5">
      <h2 className="mb-1">Consumed by</h2>
      <AsyncPanel query={query} skeleton={<div className="skeleton h-3.5 w-3/4" />} what="who consumed the message">
        {({ spans, isCut }) => (
          <>
            <ul>
              {spans.map((span) => (
                <li key={`${span.traceId} ${span.spanId}`}>
                  <LinkedSpanRow traceId={span.traceId} spanId={span.spanId} span={span} />
                </li>
              ))}
            </ul>
            {(spans.length === 0 || isCut) && <p className="text-12 text-ink-3">{wordsOf(spans.length, isCut)}</p>}
          </>
        )}
      </AsyncPanel>
    </section>
  );
}

function wordsOf(count: number, isCut: boolean): string {
  if (count > 0) return "There may be more: not all were looked at.";
  return isCut ? "None was found in time." : "No span that links to it is known from the 15 minutes after.";
}
