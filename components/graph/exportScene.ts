/** The whole scene as a file: SVG text, or a PNG twice as fine as the screen. Both are drawn by the painter of the screen. */
import { DASH, LINE_COLORS } from "./graphStyle.ts";
import { type Colors, frameColors, paintBox } from "./paintBoxes.ts";
import { paintLabels } from "./paintLabels.ts";
import { canvasPen, type Pen, svgPen } from "./pen.ts";
import { type Point, piecesOf, type Route, routeLine } from "./routeLine.ts";
import { type Box, boundsOf, type Line, type Rect } from "./scene.ts";

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly rectOf: (id: string) => Rect | undefined;
  /** Courses of lines and places of their words; a line without one runs straight to its end. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly spots: ReadonlyMap<string, Point>;
  readonly colors: Colors;
}
const MARGIN = 24;
const SCALE = 2;
/** Browsers refuse larger canvases. */
const MOST_PIXELS = 16_000;

export async function saveDrawing(drawing: Drawing, name: string, kind: "png" | "svg"): Promise<void> {
  if (kind === "svg") return saveFile(new Blob([svgOf(drawing)], { type: "image/svg+xml" }), `${name}.svg`);
  const png = await pngOf(drawing);
  if (png) saveFile(png, `${name}.png`);
}

function svgOf(drawing: Drawing): string {
  const bounds = outer(drawing);
  const parts: string[] = [];
  const measure = document.createElement("canvas").getContext("2d");
  if (!measure) return "";
  const curve = (path: string, stroke: string, width: number, dashed: boolean, alpha: number) =>
    parts.push(
      `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}"${dashed ? ` stroke-dasharray="${DASH.join(" ")}"` : ""} opacity="${alpha}"/>`,
    );
  paintAll(drawing, svgPen(parts, measure), curve);
  const size = `viewBox="${bounds.x} ${bounds.y} ${bounds.w} ${bounds.h}" width="${bounds.w}" height="${bounds.h}"`;
  const ground = `<rect x="${bounds.x}" y="${bounds.y}" width="${bounds.w}" height="${bounds.h}" fill="${drawing.colors("var(--canvas)")}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Inter, system-ui, sans-serif">${ground}${parts.join("")}</svg>`;
}

function pngOf(drawing: Drawing): Promise<Blob | null> {
  const bounds = outer(drawing);
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(bounds.w, bounds.h));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(bounds.w * scale);
  canvas.height = Math.ceil(bounds.h * scale);
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.scale(scale, scale);
  context.translate(-bounds.x, -bounds.y);
  context.fillStyle = drawing.colors("var(--canvas)");
  context.fillRect(bounds.x, bounds.y, bounds.w, bounds.h);
  paintAll(drawing, canvasPen(context), (path, stroke, width, dashed, alpha) => {
    context.globalAlpha = alpha;
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.setLineDash(dashed ? [...DASH] : []);
    context.stroke(new Path2D(path));
    context.globalAlpha = 1;
  });
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

type Curve = (path: string, stroke: string, width: number, dashed: boolean, alpha: number) => void;

function paintAll({ boxes, lines, rectOf, routes, spots, colors }: Drawing, pen: Pen, curve: Curve): void {
  for (const box of boxes) {
    const rect = box.kind === "frame" ? rectOf(box.id) : undefined;
    const { fill, edge } = frameColors(box.tone);
    if (rect) pen.rect(rect, 7, { fill: colors(fill), stroke: colors(edge) });
  }
  for (const line of lines) {
    const [from, to] = [rectOf(line.from), rectOf(line.to)];
    if (from && to) paintLine(line, routes.get(line.id) ?? routeLine(from, to), colors, pen, curve);
  }
  const options = { colors, zoom: 1, selected: null, hovered: null };
  for (const box of boxes) {
    const rect = rectOf(box.id);
    if (rect) paintBox(pen, box, rect, options);
  }
  paintLabels(pen, lines, spots, options);
}

function paintLine(line: Line, route: Route, colors: Colors, pen: Pen, curve: Curve): void {
  const { start, end } = route;
  const last = route.bends.at(-1) ?? start;
  const color = colors(LINE_COLORS[line.tone]);
  const path = `M${start.x} ${start.y}${piecesOf(route)
    .map(([, bend, next]) => `Q${bend.x} ${bend.y} ${next.x} ${next.y}`)
    .join("")}`;
  curve(path, color, line.width, line.dashed, line.alpha);
  const angle = Math.atan2(end.y - last.y, end.x - last.x);
  const size = 4 + line.width * 1.6;
  const corner = (turn: number) =>
    [end.x - size * Math.cos(angle + turn), end.y - size * Math.sin(angle + turn)] as const;
  pen.alpha(line.alpha);
  pen.polygon([[end.x, end.y], corner(0.45), corner(-0.45)], { fill: color });
  pen.alpha(1);
}

function outer({ boxes, rectOf }: Drawing): Rect {
  const rects = boxes.flatMap(({ id }) => rectOf(id) ?? []);
  const { x, y, w, h } = boundsOf(rects) ?? { x: 0, y: 0, w: 100, h: 100 };
  return { x: x - MARGIN, y: y - MARGIN, w: w + 2 * MARGIN, h: h + 2 * MARGIN };
}

function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
