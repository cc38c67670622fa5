/** The generator as a process beside the product: started, awaited, its figures read. */
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Load, LoadResult } from "./generator.ts";
import type { Product } from "./product.ts";
import { killGroup, spawnIn } from "./scratch.ts";

const USUAL: Omit<Load, "port"> = {
  grpc: false,
  gzip: false,
  spread: false,
  remoteWrite: false,
  connections: 32,
  warmupSeconds: 2,
  seconds: 7,
  rates: null,
  signal: "traces",
};

export interface RunningLoad {
  /** When the warm-up is over. */
  readonly warm: Promise<void>;
  readonly result: Promise<LoadResult>;
  kill(): void;
}

export function startGenerator(product: Product, given: Partial<Load>): RunningLoad {
  const load: Load = { ...USUAL, ...given, port: given.grpc ? product.grpcPort : product.httpPort };
  const entry = join(".build", "bench.js");
  const child = spawnIn(product.folder, process.execPath, [entry, "generator", JSON.stringify(load)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const warm = once(lines, "line").then(() => undefined);
  let last = "";
  lines.on("line", (line) => {
    last = line;
  });
  const result = once(child, "close").then(([code]) => {
    if (code !== 0) throw new Error(`The generator ended with ${code}.`);
    return JSON.parse(last) as LoadResult;
  });
  return { warm, result, kill: () => killGroup(child.pid ?? 0) };
}
