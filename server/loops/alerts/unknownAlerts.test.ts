/** What is known of alerts when little is: they waited and never fired, their file cannot be read, their rule cannot be judged. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { AlertLeaders, builtinRule, MINUTE_MS, states } from "../../testing/alertLeader.ts";
import { NOON_MS } from "../../testing/builders.ts";

let leaders: AlertLeaders;
beforeEach(async () => {
  leaders = await AlertLeaders.open();
  return () => leaders.close();
});

const alertRule = (expr: string, more = "") => `  - alert: Hot\n    expr: '${expr}'\n${more}`;
/** Holds from so many minutes after noon until so many. */
const during = (from: number, to: number) =>
  `vector(time()) >= ${NOON_MS / 1_000 + from * 60} < ${NOON_MS / 1_000 + to * 60}`;
const LIMITED = { kind: "promql", queryOffsetMs: 0, limit: 1 } as const;

describe("alerts", () => {
  it("that waited and never fired are pending at the instants at which they were, and no episodes that fired", async () => {
    leaders.write(alertRule(during(2, 4), "    for: 5m\n"));
    const loop = leaders.lead();
    await leaders.pass(loop, 8);
    expect(states(loop)).toEqual([]);
    const pendingAt = async (minutes: number) => {
      const asked = { tenant: 1, atMs: NOON_MS + minutes * MINUTE_MS };
      return (await leaders.filled.store.readEpisodesAt(asked)).map(({ name, firedMs }) => [name, firedMs]);
    };
    expect(await pendingAt(1)).toEqual([]);
    expect(await pendingAt(3)).toEqual([["Hot", null]]);
    expect(await pendingAt(6)).toEqual([]);
    expect(await leaders.episodes()).toEqual([]);
  });

  it("are not told as over by a leader that cannot read their file, only once the file is gone", async () => {
    leaders.write(alertRule("vector(1)"));
    await leaders.settle(leaders.lead());
    leaders.write("  - alert: [\n");
    leaders.nowMs += MINUTE_MS;
    const next = leaders.lead();
    await leaders.settle(next);
    leaders.nowMs += 2 * MINUTE_MS;
    await leaders.settle(next);
    expect(states(next)).toEqual([["Hot", "firing"]]);
    expect(await leaders.standing()).toEqual(["firing"]);
    rmSync(join(leaders.folder, "a.yml"));
    await leaders.pass(next, 1);
    expect(states(next)).toEqual([["Hot", "inactive"]]);
    expect((await leaders.titles()).at(-1)).toContain("ends with its rule");
  });

  it("whose rule cannot be judged stay as last known: history and state say so, until it can be judged again", async () => {
    const series = (n: number) => `label_replace(vector(1), "n", "${n}", "", "")`;
    const query = `${series(0)} or (${series(1)} and on() ${during(2, 6)})`;
    const loop = leaders.lead({ builtin: [builtinRule("Many", query, { condition: { ...LIMITED, query } })] });
    await leaders.pass(loop, 1);
    expect(states(loop)).toEqual([["Many", "firing"]]);
    await leaders.pass(loop, 4);
    expect(states(loop)).toEqual([["Many", "firing"]]);
    const unknown = async () => {
      const { state } = await leaders.filled.store.readState({ tenant: 1, atMs: leaders.nowMs });
      return [...state].flatMap(([id, thing]) => (id.startsWith("alert:") ? [thing["p.unknown"] ?? null] : []));
    };
    expect(await unknown()).toEqual(["exceeded limit of 1 with 2 alerts"]);
    // Whoever leads next knows no more than that, until it has an answer.
    const next = leaders.lead({ builtin: [builtinRule("Many", query, { condition: { ...LIMITED, query } })] });
    await leaders.settle(next);
    expect(await unknown()).toEqual(["exceeded limit of 1 with 2 alerts"]);
    await leaders.pass(next, 4);
    expect(await unknown()).toEqual([null]);
    expect((await leaders.titles()).slice(1)).toEqual([
      "Many cannot be judged (exceeded limit of 1 with 2 alerts): it fires as last known",
      "Many can be judged again: it still fires",
    ]);
  });
});
