/**
 * What boxes are drawn with: a few strokes that a canvas and an SVG file both understand, so that an export looks like the screen.
 * Colours are values, not variables; text is cut to its width with an ellipsis.
 */
import type { Rect } from "./scene.ts";

export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}
export interface TextStyle {
  readonly size: number;
  readonly weight: number;
  readonly color: string;
  readonly anchor?: "start" | "middle" | "end";
  readonly most?: number;
  /** What does not fit is drawn smaller, down to this size, before it is cut. */
  readonly least?: number;
}
export interface Pen {
  /** Of all that follows. */
  alpha(value: number): void;
  rect(rect: Rect, radius: number, paint: Paint): void;
  polygon(points: readonly (readonly [number, number])[], paint: Paint): void;
  circle(x: number, y: number, radius: number, paint: Paint): void;
  /** At the middle of its line. Answers how wide it came out. */
  text(x: number, y: number, text: string, style: TextStyle): number;
}

export const FONT = '"Inter Variable", Inter, system-ui, sans-serif';
const fontOf = ({ size, weight }: TextStyle) => `${weight} ${size}px ${FONT}`;

interface Fitted {
  readonly text: string;
  readonly size: number;
  readonly width: number;
}
const fitted = new Map<string, Fitted>();
const MOST_FITTED = 20_000;

function fitText(context: CanvasRenderingContext2D, text: string, style: TextStyle): Fitted {
  const most = style.most ?? 1e9;
  const key = `${style.size} ${style.least ?? ""} ${style.weight} ${Math.round(most)} ${text}`;
  const known = fitted.get(key);
  if (known) return known;
  context.font = fontOf(style);
  let shown = text;
  let size = style.size;
  let width = context.measureText(shown).width;
  if (width > most && style.least !== undefined && style.least < size) {
    size = Math.max(style.least, (size * most * 0.99) / width);
    context.font = fontOf({ ...style, size });
    width = context.measureText(shown).width;
  }
  if (width > most) {
    let [low, high] = [0, text.length];
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (context.measureText(`${text.slice(0, half)}…`).width <= most) low = half;
      else high = half - 1;
    }
    shown = low > 0 ? `${text.slice(0, low).trimEnd()}…` : "";
    width = context.measureText(shown).width;
  }
  if (fitted.size > MOST_FITTED) fitted.clear();
  const found = { text: shown, size, width };
  fitted.set(key, found);
  return found;
}
/** Widths are measured anew, as when the typeface arrives. */
export const forgetWidths = () => fitted.clear();

export function canvasPen(context: CanvasRenderingContext2D): Pen {
  const draw = ({ fill, stroke, width = 1, dash }: Paint) => {
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (!stroke) return;
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.setLineDash(dash ? [...dash] : []);
    context.stroke();
  };
  return {
    alpha: (value) => {
      context.globalAlpha = value;
    },
    rect: ({ x, y, w, h }, radius, paint) => {
      if (radius === 0 && paint.fill && !paint.stroke) {
        context.fillStyle = paint.fill;
        context.fillRect(x, y, w, h);
        return;
      }
      context.beginPath();
      context.roundRect(x, y, w, h, radius);
      draw(paint);
    },
    polygon: (points, paint) => {
      context.beginPath();
      for (const [x, y] of points) context.lineTo(x, y);
      context.closePath();
      draw(paint);
    },
    circle: (x, y, radius, paint) => {
      context.beginPath();
      context.arc(x, y, radius, 0, Math.PI * 2);
      draw(paint);
    },
    text: (x, y, text, style) => {
      const { text: shown, size, width } = fitText(context, text, style);
      context.font = fontOf({ ...style, size });
      context.fillStyle = style.color;
      context.textAlign = style.anchor === "middle" ? "center" : (style.anchor ?? "start");
      context.textBaseline = "middle";
      context.fillText(shown, x, y);
      return width;
    },
  };
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeXml = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
const short = (value: number) => String(Math.round(value * 100) / 100);

/** Writes into `parts`; `measure` is any canvas. */
export function svgPen(parts: string[], measure: CanvasRenderingContext2D): Pen {
  let opacity = "";
  const paintOf = ({ fill, stroke, width = 1, dash }: Paint) =>
    `fill="${fill ?? "none"}"${stroke ? ` stroke="${stroke}" stroke-width="${width}"` : ""}${dash ? ` stroke-dasharray="${dash.join(" ")}"` : ""}${opacity}`;
  return {
    alpha: (value) => {
      opacity = value === 1 ? "" : ` opacity="${short(value)}"`;
    },
    rect: ({ x, y, w, h }, radius, paint) => {
      parts.push(
        `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" rx="${radius}" ${paintOf(paint)}/>`,
      );
    },
    polygon: (points, paint) => {
      const list = points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");
      parts.push(`<polygon points="${list}" ${paintOf(paint)}/>`);
    },
    circle: (x, y, radius, paint) => {
      parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${radius}" ${paintOf(paint)}/>`);
    },
    text: (x, y, text, style) => {
      const { text: shown, size, width } = fitText(measure, text, style);
      const anchor = style.anchor && style.anchor !== "start" ? ` text-anchor="${style.anchor}"` : "";
      parts.push(
        `<text x="${short(x)}" y="${short(y)}" dominant-baseline="central" font-size="${short(size)}" font-weight="${style.weight}" fill="${style.color}"${anchor}${opacity}>${escapeXml(shown)}</text>`,
      );
      return width;
    },
  };
}
