/** A panel to take along: its values as rows of a CSV file, one column a series, and its queries as text. */
import type { PanelPicture } from "./preparePanel.ts";

type Cell = string | number | null;

export function panelRows({ series, startMs, stepMs, count }: PanelPicture): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
} {
  const rows = Array.from({ length: count }, (_, i): Cell[] => [
    new Date(startMs + i * stepMs).toISOString(),
    ...series.map(({ values }) => values[i] ?? null),
  ]);
  return { head: ["time", ...series.map(({ name }) => name)], rows };
}

/** One query a line, as it was asked. */
export function panelPromQl({ asked }: PanelPicture): string {
  return asked.map(({ expr }) => expr).join("\n");
}
