/**
 * A small system with a history, for tests of whoever asks about it: users call gateway, which calls payments, which keeps a database.
 * Payments 2.14.0 is deployed two minutes after the start, fails soon after, and takes gateway along; from minute five to seven nothing
 * arrives; told are ten minutes. Written as derivations write it.
 */
import { type Happening, type Health, type Patch, type ThingId, thingId } from "../model/state.ts";
import type { FrameRow, StateWriter } from "../store/stateStore.ts";

export const GATEWAY = thingId("service", "gateway");
export const PAYMENTS = thingId("service", "payments");
export const PAYMENTS_WEST = thingId("placement", "payments", "eu-west");
export const CALL = thingId("edge", "gateway", "payments", "");
export const ORDERS = thingId("peer", "database", "orders-db");
const THINGS: readonly ThingId[] = [CALL, ORDERS, GATEWAY, PAYMENTS, PAYMENTS_WEST];

/** Seconds after the start. */
export const STORY = {
  deployed: 120,
  degraded: 150,
  failed: 180,
  gatewayDegraded: 190,
  gapFrom: 300,
  gapTo: 420,
  told: 600,
};
export const REASON = "fails 7.2 % of requests, usually 0.1 %";

function inventory(startMs: number): Happening[] {
  const appeared = (thing: ThingId, title: string, more: Patch = {}): Happening => {
    const patch = { present: true, ...more };
    const prev = Object.fromEntries(Object.keys(patch).map((key) => [key, null]));
    return { atMs: startMs, kind: "appeared", thing, patch, prev, title, problem: false };
  };
  return [
    appeared(GATEWAY, "gateway appeared", {
      "p.versions": ["1.0.0"],
      "p.regions": ["eu-west"],
      "p.instances": 1,
      "p.tier": "gateway",
    }),
    appeared(PAYMENTS, "payments appeared", { "p.versions": ["2.13.4"], "p.regions": ["eu-west"], "p.instances": 2 }),
    appeared(PAYMENTS_WEST, "payments appeared in eu-west"),
    appeared(CALL, "gateway calls payments for the first time"),
    appeared(ORDERS, "orders-db appeared"),
    appeared(thingId("version", "payments", "2.13.4"), "payments 2.13.4 appeared"),
    appeared(thingId("instance", "payments", "pay/1"), "an instance of payments appeared", { "p.version": "2.13.4" }),
    {
      atMs: startMs + STORY.deployed * 1000,
      kind: "deployed",
      thing: PAYMENTS,
      patch: { "p.versions": ["2.14.0"] },
      prev: { "p.versions": ["2.13.4"] },
      title: "payments 2.14.0 deployed (was 2.13.4)",
      problem: false,
      detail: { version: "2.14.0" },
    },
  ];
}

function health(startMs: number): Happening[] {
  const turned = (
    seconds: number,
    thing: ThingId,
    from: Health | null,
    to: Health,
    reason: string | null = null,
  ): Happening => ({
    atMs: startMs + seconds * 1000,
    kind: "health",
    thing,
    patch: { health: to, reason },
    prev: { health: from, reason: null },
    title: `${thing} ${from ?? "unknown"} → ${to}`,
    problem: to !== "healthy",
  });
  return [
    ...THINGS.map((thing) => turned(10, thing, null, "healthy")),
    turned(STORY.degraded, PAYMENTS, "healthy", "degraded", "fails 2 % of requests, usually 0.1 %"),
    turned(STORY.failed, PAYMENTS, "degraded", "failed", REASON),
    turned(STORY.gatewayDegraded, GATEWAY, "healthy", "degraded", "p95 1.2 s, usually 80 ms"),
  ];
}

function frameAt(startMs: number, seconds: number): FrameRow {
  const isFailing = seconds >= STORY.degraded;
  const ratio = (thing: ThingId) => (thing === PAYMENTS || thing === CALL ? (isFailing ? 0.072 : 0.001) : 0);
  const state = (thing: ThingId): Health =>
    thing === PAYMENTS && isFailing ? (seconds >= STORY.failed ? "failed" : "degraded") : "healthy";
  return {
    atMs: startMs + seconds * 1000,
    things: THINGS,
    health: THINGS.map(state),
    requestsPerSecond: Float32Array.from(THINGS, () => (isFailing ? 40 : 100)),
    errorRatio: Float32Array.from(THINGS, ratio),
    p95Seconds: Float32Array.from(THINGS, (thing) => (thing === ORDERS ? Number.NaN : 0.08)),
    saturation: Float32Array.from(THINGS, () => Number.NaN),
  };
}

/** Writes the story as it was known ten minutes after `startMs`, a whole multiple of ten seconds. */
export async function writeStory(store: StateWriter, tenant: number, startMs: number): Promise<void> {
  const untilMs = startMs + STORY.told * 1000;
  const seconds = Array.from({ length: STORY.told / 10 }, (_, i) => (i + 1) * 10);
  const seen = seconds.filter((second) => second < STORY.gapFrom || second > STORY.gapTo);
  const of = { tenant, window: { startMs, endMs: untilMs + 1 }, knownMs: untilMs, cursor: { untilMs, memo: null } };
  await store.rewriteHistory({ ...of, derivation: "inventory", happenings: inventory(startMs) });
  const frames = seen.map((second) => frameAt(startMs, second));
  await store.rewriteHistory({ ...of, derivation: "health", happenings: health(startMs), frames });
}
