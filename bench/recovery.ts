/** Back from a kill -9 of everything under load: how long, and whether all that was acknowledged is there. */
import { setTimeout as delay } from "node:timers/promises";
import { startLoad } from "../server/testing/load.ts";
import { BARS } from "./bars.ts";
import { type Bench, count } from "./bench.ts";
import { startGenerator } from "./load.ts";
import { startProduct } from "./product.ts";
import { hasTrace } from "./questions.ts";
import { withScratch } from "./scratch.ts";

const RATE = 50_000;
const MOST_ASKED = 2_000;

async function round(bench: Bench, folder: string, afterSeconds: number): Promise<void> {
  const product = await startProduct({ folder });
  const rates = { traces: RATE };
  const generator = startGenerator(product, { rates, warmupSeconds: 0, seconds: afterSeconds + 30 });
  generator.result.catch(() => undefined);
  const load = startLoad(product.otlpUrl, 4);
  await delay(afterSeconds * 1000);
  await product.kill();
  generator.kill();
  await load.stop();
  const back = await startProduct({ folder });
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  bench.figure(
    `kill -9 of everything after ${afterSeconds} s at ${count(RATE)} spans/s and small requests beside them`,
    `OTLP accepted after ${seconds(back.acceptedMs)} s, ready after ${seconds(back.readyMs)} s`,
    BARS.recovery,
  );
  const step = Math.max(1, Math.ceil(load.acknowledged.length / MOST_ASKED));
  const asked = load.acknowledged.filter((_, i) => i % step === 0 || i > load.acknowledged.length - 50);
  let lost = 0;
  for (const traceId of asked) if (!(await hasTrace(back, traceId))) lost++;
  bench.figure("lost of what was acknowledged", `${lost} of ${asked.length} traces asked for`, { goal: "0" });
  await back.stop();
  if (lost > 0) throw new Error(`${lost} acknowledged traces were lost`);
}

export async function benchRecovery(bench: Bench): Promise<void> {
  const rounds = bench.quick ? [3] : [4, 10];
  for (const afterSeconds of rounds) await withScratch((folder) => round(bench, folder, afterSeconds));
}
