/** From an acknowledgement to the first answer in which what was sent is seen: the trace by its id, in a search, in the services. */
import { setTimeout as delay } from "node:timers/promises";
import { BARS } from "./bars.ts";
import { type Bench, spread } from "./bench.ts";
import { startProduct } from "./product.ts";
import { ask, hasTrace, lastMinutes, randomTraceId, sendTraces, traceRequests } from "./questions.ts";
import { withScratch } from "./scratch.ts";

const PATIENCE_MS = 20_000;

/** Asks until it is there; ms since `from`. */
async function until(seen: () => Promise<boolean>, from: number): Promise<number> {
  for (;;) {
    if (await seen()) return performance.now() - from;
    if (performance.now() - from > PATIENCE_MS)
      throw new Error(`what was acknowledged was not seen in ${PATIENCE_MS} ms`);
    await delay(2);
  }
}

export async function benchVisible(bench: Bench): Promise<void> {
  await withScratch(async (folder) => {
    const product = await startProduct({ folder });
    const took: Record<"byId" | "search" | "services", number[]> = { byId: [], search: [], services: [] };
    for (let run = 0; run < (bench.quick ? 3 : 42); run++) {
      const traceId = randomTraceId();
      const service = `seen-${run}`;
      await sendTraces(product, traceRequests({ traceId, service, spans: 8 }));
      const from = performance.now();
      const names = async () => {
        const [answer] = (await ask(product, { "services.names": lastMinutes(5) })) as [{ names: string[] }];
        return answer.names.includes(service);
      };
      const found = async () => {
        const question = { ...lastMinutes(5), service, limit: 1 };
        const [answer] = (await ask(product, { "traces.search": question })) as [{ traces: unknown[] }];
        return answer.traces.length > 0;
      };
      const ms = await Promise.all([
        until(() => hasTrace(product, traceId), from),
        until(found, from),
        until(names, from),
      ]);
      // The first ones warm the console up.
      if (run < 2) continue;
      for (const [i, list] of Object.values(took).entries()) list.push(ms[i] ?? 0);
    }
    bench.figure("a trace by its id", spread(took.byId), BARS.visible);
    bench.figure("a trace in a search", spread(took.search), BARS.visible);
    bench.figure("a service in the derived series", spread(took.services), BARS.visible);
    await product.stop();
  });
}
