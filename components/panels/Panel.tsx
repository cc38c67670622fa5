"use client";
/**
 * One panel from its data: heading, legend, picture, notes, menu. It asks for its numbers while it is in sight and keeps the ones it
 * has until newer ones are there. On a phone lines become a number and a sparkline.
 */
import { useRef, useState } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { saveChartImage } from "../charts/chartImage.ts";
import { downloadCsv, writeCsv } from "../shell/csv.ts";
import { ErrorNotice } from "../shell/ErrorNotice.tsx";
import { useCopy } from "../shell/useCopy.ts";
import { usePhone } from "../shell/usePhone.ts";
import { useWidth } from "../state/useWidth.ts";
import { PanelGlance } from "./PanelGlance.tsx";
import { PanelHead } from "./PanelHead.tsx";
import { type HeatmapFile, PanelHeatmap } from "./PanelHeatmap.tsx";
import { PanelLegend } from "./PanelLegend.tsx";
import { PanelLines } from "./PanelLines.tsx";
import { PanelSkeleton } from "./PanelSkeleton.tsx";
import { PanelTable } from "./PanelTable.tsx";
import { PanelMissing, PanelNotes, PanelProblems } from "./PanelTrouble.tsx";
import { panelPromQl, panelRows } from "./panelFile.ts";
import type { PanelSpec } from "./panelSpec.ts";
import type { PanelPicture } from "./preparePanel.ts";
import { SeriesTable } from "./SeriesTable.tsx";
import { useFullPanel } from "./useFullPanel.ts";
import { type Legend, useLegend } from "./useLegend.ts";
import { usePanelData } from "./usePanelData.ts";
import { useSeen } from "./useSeen.ts";

export interface PanelProps {
  readonly spec: PanelSpec;
  /** Instants worth a tick on the axis: deploys, alerts. */
  readonly marks?: readonly TimeMark[];
  /** Seen alone: greater, with its series table. */
  readonly full?: boolean;
  /** Of the plot, in pixels. */
  readonly height?: number;
  /** The number of now at 22 px above the plot, as the golden signals have it. */
  readonly lead?: boolean;
}

const PLOT_PX = 148;
const FULL_PLOT_PX = 380;
/** A glance below a great number. */
const LEAD_PLOT_PX = 116;
/** The line with the names of a plot's series. */
const NAMES_PX = 18;
const NO_SERIES: PanelPicture["series"] = [];

export function Panel({ spec, marks, full = false, height: wished, lead = false }: PanelProps) {
  const [ref, width] = useWidth<HTMLElement>();
  const isSeen = useSeen(ref);
  const { picture, error, refetch } = usePanelData(spec, width, isSeen && spec.draw !== "heatmap");
  const legend = useLegend(picture?.series ?? NO_SERIES);
  const [hasTable, setTable] = useState(false);
  const { open, close } = useFullPanel();
  const { copy } = useCopy();
  const plot = useRef<HTMLDivElement>(null);
  const isPhone = usePhone();
  const series = picture?.series ?? NO_SERIES;
  const isGlance = isPhone && !full && spec.draw !== "table" && spec.draw !== "heatmap";
  const png = () => plot.current && void saveChartImage(plot.current, { title: spec.title, names: legend.shown });
  const cells = useRef<HeatmapFile>(null);
  const csv = () => {
    const file = spec.draw === "heatmap" ? cells.current?.() : picture && panelRows(picture);
    if (file) downloadCsv(spec.title, writeCsv(file.head, file.rows));
  };
  const menu = {
    isFull: full,
    toggleFull: full ? close : () => open(spec.id),
    hasTable,
    toggleTable: full || isGlance || spec.draw === "heatmap" ? undefined : () => setTable(!hasTable),
    copy: () => void copy(picture ? panelPromQl(picture) : spec.queries.map(({ expr }) => expr).join("\n")),
    queries: spec.queries,
    png: spec.draw === "stat" || spec.draw === "table" || isGlance ? undefined : png,
    csv,
  };
  const onePart = spec.draw === "stat" || isGlance;
  // One line needs its name only where the name tells which of many it could be.
  const isNamed =
    series.length > 1 || (series.length === 1 && spec.queries.some(({ legend: of }) => of.includes("{{")));
  // Of the golden signals only one that has several lines has names above its plot, and a lower plot: all of a row end level.
  const hasNames = !onePart && spec.draw !== "heatmap" && (!lead || isNamed);
  const glancePx = hasNames ? LEAD_PLOT_PX - NAMES_PX : LEAD_PLOT_PX;
  const height = wished ?? (full ? FULL_PLOT_PX : lead ? glancePx : PLOT_PX);
  return (
    <figure ref={ref} aria-label={spec.title} className="flex min-w-0 flex-col">
      <PanelHead
        spec={spec}
        picture={picture}
        menu={menu}
        full={full}
        lead={lead && !isGlance}
        bare={onePart}
        open={() => open(spec.id)}
      />
      {hasNames && (
        <div className="h-[18px] phone:empty:hidden">
          {isNamed && <PanelLegend series={series} legend={legend} grid={picture} unit={spec} />}
        </div>
      )}
      <div ref={plot} className="min-w-0">
        {error && picture ? <ErrorNotice error={error} what={spec.title} retry={refetch} line /> : null}
        {!picture && error ? (
          <ErrorNotice error={error} what={spec.title} retry={refetch} />
        ) : spec.draw === "heatmap" ? (
          <PanelHeatmap spec={spec} width={width} wanted={isSeen} height={height} marks={marks} file={cells} />
        ) : isGlance ? (
          <PanelGlance spec={spec} picture={picture} busy={isSeen} open={() => open(spec.id)} />
        ) : (
          <Content {...{ spec, picture, legend, marks, height, full }} busy={isSeen} />
        )}
      </div>
      {picture && <PanelNotes picture={picture} full={full} />}
      {picture && (full || hasTable) && spec.draw !== "table" && spec.draw !== "heatmap" && (
        <div className={full ? "" : "max-h-52 overflow-auto border-line border-t"}>
          <SeriesTable spec={spec} series={series} legend={legend} />
        </div>
      )}
    </figure>
  );
}

interface ContentProps {
  readonly spec: PanelSpec;
  readonly picture: PanelPicture | undefined;
  readonly legend: Legend;
  readonly marks: readonly TimeMark[] | undefined;
  readonly height: number;
  readonly full: boolean;
  /** Its numbers are on their way. */
  readonly busy: boolean;
}

function Content({ spec, picture, legend, marks, height, full, busy }: ContentProps) {
  if (!picture)
    return (
      <PanelSkeleton height={spec.draw === "stat" ? 58 : height} busy={busy} glance={!full && spec.draw !== "table"} />
    );
  if (picture.problems.length > 0 && picture.series.length === 0) {
    return (
      <div style={{ minHeight: height }}>
        <PanelProblems problems={picture.problems} />
      </div>
    );
  }
  if (picture.series.length === 0) {
    return (
      <div style={{ minHeight: height }}>
        <PanelMissing spec={spec} />
      </div>
    );
  }
  const problems = picture.problems.length > 0 && <PanelProblems problems={picture.problems} />;
  if (spec.draw === "table") return <PanelTable spec={spec} picture={picture} />;
  if (spec.draw === "stat") return problems || <PanelGlance spec={spec} picture={picture} />;
  return (
    <>
      {problems}
      <PanelLines spec={spec} picture={picture} legend={legend} marks={marks} height={height} full={full} />
    </>
  );
}
