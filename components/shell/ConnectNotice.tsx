"use client";
/**
 * Nothing of what was asked for lies in the window. Three cases, told apart by asking for the newest there is: nothing was ever
 * received (teach how to send), something lies elsewhere (lead there), this service alone is unknown.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { formatAgo, formatInstant, formatWindow } from "../format/formatInstant.ts";
import { type Clock, useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { ClockLink } from "./ClockLink.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";
import { EmptyNotice } from "./EmptyNotice.tsx";

interface ConnectNoticeProps {
  /** What would be here and is not, as in "No service sent spans in this window". */
  readonly missing: ReactNode;
  /** The signal that is missing. */
  readonly signal?: "traces" | "logs" | "metrics";
  /** The one service that is asked for. */
  readonly service?: string;
}

export function ConnectNotice({ missing, signal = "traces", service }: ConnectNoticeProps) {
  const clock = useClock();
  const zone = useZone();
  const { newestMs, silent } = useNewest(signal, service);
  if (silent) return <NeverReceived />;
  return (
    <EmptyNotice title={<h1>{missing}</h1>}>
      <p suppressHydrationWarning>
        The window is {formatWindow(clock.startMs, clock.endMs, zone)}.{" "}
        {newestMs !== null && newestMs !== undefined && <Newest newestMs={newestMs} clock={clock} zone={zone} />}
        {newestMs === null &&
          (service ? `Nothing of ${service} is kept.` : `No ${signal} are kept; other signals arrive.`)}
      </p>
      <p className="mt-3 flex min-h-7 flex-wrap gap-2">
        {newestMs && (
          <button type="button" className="btn btn-primary" onClick={() => show(clock, newestMs)}>
            Show the newest
          </button>
        )}
        {!clock.live && (
          <button type="button" className="btn" onClick={clock.goLive}>
            Back to live
          </button>
        )}
        {service && (
          <ClockLink className="btn" href="/services">
            All services
          </ClockLink>
        )}
        {newestMs === null && (
          <ClockLink className="btn" href="/settings">
            How to send {signal}
          </ClockLink>
        )}
      </p>
    </EmptyNotice>
  );
}

/** `newestMs`: undefined while it is not known, null when there is none. `silent`: nothing at all was ever received. */
function useNewest(signal: "traces" | "logs" | "metrics", service: string | undefined) {
  const trpc = useTRPC();
  const all = useQuery(trpc.ingest.newest.queryOptions(undefined, { refetchInterval: 5_000 })).data;
  const own = useQuery(
    trpc.services.lastSeen.queryOptions({ service: service ?? "-" }, { enabled: service !== undefined }),
  );
  const silent = all !== undefined && Object.values(all).every((newest) => newest === null);
  return { newestMs: service === undefined ? all?.[signal] : own.data?.atMs, silent };
}

function Newest({ newestMs, clock, zone }: { newestMs: number; clock: Clock; zone: string }) {
  return (
    <>
      The newest there is comes from {formatInstant(newestMs, zone, "dayMinute")}, {formatAgo(newestMs, clock.nowMs)}.
    </>
  );
}

/** A window as long as the one in force that ends with the newest, or the present where that still holds it. */
function show(clock: Clock, newestMs: number): void {
  if (newestMs > clock.nowMs - clock.windowMs) clock.goLive();
  else clock.setAt(Math.ceil(newestMs / 60_000) * 60_000);
}

function NeverReceived() {
  return (
    <EmptyNotice title={<h1>Nothing has arrived yet</h1>}>
      <p>
        Chronoscope is ready and listens for OTLP. Point a sender here; this page fills by itself within seconds of the
        first request. What is refused, and why, is on{" "}
        <ClockLink className="link" href="/ingest">
          Ingest
        </ClockLink>
        .
      </p>
      <div className="mt-4">
        <ConnectSnippets />
      </div>
      <p className="mt-4 text-12 text-ink-3">
        Only looking around? <code className="mono">npm run demo</code> starts Chronoscope with a shop of fourteen
        services that sends telemetry.
      </p>
    </EmptyNotice>
  );
}
