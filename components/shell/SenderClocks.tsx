"use client";
/** Senders whose clocks are off, one line each; nothing when all are right. On a service's page its own alone. Told as of the present. */
import { useQuery } from "@tanstack/react-query";
import { Status } from "../charts/Status.tsx";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { useClock } from "../state/clock.tsx";
import { useTRPC } from "../trpc/client.tsx";

const REFRESH_MS = 30_000;
const PRESENT_MS = 300_000;

export function SenderClocks({ service }: { service?: string }) {
  const trpc = useTRPC();
  const { endMs, nowMs } = useClock();
  // A sender that is ahead is looked at in the future, where its records stand.
  const isPast = endMs < nowMs - PRESENT_MS;
  const enabled = service === undefined || !isPast;
  const offsets = trpc.ingest.clockOffsets.queryOptions();
  const { data = [] } = useQuery({ ...offsets, refetchInterval: REFRESH_MS, enabled });
  if (!enabled) return null;
  const shown = service === undefined ? data : data.filter((offset) => offset.service === service);
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Senders whose clocks are off" className="border-line border-b">
      {shown.map(({ service: name, instance, offsetMs }) => (
        <li key={name} className="flex items-baseline gap-3 px-(--pad) py-2">
          <Status kind="warn" size={10} label="" />
          <span>
            {clockWords(name, offsetMs)}
            {instance !== "" && <span className="text-ink-3"> Seen on {instance}.</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A sender that is behind may also just send late; one that is ahead cannot. */
export function clockWords(service: string, offsetMs: number): string {
  const by = formatSpanOfTime(offsetMs);
  return offsetMs > 0
    ? `The clock of ${service} is ${by} ahead: what it sends stands ${by} later than it happened. Set its clock by NTP.`
    : `All that ${service} sends is ${by} old when it arrives: its clock is behind, or its exporter sends late.`;
}
