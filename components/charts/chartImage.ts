/**
 * A chart as a PNG: its heading, its canvas and what lies over it (thresholds, marks), on the page's own surface, in the theme in force.
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
  draw.drawImage(chart, 0, HEAD_PX, box.width, box.height);
  for (const overlay of host.querySelectorAll("svg[data-overlay]"))
    draw.drawImage(await imageOf(overlay), 0, HEAD_PX, box.width, box.height);
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
