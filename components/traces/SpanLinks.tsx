"use client";
/** What a span links to, in this or other traces: of a consumer the messages that it works on, of which a batch has many. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { LinkedSpanRow } from "./LinkedSpanRow.tsx";
import type { LinkRow } from "./spanDetail.ts";

/** So many are shown at first, and told by name: each costs the reading of a trace. */
const FEW = 10;

export function SpanLinks({ links }: { links: readonly LinkRow[] }) {
  const trpc = useTRPC();
  const [all, setAll] = useState(false);
  const named = links.slice(0, FEW).map(({ traceId, spanId }) => ({ traceId, spanId }));
  const { data } = useQuery(
    trpc.traces.linked.queryOptions({ links: named }, { enabled: named.length > 0, staleTime: 300_000 }),
  );
  if (links.length === 0) return null;
  return (
    <section className="border-line border-t px-(--pad) py-2.5">
      <h2 className="mb-1">Links</h2>
      <ul>
        {(all ? links : links.slice(0, FEW)).map((link, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same span may be linked twice.
          <li key={at}>
            <LinkedSpanRow traceId={link.traceId} spanId={link.spanId} span={data?.[at]} />
            {link.attributes.length > 0 && (
              <p className="mono mb-1 ml-5 break-words text-12 text-ink-3">
                {link.attributes.map((row) => `${row.key}=${row.text}`).join("  ")}
              </p>
            )}
          </li>
        ))}
      </ul>
      {!all && links.length > FEW && (
        <button type="button" className="link mt-1 text-12" onClick={() => setAll(true)}>
          All {links.length} links
        </button>
      )}
    </section>
  );
}
