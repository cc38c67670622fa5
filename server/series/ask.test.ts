/** Who waits and who goes first, when more is asked than can be answered at once. */
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPostgresStore } from "../store/postgres/postgresStore.ts";
import { NOON_MS } from "../testing/builders.ts";
import { freshDatabase } from "../testing/database.ts";
import { type FilledStore, fillStore, promQlOver } from "../testing/filledStore.ts";
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

it("says that the time is over when it is, also while a statement of the database waits", async () => {
  const database = await freshDatabase();
  const store = createPostgresStore({ connectionString: database.connectionString });
  const holder = new pg.Client({ connectionString: database.connectionString });
  await holder.connect();
  try {
    const promQl = promQlOver(store);
    await holder.query("BEGIN; LOCK TABLE telemetry.fold_cursor, telemetry.point_block IN ACCESS EXCLUSIVE MODE");
    const began = performance.now();
    const asked = promQl.ask({ ...at("rate(traces_span_metrics_calls_total[100y])"), timeoutMs: 300 });
    await expect(asked).rejects.toMatchObject({
      kind: "timeout",
      message: "query timed out in expression evaluation",
    });
    expect(performance.now() - began).toBeLessThan(3_000);
  } finally {
    await holder.query("ROLLBACK");
    await holder.end();
    await store.close();
    await database.drop();
  }
}, 30_000);

it("ends what takes long by itself when its time is over", async () => {
  const began = performance.now();
  await expect(filled.promQl.ask({ ...SLOW, timeoutMs: 300 })).rejects.toMatchObject({ kind: "timeout" });
  expect(performance.now() - began).toBeLessThan(3_000);
  expect((await filled.promQl.ask(at("vector(6)"))).value).toMatchObject({ samples: [{ value: 6 }] });
}, 30_000);
