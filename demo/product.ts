/**
 * The product as a child of the demo: `npm run demo` is `npm start` with the demo beside it. Its output passes through
 * unchanged, a Ctrl-C reaches both, its end is the demo's end, with its exit code.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface Product {
  /** False when it ended before it was ready. */
  readonly ready: boolean;
  readonly ended: Promise<number>;
}

/** The shop's own SLOs, unless a person names a folder; seen from .build/demo.js. */
const SLOS = join(import.meta.dirname, "..", "demo", "slos");
const READY = "chronoscope ready:";

/** Starts the product and resolves once it is ready, or has ended. An abort ends it as a signal would. */
export async function startProduct(given: readonly string[], signal: AbortSignal): Promise<Product> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.js"), ...given], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      // What `web` answers /api/demo/scenarios by (server/api/demoScenarios.ts).
      CHRONOSCOPE_DEMO: "1",
      CHRONOSCOPE_SLOS: process.env.CHRONOSCOPE_SLOS || SLOS,
    },
  });
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", () => resolve(1));
  });
  const end = () => child.kill("SIGTERM");
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return { ready: await Promise.race([readyLine(child), ended.then(() => false)]), ended };
}

function readyLine(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer) => {
      process.stdout.write(part);
      if (text.length > 10_000) return;
      text += part.toString("utf8");
      if (text.includes(READY)) resolve(true);
    });
  });
}
