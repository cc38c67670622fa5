/**
 * Very many lines at once: straight, from centre to centre, thinner than a pixel, a handful of paths instead of thousands of elements. While
 * the view moves the weak ones are left out; they come back when it stands.
 */
import { LINE_COLORS } from "./graphStyle.ts";
import type { Colors } from "./paintBoxes.ts";
import { centreOf, type Line, type Rect, type Tone } from "./scene.ts";

interface Strand {
  readonly tone: Tone;
  readonly isWeak: boolean;
  readonly path: Path2D;
}
const WEAK_BELOW = 0.5;
const WEAK_ALPHA = 0.1;
const STRONG_ALPHA = 0.5;
/** Under one pixel a browser draws lines the quick way. */
const WIDTH_PX = 0.9;
const ORDER: Readonly<Record<Tone, number>> = { quiet: 0, accent: 1, warn: 2, fail: 3 };

export class LineField {
  private strands: Strand[] = [];

  set(lines: readonly Line[], places: ReadonlyMap<string, Rect>): void {
    const byKey = new Map<string, Strand>();
    for (const { from, to, tone, alpha } of lines) {
      const [start, end] = [places.get(from), places.get(to)];
      if (!start || !end) continue;
      const isWeak = alpha < WEAK_BELOW;
      const key = `${tone} ${isWeak}`;
      const strand = byKey.get(key) ?? { tone, isWeak, path: new Path2D() };
      byKey.set(key, strand);
      const [a, b] = [centreOf(start), centreOf(end)];
      strand.path.moveTo(a.x, a.y);
      strand.path.lineTo(b.x, b.y);
    }
    this.strands = [...byKey.values()].sort(
      (a, b) => ORDER[a.tone] - ORDER[b.tone] || Number(b.isWeak) - Number(a.isWeak),
    );
  }

  paint(context: CanvasRenderingContext2D, colors: Colors, zoom: number, isMoving: boolean): void {
    context.lineWidth = WIDTH_PX / zoom / (window.devicePixelRatio || 1);
    context.setLineDash([]);
    for (const { tone, isWeak, path } of this.strands) {
      if (isWeak && isMoving) continue;
      context.globalAlpha = tone === "quiet" ? (isWeak ? WEAK_ALPHA : STRONG_ALPHA) : 1;
      context.strokeStyle = colors(LINE_COLORS[tone]);
      context.stroke(path);
    }
    context.globalAlpha = 1;
  }
}
