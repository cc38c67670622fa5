/** `npm start` of an installed and built copy: the first start, which makes the database, and later ones. */
import { BARS } from "./bars.ts";
import { type Bench, spread } from "./bench.ts";
import { startProduct } from "./product.ts";
import { withScratch } from "./scratch.ts";

export async function benchStart(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const accepted: number[] = [];
    const ready: number[] = [];
    for (let run = 0; run <= (bench.quick ? 1 : 4); run++) {
      const product = await startProduct({ folder, npm: true });
      if (run === 0) {
        const [first, line] = [product.acceptedMs, product.readyMs].map((ms) => (ms / 1000).toFixed(2));
        bench.figure("first start on an empty folder", `OTLP accepted after ${first} s, ready after ${line} s`);
      } else {
        accepted.push(product.acceptedMs);
        ready.push(product.readyMs);
      }
      await product.stop();
    }
    bench.figure("OTLP accepted after `npm start`", spread(accepted), BARS.accepted);
    bench.figure("ready after `npm start`", spread(ready), BARS.ready);
  });
}
