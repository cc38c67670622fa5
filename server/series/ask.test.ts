/** Who waits and who goes first, when more is asked than can be answered at once. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { NOON_MS } from "../testing/builders.ts";
import { type FilledStore, fillStore } from "../testing/filledStore.ts";
import type { Question } from "./ask.ts";

let filled: FilledStore;
beforeAll(async () => {
  filled = await fillStore();
});
afterAll(() => filled.close());

const at = (query: string): Question => ({ query, startMs: NOON_MS, endMs: NOON_MS, stepMs: 0 });
/** Works for minutes, without reading anything. */
const SLOW = {
  query: "quantile_over_time(0.5, (vector(1) > 0)[2d:1s])",
  startMs: NOON_MS,
  endMs: NOON_MS + 10_000_000,
  stepMs: 1_000,
};

/** As many as run at once, all of them busy until they are called off. */
function busy(lane?: Question["lane"]) {
  const gone = new AbortController();
  let ended = 0;
  const running = Array.from({ length: 4 }, () =>
    filled.promQl
      .ask({ ...SLOW, ...(lane && { lane }), signal: gone.signal })
      .catch(() => null)
      .finally(() => ended++),
  );
  const stop = async () => {
    gone.abort();
    await Promise.all(running);
  };
  return { stop, ended: () => ended };
}

it("lets those go that wait in line when their time is over or their asker is gone", async () => {
  const { stop, ended } = busy();
  const gone = new AbortController();
  const late = filled.promQl.ask({ ...at("vector(2)"), timeoutMs: 20 });
  const left = filled.promQl.ask({ ...at("vector(3)"), signal: gone.signal });
  await expect(late).rejects.toMatchObject({ kind: "timeout" });
  gone.abort();
  await expect(left).rejects.toMatchObject({ kind: "canceled" });
  expect(ended()).toBe(0);
  const next = filled.promQl.ask(at("vector(4)"));
  await stop();
  expect((await next).value).toMatchObject({ samples: [{ value: 4 }] });
}, 30_000);

it("answers rules while all else waits", async () => {
  const { stop, ended } = busy();
  const answer = await filled.promQl.ask({ ...at("vector(5)"), lane: "rules" });
  expect(answer.value).toMatchObject({ samples: [{ value: 5 }] });
  expect(ended()).toBe(0);
  await stop();
}, 30_000);
