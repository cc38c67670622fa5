/**
 * SVG to PNG by resvg, in WebAssembly: no native code, no browser. Nothing outside of the SVG is read: no images, no fonts but ours.
 * It works in a thread of its own, which ends when nothing was drawn for a minute: a picture costs a tenth of a second, and rules are
 * evaluated beside it.
 * Errors: rejects when the packages are not there or the SVG cannot be read; the next picture begins with another thread.
 */
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { chartSvg, type PictureChart } from "./chartSvg.ts";

/** Plain JavaScript as text, so that it needs no file of its own wherever the code was bundled to. */
const THREAD = `
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { parentPort, workerData } = require("node:worker_threads");
const from = createRequire(workerData);
const { initWasm, Resvg } = from("@resvg/resvg-wasm");
const bytesOf = (name) => new Uint8Array(readFileSync(from.resolve(name)));
const fontBuffers = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => bytesOf("dejavu-fonts-ttf/ttf/" + name));
const ready = initWasm(bytesOf("@resvg/resvg-wasm/index_bg.wasm"));
parentPort.on("message", async ({ id, svg }) => {
  try {
    await ready;
    const font = { fontBuffers, defaultFontFamily: "DejaVu Sans" };
    const renderer = new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 } });
    const image = renderer.render();
    const png = Uint8Array.from(image.asPng());
    image.free();
    renderer.free();
    parentPort.postMessage({ id, png }, [png.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, problem: String(error) });
  }
});
`;
const IDLE_MS = 60_000;

interface Answer {
  readonly id: number;
  readonly png?: Uint8Array;
  readonly problem?: string;
}
interface Waiting {
  resolve(png: Uint8Array): void;
  reject(error: Error): void;
}

let thread: Worker | null = null;
let lastId = 0;
let idle: NodeJS.Timeout | undefined;
const waiting = new Map<number, Waiting>();

function end(worker: Worker, problem: string): void {
  if (thread !== worker) return;
  thread = null;
  clearTimeout(idle);
  for (const { reject } of waiting.values()) reject(new Error(problem));
  waiting.clear();
  void worker.terminate();
}

function settle({ id, png, problem }: Answer): void {
  const one = waiting.get(id);
  waiting.delete(id);
  if (png) one?.resolve(png);
  else one?.reject(new Error(problem ?? "No picture came."));
}

function start(): Worker {
  // Packages are found from the project: the server's bundle lies elsewhere than its sources.
  const worker = new Worker(THREAD, { eval: true, workerData: join(process.cwd(), "package.json") });
  worker.on("message", settle);
  worker.on("error", (error) => end(worker, `Drawing failed: ${error.message}`));
  worker.on("exit", () => end(worker, "Drawing ended."));
  // A process that has nothing else to do need not wait for it.
  worker.unref();
  return worker;
}

export function pngOf(svg: string): Promise<Uint8Array> {
  thread ??= start();
  const worker = thread;
  clearTimeout(idle);
  idle = setTimeout(() => end(worker, "Drawing took more than a minute."), IDLE_MS);
  idle.unref();
  lastId++;
  return new Promise((resolve, reject) => {
    waiting.set(lastId, { resolve, reject });
    worker.postMessage({ id: lastId, svg });
  });
}

export const chartPng = (chart: PictureChart): Promise<Uint8Array> => pngOf(chartSvg(chart));
