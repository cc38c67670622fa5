/** A panel to take along: its values as rows of a CSV file, one column a series or one row a bucket, and its queries as text. */
import type { Answers } from "../trpc/client.tsx";
import type { PanelPicture } from "./preparePanel.ts";

type Cell = string | number | null;

export interface FileRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export function panelRows({ series, startMs, stepMs, count }: PanelPicture): FileRows {
  const rows = Array.from({ length: count }, (_, i): Cell[] => [
    new Date(startMs + i * stepMs).toISOString(),
    ...series.map(({ values }) => values[i] ?? null),
  ]);
  return { head: ["time", ...series.map(({ name, whole = name }) => whole)], rows };
}

/** How many fell between two bounds in the step before each instant; bounds of sent histograms have the metric's own unit. */
export function heatmapRows({
  startMs,
  stepMs,
  bounds,
  counts,
}: Pick<Answers["metrics"]["heatmap"], "startMs" | "stepMs" | "bounds" | "counts">): FileRows {
  const rows = counts.flatMap((column, i) =>
    column.flatMap((count, row): Cell[][] => {
      const time = new Date(startMs + i * stepMs).toISOString();
      return count > 0 ? [[time, bounds[row] ?? null, bounds[row + 1] ?? null, count]] : [];
    }),
  );
  return { head: ["time", "above", "up_to", "count"], rows };
}

/** One query a line, as it was asked. */
export function panelPromQl({ asked }: PanelPicture): string {
  return asked.map(({ expr }) => expr).join("\n");
}
