"use client";
/** Links to spans of this or other traces. */
import { Link2 } from "lucide-react";
import { formatTraceId } from "../format/formatId.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import type { LinkRow } from "./spanDetail.ts";

export function SpanLinks({ links }: { links: readonly LinkRow[] }) {
  if (links.length === 0) return null;
  return (
    <section className="border-line border-t px-(--pad) py-2.5">
      <h2 className="mb-1">Links</h2>
      <ul className="space-y-1 text-12">
        {links.map((link, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same span may be linked twice.
          <li key={at}>
            <ClockLink
              href={`/traces/${link.traceId}?span=${link.spanId}&panel=span`}
              className="link mono inline-flex items-center gap-1.5"
            >
              <Link2 size={12} aria-hidden="true" />
              {formatTraceId(link.traceId)} span {link.spanId}
            </ClockLink>
            {link.attributes.map((row) => (
              <span key={row.key} className="mono ml-2 text-ink-3">
                {row.key}={row.text}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
