"use client";
/** The newest failed spans of a service with what they say, each the way into its trace. */
import { Status } from "../charts/Status.tsx";
import { formatDuration } from "../format/formatDuration.ts";
import { formatUnixNano } from "../format/formatInstant.ts";
import { shownText } from "../format/shownText.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { ServiceParts } from "./ServiceTabs.tsx";

interface LatestErrorsProps {
  readonly service: string;
  readonly query: ServiceParts["errors"];
  readonly ringed: string | null;
  readonly ring: (traceId: string | null) => void;
}

/** As many as stand beside the chart of durations without making it higher. */
const SHOWN = 4;

export function LatestErrors({ service, query, ringed, ring }: LatestErrorsProps) {
  const zone = useZone();
  return (
    <section
      aria-label="Latest errors"
      className="min-w-0 border-line px-(--pad) pt-[11px] pb-2 wide:border-l phone:border-t"
    >
      <p className="mb-[5px] flex items-baseline">
        <b className="font-semibold">Latest errors</b>
        {query.data && query.data.errors.length > 0 && (
          <ClockLink
            href={`/traces?service=${encodeURIComponent(service)}&status=error`}
            className="link ml-auto text-12"
          >
            All failing traces
          </ClockLink>
        )}
      </p>
      <AsyncPanel
        query={query}
        what="the latest errors"
        skeleton={<span className="skeleton block h-3 w-40" />}
        isEmpty={({ errors }) => errors.length === 0}
        empty={<p className="text-12 text-ink-3">No span of {service} has an error status in this window.</p>}
      >
        {({ errors }) =>
          errors.slice(0, SHOWN).map((error) => (
            <ClockLink
              key={`${error.traceId}${error.spanId}`}
              href={`/traces/${error.traceId}?span=${error.spanId}`}
              onMouseEnter={() => ring(error.traceId)}
              onMouseLeave={() => ring(null)}
              onFocus={() => ring(error.traceId)}
              onBlur={() => ring(null)}
              title={error.message ? `${error.name}: ${error.message}` : error.name}
              className={`-mx-2 grid min-h-[25px] grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-x-2 rounded px-2 py-[3px] text-12 ${
                ringed === error.traceId ? "bg-sel" : ""
              }`}
            >
              <Status kind="fail" size={9} label="failed" />
              <span className="truncate">
                <bdi>{shownText(shortMethod(error.name))}</bdi>
              </span>
              <span className="num font-medium">{formatDuration(error.durationNano)}</span>
              <span className="num col-span-2 col-start-2 truncate text-11 text-ink-3">
                {formatUnixNano(error.startUnixNano, zone, "clock")} <bdi>{shownText(error.message ?? "")}</bdi>
              </span>
            </ClockLink>
          ))
        }
      </AsyncPanel>
    </section>
  );
}

/** "Payments/Authorize" of a gRPC method's full name: packages of one service all begin alike, and there is no room for them. */
const shortMethod = (name: string) => name.replace(/^(?:[\w-]+\.)+([\w-]+\/[\w-]+)$/, "$1");
