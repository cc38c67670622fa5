"use client";
/** A panel's lines, stacked areas or bars, with the exemplars that lead to their traces. */
import { useMemo } from "react";
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import { LineChart } from "../charts/LineChart.tsx";
import { useGo } from "../shell/useGo.ts";
import { useShownWindow } from "../state/shownWindow.ts";
import type { PanelSpec } from "./panelSpec.ts";
import { chartUnit } from "./panelUnits.ts";
import { dotHref } from "./prepareDots.ts";
import type { PanelPicture } from "./preparePanel.ts";
import { useExemplars } from "./useExemplars.ts";
import type { Legend } from "./useLegend.ts";

interface PanelLinesProps {
  readonly spec: PanelSpec;
  readonly picture: PanelPicture;
  readonly legend: Legend;
  readonly marks: readonly TimeMark[] | undefined;
  readonly height: number;
  readonly full: boolean;
}

/** A chart among others shows some; one that is seen alone has room for more. */
const FEW_DOTS = 10;
const MANY_DOTS = 48;

export function PanelLines({ spec, picture, legend, marks, height, full }: PanelLinesProps) {
  const go = useGo();
  const window = useShownWindow();
  const dots = useExemplars(spec, full ? MANY_DOTS : FEW_DOTS);
  const lone = legend.shown.filter(({ behind }) => !behind).length === 1;
  const series = useMemo(
    () => legend.shown.map((one) => ({ ...one, area: lone && !one.behind })),
    [legend.shown, lone],
  );
  return (
    <LineChart
      window={window}
      series={series}
      startMs={picture.startMs}
      stepMs={picture.stepMs}
      unit={chartUnit(spec.unit)}
      noun={spec.noun}
      draw={spec.draw === "stack" || spec.draw === "bars" ? spec.draw : "lines"}
      height={height}
      thresholds={spec.thresholds}
      usual={picture.usual}
      marks={marks}
      isolated={legend.isolated}
      dots={dots}
      onDot={(id) => go(dotHref(id))}
    />
  );
}
