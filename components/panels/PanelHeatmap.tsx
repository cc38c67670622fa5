"use client";
/** A panel of histograms over time: how many fell where. Its one query answers native histograms or classic buckets by `le`. */
import { type RefObject, useImperativeHandle, useMemo } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { DurationHeatmap } from "../charts/DurationHeatmap.tsx";
import { HeatScale } from "../charts/HeatScale.tsx";
import { formatCount } from "../format/formatNumbers.ts";
import { ErrorNotice } from "../shell/ErrorNotice.tsx";
import { useGo } from "../shell/useGo.ts";
import { useShownWindow } from "../state/shownWindow.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useClockQuery } from "../trpc/useClockQuery.ts";
import { chartWindow, stepUnitOf } from "./chartWindow.ts";
import { PanelSkeleton } from "./PanelSkeleton.tsx";
import { PanelMissing, PanelProblems } from "./PanelTrouble.tsx";
import { type FileRows, heatmapRows } from "./panelFile.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { chartUnit, panelValue } from "./panelUnits.ts";
import { dotHref } from "./prepareDots.ts";
import { prepareHistograms } from "./prepareHistograms.ts";
import { useExemplars } from "./useExemplars.ts";

/** What is drawn, as rows of a file; null until there is something. */
export type HeatmapFile = (() => FileRows) | null;

interface PanelHeatmapProps {
  readonly spec: PanelSpec;
  readonly width: number;
  readonly wanted: boolean;
  readonly height: number;
  readonly marks: readonly TimeMark[] | undefined;
  /** Where the owner finds what is drawn, to save it. */
  readonly file?: RefObject<HeatmapFile>;
}

/** A cell is wider than a line's step. */
const CELL_SHARE = 0.5;
const DOTS = 20;

export function PanelHeatmap({ spec, width, wanted, height, marks: deploys, file }: PanelHeatmapProps) {
  const trpc = useTRPC();
  const go = useGo();
  const shown = useShownWindow();
  const { startMs, endMs } = shown;
  const expr = spec.queries[0]?.expr ?? "";
  const unitMs = stepUnitOf(spec.queries);
  const window = useMemo(
    () => chartWindow({ startMs, endMs }, width * CELL_SHARE, unitMs),
    [startMs, endMs, width, unitMs],
  );
  const mostPoints = Math.max(2, Math.ceil((window.endMs - window.startMs) / window.stepMs));
  const query = useClockQuery(
    trpc.metrics.heatmap.queryOptions(
      { startMs: window.startMs, endMs: window.endMs, expr, mostPoints },
      { enabled: wanted && width > 0 },
    ),
  );
  useImperativeHandle<HeatmapFile, HeatmapFile>(file, () => {
    const answer = query.data;
    return answer ? () => heatmapRows(answer) : null;
  }, [query.data]);
  const data = useMemo(
    () => (query.data ? withMost({ ...prepareHistograms(query.data), unit: chartUnit(spec.unit) }) : null),
    [query.data, spec.unit],
  );
  const marks = useExemplars(spec, DOTS).map(({ value, ...dot }) => ({ ...dot, seconds: value }));
  if (!query.data && query.error) return <ErrorNotice error={query.error} what={spec.title} retry={query.refetch} />;
  if (!query.data || !data) return <PanelSkeleton height={height} busy={wanted} />;
  if (query.data.problem) return <PanelProblems problems={[{ ref: "A", expr, ...query.data.problem }]} />;
  if (data.cells.length === 0) {
    return (
      <div style={{ minHeight: height }}>
        <PanelMissing spec={spec} />
      </div>
    );
  }
  return (
    <>
      <div className="flex h-[18px] items-center px-(--pad)">
        <HeatScale most={data.most} noun={spec.noun ?? "measured"} />
      </div>
      <DurationHeatmap
        window={shown}
        data={data}
        marks={marks}
        ringed={null}
        deploys={deploys}
        onOpen={(id) => go(dotHref(id))}
        height={height}
        tooltip={(timeMs) => <Busiest cells={data} timeMs={timeMs} spec={spec} />}
      />
    </>
  );
}

const withMost = <Data extends ReturnType<typeof prepareHistograms>>(data: Data) => ({
  ...data,
  most: data.cells.reduce((greatest, [, , count]) => Math.max(greatest, count), 0),
});

interface BusiestProps {
  readonly cells: ReturnType<typeof prepareHistograms>;
  readonly timeMs: number;
  readonly spec: PanelSpec;
}

/** What most of them took at that instant. */
function Busiest({ cells: data, timeMs, spec }: BusiestProps) {
  const bucket = Math.floor((timeMs - data.startMs) / data.stepMs);
  const column = data.cells.filter(([at]) => at === bucket);
  const sum = column.reduce((total, [, , count]) => total + count, 0);
  const busiest = column.reduce((most, cell) => (cell[2] > most[2] ? cell : most), [0, 0, 0] as const);
  const low = data.lowSeconds * 2 ** (busiest[1] / data.rowsPerDoubling);
  if (sum === 0) return <p className="text-ink-3">nothing here</p>;
  return (
    <p className="num">
      {formatCount(Math.round(sum))} in all, most from {panelValue(low, spec)} to{" "}
      {panelValue(low * 2 ** (1 / data.rowsPerDoubling), spec)}
    </p>
  );
}
