"use client";
/** The instances of a service that sent telemetry in the window, and which version each runs. */
import { useMemo } from "react";
import { formatSeconds, formatSpanOfTime } from "../format/formatDuration.ts";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { formatCount, formatRatio } from "../format/formatNumbers.ts";
import { AsyncPanel } from "../shell/AsyncPanel.tsx";
import { CopyButton } from "../shell/CopyButton.tsx";
import { type Column, DataTable } from "../shell/DataTable.tsx";
import { TableSkeleton } from "../shell/TableSkeleton.tsx";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import type { Answers } from "../trpc/client.tsx";
import type { ServiceParts } from "./ServiceTabs.tsx";
import { versionsSentence } from "./versionWords.ts";

type Instance = Answers["services"]["instances"]["instances"][number];

interface InstancesTableProps {
  readonly service: string;
  readonly query: ServiceParts["instances"];
}

export function InstancesTable({ service, query }: InstancesTableProps) {
  const { endMs, windowMs } = useClock();
  const zone = useZone();
  const columns = useMemo(() => instanceColumns(endMs, zone), [endMs, zone]);
  return (
    <section aria-label="Instances">
      <AsyncPanel query={query} what={`the instances of ${service}`} skeleton={<TableSkeleton rows={8} />}>
        {({ instances }) => (
          <>
            <div className="sec">
              <h2>Instances</h2>
              <span className="sec-sub">
                {versionsSentence(instances)}
                <span className="phone:hidden">
                  . Numbers over {formatSpanOfTime(windowMs)}; how each is now is not counted.
                </span>
              </span>
            </div>
            <DataTable
              label={`Instances of ${service}`}
              noun="instance"
              columns={columns}
              rows={instances}
              rowKey={(row) => [row.instance, row.version, row.environment, row.region, row.zone, row.host].join("\n")}
              sortParam="instances"
            />
          </>
        )}
      </AsyncPanel>
    </section>
  );
}

function instanceColumns(nowMs: number, zone: string): Column<Instance>[] {
  return [
    {
      id: "instance",
      head: "Instance",
      value: ({ instance }) => instance,
      cell: ({ instance }) => (
        <span className="copy-cell">
          <span className="mono truncate" title={instance}>
            {instance || "unnamed"}
          </span>
          {instance && <CopyButton text={instance} what="instance id" />}
        </span>
      ),
    },
    {
      id: "version",
      head: "Version",
      width: "7%",
      wide: true,
      value: ({ version }) => version,
      cell: ({ version }) => version || "–",
    },
    {
      id: "place",
      head: "Where",
      wide: true,
      width: "29%",
      value: (row) => `${row.region} ${row.zone} ${row.host}`,
      cell: (row) => (
        <span className="text-ink-2">{[row.region, row.zone, row.host].filter(Boolean).join(" · ") || "–"}</span>
      ),
    },
    {
      id: "environment",
      head: "Environment",
      wide: true,
      width: "9%",
      value: (row) => row.environment,
      cell: (row) => row.environment || "–",
    },
    {
      id: "calls",
      head: "Spans",
      number: true,
      wide: true,
      width: "8%",
      value: ({ calls }) => calls,
      cell: ({ calls }) => formatCount(calls),
    },
    {
      id: "errors",
      csv: "failing_ratio",
      head: "Failing",
      number: true,
      width: "8%",
      phoneWidth: "64px",
      value: ({ calls, errors }) => (calls > 0 ? errors / calls : null),
      cell: ({ calls, errors }) => formatRatio(calls > 0 ? errors / calls : null),
    },
    {
      id: "mean",
      csv: "mean_seconds",
      head: "Mean",
      number: true,
      wide: true,
      width: "8%",
      value: ({ calls, durationSumSeconds }) => (calls > 0 ? durationSumSeconds / calls : null),
      cell: ({ calls, durationSumSeconds }) => formatSeconds(calls > 0 ? durationSumSeconds / calls : null),
    },
    {
      id: "seen",
      csv: "last_seen_unix_ms",
      head: "Last seen",
      number: true,
      width: "12%",
      phoneWidth: "136px",
      value: ({ lastSeenMs }) => lastSeenMs,
      cell: ({ lastSeenMs }) => (
        <span title={formatInstant(lastSeenMs, zone, "full")}>{formatAgo(Math.min(lastSeenMs, nowMs), nowMs)}</span>
      ),
    },
  ];
}
