"use client";
/** What the store holds now: bytes in all and per signal, and each partition with its window, records and bytes a record. */
import { useQuery } from "@tanstack/react-query";
import { formatInstant, formatWindow } from "../format/formatInstant.ts";
import { formatBytes, formatCount, formatCountOf } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { useZone } from "../state/usePreference.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";

const REFRESH_MS = 10_000;
type Storage = Answers["ingest"]["storage"];

export function StoragePanel() {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.ingest.storage.queryOptions({}), refetchInterval: REFRESH_MS });
  return (
    <AsyncPanel query={query} what="what the store holds" skeleton={<div className="skeleton m-5 h-40" />}>
      {(storage) => <StorageView storage={storage} />}
    </AsyncPanel>
  );
}

/** The derived series are kept in tiers, named after their step: `tier_10s_…`. */
function kindOf(signal: string, name: string): string {
  if (signal !== "derived") return signal;
  const step = /^tier_(\d+)([smh])/.exec(name);
  return step ? `derived, ${step[1]}\u00a0${step[2] === "m" ? "min" : step[2]}` : "derived";
}

/** The day once where it is one day, both where it is more. */
function periodOf({ startMs, endMs }: { startMs: number; endMs: number }, zone: string): string {
  const day = formatInstant(startMs, zone, "day");
  const times = formatWindow(startMs, endMs, zone);
  return formatInstant(endMs, zone, "day") === day ? `${day}, ${times}` : times;
}

function StorageView({ storage }: { storage: Storage }) {
  const zone = useZone();
  const held = storage.partitions
    .filter(({ signal, records, blocks }) => records > 0 || (signal === "derived" && blocks > 0))
    .toSorted((a, b) => b.window.startMs - a.window.startMs || a.signal.localeCompare(b.signal));
  const ahead = storage.partitions.length - held.length;
  return (
    <section>
      <div className="sec">
        <h2>On disk now</h2>
        <span className="sec-sub">
          {formatBytes(storage.databaseBytes)} in all · raw records are kept back to{" "}
          {formatInstant(storage.keptSinceMs, zone, "dayMinute")} · {formatCountOf(ahead, "partition")} ready ahead
        </span>
      </div>
      {held.length === 0 && (
        <p className="border-line border-t px-(--pad) py-4 text-ink-2">
          No records yet. The first request that is accepted writes the first block.
        </p>
      )}
      <div className="overflow-x-clip" hidden={held.length === 0}>
        <table className="w-full text-left [&_:is(th,td):not(:first-child)]:pl-3">
          <thead className="text-11 text-ink-3">
            <tr className="h-7 border-line border-y [&>th]:font-normal">
              <th className="pl-(--pad)">Signal</th>
              <th>Window</th>
              <th className="text-right">Records</th>
              <th className="text-right phone:hidden">Blocks</th>
              <th className="text-right phone:pr-(--pad)">Bytes</th>
              <th className="pr-(--pad) text-right phone:hidden">A record</th>
            </tr>
          </thead>
          <tbody className="num">
            {held.map(({ signal, name, window, records, blocks, bytes }) => (
              <tr key={name} className="h-(--row) border-line-soft border-b">
                <td className="pl-(--pad)">{kindOf(signal, name)}</td>
                <td className="whitespace-nowrap text-ink-2 phone:whitespace-normal" title={name}>
                  {periodOf(window, zone)}
                </td>
                <td className="text-right">{signal === "derived" ? "" : formatCount(records)}</td>
                <td className="text-right text-ink-2 phone:hidden">
                  {signal === "derived" ? "" : formatCount(blocks)}
                </td>
                <td className="text-right phone:pr-(--pad)">{formatBytes(bytes)}</td>
                <td className="pr-(--pad) text-right text-ink-2 phone:hidden">
                  {signal !== "derived" && records > 0 ? formatBytes(bytes / records) : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
