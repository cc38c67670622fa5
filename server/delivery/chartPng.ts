/**
 * SVG to PNG by resvg, in WebAssembly: no native code, no browser. Nothing outside of the SVG is read: no images, no fonts but ours.
 * Errors: rejects when the packages are not there or the SVG cannot be read.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chartSvg, type PictureChart } from "./chartSvg.ts";

/** Of the project: the server's bundle lies elsewhere than its sources. */
const required = createRequire(join(process.cwd(), "package.json"));
const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

interface Renderer {
  readonly Resvg: typeof import("@resvg/resvg-wasm").Resvg;
  readonly fonts: readonly Uint8Array[];
}
let loading: Promise<Renderer> | null = null;

async function load(): Promise<Renderer> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const [wasm, ...fonts] = await Promise.all([
    readFile(required.resolve("@resvg/resvg-wasm/index_bg.wasm")),
    ...FONTS.map((name) => readFile(required.resolve(`dejavu-fonts-ttf/ttf/${name}`))),
  ]);
  await initWasm(new Uint8Array(wasm));
  return { Resvg, fonts: fonts.map((font) => new Uint8Array(font)) };
}

export async function pngOf(svg: string): Promise<Uint8Array> {
  loading ??= load();
  // What could not be loaded is tried again by the next one.
  loading.catch(() => {
    loading = null;
  });
  const { Resvg, fonts } = await loading;
  const font = { fontBuffers: [...fonts], defaultFontFamily: "DejaVu Sans" };
  const renderer = new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 } });
  try {
    const image = renderer.render();
    const png = image.asPng().slice();
    image.free();
    return png;
  } finally {
    renderer.free();
  }
}

export const chartPng = (chart: PictureChart): Promise<Uint8Array> => pngOf(chartSvg(chart));
