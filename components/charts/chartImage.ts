/**
 * A chart as a PNG: its heading, what lies under its canvas (the usual band), the canvas, what lies over it (thresholds, marks, dots),
 * on the page's own surface, in the theme in force.
 * The browser alone can do this.
 */
import { resolveColors } from "./resolveColors.ts";

const HEAD_PX = 44;

interface Heading {
  readonly title: string;
  readonly names: readonly { readonly name: string; readonly color: string }[];
}

/** `host` holds the chart's canvas and its overlay. Resolves without doing anything where no chart is drawn. */
export async function saveChartImage(host: Element, heading: Heading): Promise<void> {
  const chart = host.querySelector("canvas");
  if (!chart) return;
  const box = chart.getBoundingClientRect();
  const scale = chart.width / box.width;
  const picture = document.createElement("canvas");
  picture.width = chart.width;
  picture.height = chart.height + HEAD_PX * scale;
  const draw = picture.getContext("2d");
  if (!draw) return;
  draw.scale(scale, scale);
  draw.fillStyle = color("var(--canvas)");
  draw.fillRect(0, 0, box.width, box.height + HEAD_PX);
  drawHeading(draw, heading, box.width);
  const drawLayer = async (layer: Element) => draw.drawImage(await imageOf(layer), 0, HEAD_PX, box.width, box.height);
  for (const layer of host.querySelectorAll("svg[data-underlay]")) await drawLayer(layer);
  draw.drawImage(chart, 0, HEAD_PX, box.width, box.height);
  for (const layer of host.querySelectorAll("svg[data-overlay]")) await drawLayer(layer);
  for (const dot of host.querySelectorAll("[data-dot]")) drawDot(draw, dot, box);
  picture.toBlob((blob) => blob && save(blob, heading.title), "image/png");
}

const color = (name: string) => resolveColors({ name }).name;

function drawHeading(draw: CanvasRenderingContext2D, { title, names }: Heading, width: number): void {
  draw.textBaseline = "middle";
  draw.font = "600 13px Inter Variable, sans-serif";
  draw.fillStyle = color("var(--text-1)");
  draw.fillText(title, 12, 14);
  draw.font = "11px Inter Variable, sans-serif";
  let x = 12;
  for (const one of names) {
    if (x > width - 60) break;
    draw.fillStyle = color(one.color);
    draw.fillRect(x, 31, 10, 3);
    draw.fillStyle = color("var(--text-2)");
    draw.fillText(one.name, x + 15, 33);
    x += 31 + draw.measureText(one.name).width;
  }
}

/** A dot of the page where it stands over the chart: a failed one is a square, each has a ring of the surface. */
function drawDot(draw: CanvasRenderingContext2D, dot: Element, { left, top }: DOMRect): void {
  const at = dot.getBoundingClientRect();
  const [x, y] = [at.left + at.width / 2 - left, at.top + at.height / 2 - top + HEAD_PX];
  const isFailed = dot.getAttribute("data-dot") === "failed";
  for (const [radius, fill] of [
    [at.width / 2 + 2, "var(--canvas)"],
    [at.width / 2, isFailed ? "var(--fail-fill)" : "var(--text-1)"],
  ] as const) {
    draw.fillStyle = color(fill);
    draw.beginPath();
    if (isFailed) draw.rect(x - radius, y - radius, radius * 2, radius * 2);
    else draw.arc(x, y, radius, 0, 2 * Math.PI);
    draw.fill();
  }
}

async function imageOf(overlay: Element): Promise<HTMLImageElement> {
  const text = new XMLSerializer()
    .serializeToString(overlay)
    .replace(/var\(--[\w-]+\)/g, (name) => color(name))
    .replace("<svg", '<svg font-family="Inter Variable, sans-serif"');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}

function save(blob: Blob, title: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
