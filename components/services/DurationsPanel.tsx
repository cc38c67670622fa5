"use client";
/** How durations spread over time, with the latest errors on the map and in words beside it. */
import { useMemo, useState } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { DurationHeatmap } from "../charts/DurationHeatmap.tsx";
import { HeatScale } from "../charts/HeatScale.tsx";
import { formatDuration, formatSeconds } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatCountOf } from "../format/formatNumbers.ts";
import { useGo } from "../shell/useGo.ts";
import { useZone } from "../state/usePreference.tsx";
import type { Answers } from "../trpc/client.tsx";
import { LatestErrors } from "./LatestErrors.tsx";
import type { ServiceParts } from "./ServiceTabs.tsx";

interface DurationsPanelProps {
  readonly service: string;
  readonly answer: Extract<Answers["services"]["byName"], { found: true }>;
  readonly errors: ServiceParts["errors"];
  /** Instants worth a tick on the axis. */
  readonly deploys: readonly TimeMark[];
}

export function DurationsPanel({ service, answer, errors, deploys }: DurationsPanelProps) {
  const { grid, heatmap, lines } = answer;
  const go = useGo();
  const zone = useZone();
  const [ringed, setRinged] = useState<string | null>(null);
  const data = useMemo(() => ({ ...heatmap, startMs: grid.startMs, stepMs: grid.stepMs }), [heatmap, grid]);
  const marks = useMemo(
    () =>
      (errors.data?.spread ?? []).map((error) => {
        const timeMs = Number(BigInt(error.startUnixNano) / 1_000_000n);
        const label = `${formatInstant(timeMs, zone)} ${error.name}, ${formatDuration(error.durationNano)}, failed`;
        return { id: error.traceId, timeMs, seconds: error.durationNano / 1e9, failed: true, label };
      }),
    [errors.data, zone],
  );
  const most = heatmap.cells.reduce((greatest, [, , calls]) => Math.max(greatest, calls), 0);
  const tooltip = (timeMs: number) => {
    const i = Math.floor((timeMs - grid.startMs) / grid.stepMs);
    const calls = Math.round((lines.ratePerSecond[i] ?? 0) * (grid.stepMs / 1000));
    return (
      <p className="num">
        {formatCountOf(calls, "request")}, p50 {formatSeconds(lines.p50Seconds[i] ?? null)}, p95{" "}
        {formatSeconds(lines.p95Seconds[i] ?? null)}
      </p>
    );
  };
  return (
    <section aria-label="Durations" className="grid border-line border-b wide:grid-cols-[minmax(0,1fr)_288px]">
      <figure className="min-w-0">
        <figcaption className="flex items-center gap-x-2 px-(--pad) pt-[11px] pb-0.5 phone:flex-wrap">
          <b className="font-semibold">Duration of every request</b>
          <span className="text-11 text-ink-3 phone:hidden">
            {marks.length > 0
              ? "squares are failed traces, spread over the window"
              : "brighter where more requests are"}
          </span>
          <span className="ml-auto">{most > 0 && <HeatScale most={most} noun="requests" />}</span>
        </figcaption>
        <DurationHeatmap
          data={data}
          marks={marks}
          ringed={ringed}
          deploys={deploys}
          onOpen={(traceId) => go(`/traces/${traceId}`)}
          tooltip={tooltip}
        />
      </figure>
      <LatestErrors service={service} query={errors} ringed={ringed} ring={setRinged} />
    </section>
  );
}
