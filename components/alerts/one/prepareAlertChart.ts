/** An alert's chart as it is answered -> the lines, thresholds and stretches that are drawn. Pure. */
import type { AlertBand, AlertChart } from "../../../server/routers/alertAnswer.ts";
import type { EventView } from "../../../server/routers/stateAnswer.ts";
import type { ThresholdLine, TimeMark } from "../../charts/ChartOverlay.tsx";
import type { ChartSeries } from "../../charts/prepareTimeSeries.ts";
import type { TimeBand } from "../../charts/TimeBands.tsx";
import { numberOf } from "../../panels/preparePanel.ts";
import type { Gravity } from "../alertWords.ts";

const LEVELS: Readonly<Record<Gravity, "warn" | "fail">> = { page: "fail", ticket: "warn", info: "warn" };

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  ">": "fires above",
  ">=": "fires at or above",
  "<": "fires below",
  "<=": "fires at or below",
  "==": "fires at",
  "!=": "fires beside",
};

export const thresholdWords = (operator: string | null, value: string): string =>
  `${OPERATOR_WORDS[operator ?? ""] ?? "held against"} ${value}`;

type Drawn = Pick<AlertChart, "values" | "threshold" | "thresholds" | "operator">;

/** No lines where nothing of the value is known. */
export function linesOf(
  { values, threshold, thresholds, operator }: Drawn,
  gravity: Gravity,
  say: (value: number) => string,
): { readonly series: readonly ChartSeries[]; readonly thresholds: readonly ThresholdLine[] } {
  const known = values.map(numberOf);
  if (known.every((value) => value === null)) return { series: [], thresholds: [] };
  const value: ChartSeries = { name: "value", color: "var(--svc-5)", values: known, area: true };
  const limit = thresholds && {
    name: "limit",
    color: LEVELS[gravity] === "fail" ? "var(--fail-fill)" : "var(--warn-fill)",
    values: thresholds.map(numberOf),
    behind: true,
  };
  return {
    series: limit ? [value, limit] : [value],
    thresholds:
      threshold === null
        ? []
        : [{ value: threshold, label: thresholdWords(operator, say(threshold)), level: LEVELS[gravity] }],
  };
}

export const bandsOf = (bands: readonly AlertBand[], gravity: Gravity): TimeBand[] =>
  bands.map(({ standing, startMs, endMs }) => ({ startMs, endMs, kind: standing, level: LEVELS[gravity] }));

/** Deploys before it fired, each by its service and version; several of one instant (one a region) are one mark. */
export function deployMarks(events: readonly Pick<EventView, "kind" | "atMs" | "title" | "service">[]): TimeMark[] {
  const marks = events
    .filter(({ kind }) => kind === "deployed")
    .map(({ atMs, title, service }) => {
      const version = /\d+(?:\.\d+)+[\w.+-]*/.exec(title)?.[0];
      return { timeMs: atMs, label: [service, version].filter(Boolean).join(" ") || "deploy" };
    });
  return marks.filter(
    ({ label, timeMs }, i) =>
      !marks.slice(0, i).some((other) => other.label === label && Math.abs(other.timeMs - timeMs) < ONE_ROLLOUT_MS),
  );
}
const ONE_ROLLOUT_MS = 120_000;
