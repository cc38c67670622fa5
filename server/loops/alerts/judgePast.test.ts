/** Rules over a past that somebody wrote, on a real store: judged once it is there, with its own instants, and then live. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { AlertLeaders, builtinRule, MINUTE_MS, states } from "../../testing/alertLeader.ts";
import { NOON_MS } from "../../testing/builders.ts";
import { PastFile, WRITTEN_PAST } from "../writtenPast.ts";

const TO_MS = NOON_MS + 60 * MINUTE_MS;
let leaders: AlertLeaders;
beforeEach(async () => {
  leaders = await AlertLeaders.open();
  leaders.nowMs = TO_MS + MINUTE_MS;
  return () => leaders.close();
});

const say = (said: object) => writeFileSync(join(leaders.folder, WRITTEN_PAST), JSON.stringify(said));
const written = () => say({ phase: "written", fromMs: NOON_MS, toMs: TO_MS });
const second = (minutes: number) => NOON_MS / 1_000 + minutes * 60;
/** Holds from so many minutes after noon until so many. */
const during = (from: number, to: number) => `vector(time()) >= ${second(from)} < ${second(to)}`;
const rule = (name: string, query: string, forMinutes = 0) =>
  builtinRule(name, query, {
    forMs: forMinutes * MINUTE_MS,
    labels: { severity: "page", service_name: "cart" },
    annotations: { summary: "at {{ $value | humanizeTimestamp }}" },
  });
const BUILTIN = [
  rule("Twice", `${during(3, 12)} or ${during(30, 33)}`, 5),
  rule("Once", during(40, 50), 5),
  rule("Still", during(50, 900)),
];
const lead = () => leaders.lead({ builtin: BUILTIN, past: new PastFile(leaders.folder, () => Date.now()) });
const told = async () =>
  (await leaders.episodes())
    .map(({ name, activeMs, firedMs, resolvedMs }) =>
      [name, ...[activeMs, firedMs, resolvedMs].map((ms) => ms && Math.floor((ms - NOON_MS) / MINUTE_MS))].join(" "),
    )
    .sort();
const EPISODES = ["Once 40 45 50", "Still 50 50 ", "Twice 3 8 12"];

it("nothing is judged before the past is there, since half a past looks like an outage; then what fired in it is known with its own times", async () => {
  say({ phase: "writing", fromMs: NOON_MS });
  const loop = lead();
  await leaders.settle(loop);
  expect(loop.alerts()).toBeNull();
  expect(loop.report().groups.flatMap(({ group }) => group.rules)).toHaveLength(3);
  expect(await leaders.episodes()).toEqual([]);
  written();
  await leaders.settle(loop);
  await leaders.settle(loop);
  expect(await told()).toEqual(EPISODES);
  const [, once] = await leaders.episodes();
  expect(once?.annotations.summary).toMatch(/^at .+ \d\d:45:/);
  expect(once?.evidence?.exemplars).toBeDefined();
  expect(await leaders.titles()).toEqual([
    expect.stringMatching(/^Twice fires: at .+ \d\d:08:/),
    "Twice is over after 4 min",
    expect.stringMatching(/^Once fires: at .+ \d\d:45:/),
    "Once is over after 5 min",
    expect.stringMatching(/^Still fires: at .+ \d\d:50:/),
  ]);
});

it("nobody hears of what was over, and what still fires goes on live without firing again", async () => {
  written();
  const loop = lead();
  for (let i = 0; i < 3; i++) await leaders.settle(loop);
  expect(states(loop)).toEqual([["Still", "firing"]]);
  await leaders.pass(loop, 5);
  expect(states(loop)).toEqual([["Still", "firing"]]);
  expect(await told()).toEqual(EPISODES);
  expect((await leaders.titles()).filter((title) => title.startsWith("Still"))).toHaveLength(1);
});

it("whoever leads next does not judge it again, and after a kill in the middle it comes to the same", async () => {
  written();
  const first = lead();
  // Judged and written, but neither told to the end nor noted as judged.
  await first.jobs[0]?.step();
  expect(await new PastFile(leaders.folder).read()).toMatchObject({ isJudged: false });
  leaders.nowMs += MINUTE_MS;
  const next = lead();
  for (let i = 0; i < 3; i++) await leaders.settle(next);
  expect(await new PastFile(leaders.folder).read()).toMatchObject({ isJudged: true });
  expect(await told()).toEqual(EPISODES);
  expect(await leaders.titles()).toHaveLength(5);
  expect(states(next)).toEqual([["Still", "firing"]]);
  leaders.nowMs += MINUTE_MS;
  const last = lead();
  await leaders.settle(last);
  expect(states(last)).toEqual([["Still", "firing"]]);
  expect(await told()).toEqual(EPISODES);
});

it("a database that is away in the middle of it is waited for, and it comes to the same", async () => {
  written();
  const { store } = leaders.filled;
  let writes = 0;
  const failing = new Proxy(store, {
    get: (target, key, receiver) => {
      if (key !== "writeAlertStep" || ++writes !== 3) return Reflect.get(target, key, receiver);
      return () => Promise.reject(new Error("away"));
    },
  });
  const past = new PastFile(leaders.folder);
  const loop = leaders.lead({ builtin: BUILTIN, past, store: failing });
  for (let i = 0; i < 3; i++) await leaders.settle(loop);
  expect(writes).toBeGreaterThan(3);
  expect(await told()).toEqual(EPISODES);
  expect(await leaders.titles()).toHaveLength(5);
});

it("rules go on with what they knew where the past begins", async () => {
  const live = leaders.lead({ builtin: [rule("Since", during(-30, 900), 40)] });
  leaders.nowMs = NOON_MS - 9.5 * MINUTE_MS;
  await leaders.pass(live, 9.5);
  expect(states(live)).toEqual([["Since", "pending"]]);
  leaders.nowMs = TO_MS;
  written();
  const next = leaders.lead({ builtin: [rule("Since", during(-30, 900), 40)], past: new PastFile(leaders.folder) });
  for (let i = 0; i < 3; i++) await leaders.settle(next);
  const [since] = await leaders.episodes();
  expect(since?.activeMs).toBeLessThan(NOON_MS - 8 * MINUTE_MS);
  expect(since?.firedMs).toBeLessThan(NOON_MS + 32 * MINUTE_MS);
});
