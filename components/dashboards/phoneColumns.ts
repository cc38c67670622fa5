/** How wide the panels of a row are on a phone, in columns of twelve. Pure. */
import type { PanelSpec } from "../panels/panelSpec.ts";

/** Numbers stand in pairs; what needs the width has it, and so does a number that is left without another beside it. */
export function phoneColumns(panels: readonly Pick<PanelSpec, "draw">[]): (6 | 12)[] {
  const isWide = (i: number) => panels[i] === undefined || panels[i].draw === "heatmap" || panels[i].draw === "table";
  const columns: (6 | 12)[] = [];
  let isSecond = false;
  for (let i = 0; i < panels.length; i++) {
    const isAlone = !isSecond && isWide(i + 1);
    columns.push(isWide(i) || isAlone ? 12 : 6);
    isSecond = columns[i] === 6 && !isSecond;
  }
  return columns;
}
