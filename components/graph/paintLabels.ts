/** The words of lines, above all lines: on the page's colour, as large as one can read. */
import { LABEL_COLORS, labelSize } from "./graphStyle.ts";

import type { Colors } from "./paintBoxes.ts";
import type { Pen } from "./pen.ts";
import type { Point } from "./routeLine.ts";
import type { Line } from "./scene.ts";

/** Further away words on lines are left away. */
const FROM_ZOOM = 0.36;
const LETTER = 0.58;

export function paintLabels(
  pen: Pen,
  lines: readonly Line[],
  spots: ReadonlyMap<string, Point>,
  { colors, zoom }: { readonly colors: Colors; readonly zoom: number },
): void {
  if (zoom < FROM_ZOOM) return;
  const size = labelSize(zoom);
  for (const { id, label, tone, alpha } of lines) {
    const spot = label === "" ? undefined : spots.get(id);
    if (!spot) continue;
    const [w, h] = [size * (label.length * LETTER + 0.5), size * 1.3];
    pen.alpha(alpha);
    pen.rect({ x: spot.x - w / 2, y: spot.y - h / 2, w, h }, 3, { fill: colors("var(--canvas)") });
    pen.text(spot.x, spot.y, label, { size, weight: 600, color: colors(LABEL_COLORS[tone]), anchor: "middle" });
  }
  pen.alpha(1);
}
