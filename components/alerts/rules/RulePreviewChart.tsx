"use client";
/** What a rule looks at over the preview's window, its limit, and the stretches in which it would have been pending and fired. */
import { useMemo } from "react";
import { LineChart } from "../../charts/LineChart.tsx";
import { chartUnit, panelValue } from "../../panels/panelUnits.ts";
import { conditionUnit, gravityOf } from "../alertWords.ts";
import { thresholdWords } from "../one/prepareAlertChart.ts";
import { knownWindow, linesOf, previewBands } from "./prepareRulePreview.ts";
import { type PreviewOf, useLeftLine } from "./useLeftLine.ts";

export function RulePreviewChart({ body, preview }: PreviewOf) {
  const whole = useLeftLine({ body, preview });
  const window = useMemo(() => knownWindow(whole, preview), [whole, preview]);
  // Of a part it is asked again, in finer steps; of all of it this is the same question.
  const data = useLeftLine({ body, preview: { ...preview, window } }) ?? whole;
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
