"use client";
/** What a rule looks at over the preview's window, its limit, and the stretches in which it would have been pending and fired. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { LineChart } from "../../charts/LineChart.tsx";
import { chartWindow } from "../../panels/chartWindow.ts";
import { chartUnit, panelValue } from "../../panels/panelUnits.ts";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { conditionUnit, gravityOf } from "../alertWords.ts";
import { thresholdWords } from "../one/prepareAlertChart.ts";
import { linesOf, previewBands } from "./prepareRulePreview.ts";
import { useComparison } from "./useComparison.ts";

const WIDTH_PX = 640;
const MOST_LINES = 12;

interface RulePreviewChartProps {
  readonly body: AlertRuleBody;
  readonly preview: Answers["alertRules"]["preview"];
}

export function RulePreviewChart({ body, preview }: RulePreviewChartProps) {
  const trpc = useTRPC();
  const { window } = preview;
  const left = useComparison(body.condition.kind === "promql" ? body.condition.query : null);
  const asked = { ...chartWindow(window, WIDTH_PX), queries: [{ ref: "value", expr: left ?? "" }] };
  const { data } = useQuery(
    trpc.metrics.range.queryOptions(
      { ...asked, mostSeries: MOST_LINES, greatest: true },
      { enabled: left !== null && left !== "", staleTime: 300_000 },
    ),
  );
  const drawn = useMemo(() => linesOf(data, preview), [data, preview]);
  const gravity = gravityOf({ severity: body.labels.severity ?? null });
  const bands = useMemo(() => previewBands(preview, gravity), [preview, gravity]);
  const unit = conditionUnit(body.condition);
  const { threshold, operator } = preview;
  const level = gravity === "page" ? ("fail" as const) : ("warn" as const);
  return (
    <div className="pt-2">
      <LineChart
        still
        series={drawn.series}
        startMs={drawn.startMs}
        stepMs={drawn.stepMs}
        unit={chartUnit(unit)}
        height={190}
        window={window}
        bands={bands}
        thresholds={
          threshold === null
            ? []
            : [{ value: threshold, label: thresholdWords(operator, panelValue(threshold, { unit })), level }]
        }
      />
    </div>
  );
}
