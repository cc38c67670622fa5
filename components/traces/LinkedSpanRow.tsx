"use client";
/** A span of this or another trace that a link joins, as a way to it: whose it is, what it does, how long, when. By its ids where it is not kept. */
import { Link2 } from "lucide-react";
import type { LinkedSpan } from "../../server/routers/linkedSpans.ts";
import { ServiceName } from "../charts/ServiceName.tsx";
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatTraceId } from "../format/formatId.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useZone } from "../state/usePreference.tsx";

interface LinkedSpanRowProps {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined while it is asked for; null: not kept. */
  readonly span: LinkedSpan | null | undefined;
}

export function LinkedSpanRow({ traceId, spanId, span }: LinkedSpanRowProps) {
  const zone = useZone();
  const ids = `${formatTraceId(traceId)} span ${spanId}`;
  const href = `/traces/${traceId}?span=${spanId}&panel=span`;
  if (!span) {
    return (
      <ClockLink href={href} className="link mono flex h-7 items-center gap-1.5 text-12">
        <Link2 size={12} aria-hidden="true" className="flex-none" />
        <span className="truncate">{ids}</span>
        {span === null && <span className="font-sans text-ink-3">not kept</span>}
      </ClockLink>
    );
  }
  return (
    <ClockLink
      href={href}
      title={`Trace ${ids}`}
      className="-mx-1.5 grid h-7 grid-cols-[12px_auto_minmax(0,1fr)_auto_auto] items-center gap-2 rounded-4 px-1.5 text-12 hover:bg-raised"
    >
      <Status kind={span.failed ? "fail" : "ok"} size={9} label={span.failed ? "failed" : ""} />
      <span className="max-w-36 min-w-0">
        <ServiceName service={span.service} />
      </span>
      <span className="truncate text-ink-2">{shownText(span.name)}</span>
      <span className="num text-ink-2">{formatDuration(span.durationNano)}</span>
      <span className="num text-ink-3">{formatUnixNano(span.startUnixNano, zone, "clock")}</span>
    </ClockLink>
  );
}
