/**
 * What spent a budget, with what happened near: the events of the history just before and in each stretch; what people changed before what
 * broke by itself, its own service's before others', the nearest first.
 */

import type { CountSums } from "../analysis/slo/countSums.ts";
import { type Spender, spenders } from "../analysis/slo/spenders.ts";
import type { SloBody, SloSubject } from "../model/slo.ts";
import { type EventKind, type StateEvent, thingOf } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { SloSpender } from "./sloAnswer.ts";
import type { SloContext } from "./sloCounts.ts";
import { eventView } from "./stateViews.ts";

/** What people did. */
const CHANGES: readonly EventKind[] = ["deployed", "configuration", "featureFlag", "chaos", "annotation"];
const CAUSES: readonly EventKind[] = [...CHANGES, "restarted", "scaled", "firstException"];
const BEFORE_MS = 1_800_000;
const MOST_LOOKED_AT = 100;
const MOST_SHOWN = 3;

export async function spentBy(
  ctx: SloContext,
  body: SloBody,
  counts: CountSums,
  window: TimeWindow,
): Promise<{ spenders: SloSpender[]; restRatio: number | null }> {
  const { stretches, restRatio } = spenders(body, counts, window);
  const services = servicesOf(body);
  const told = await Promise.all(
    stretches.map(async (stretch) => ({ ...stretch, events: await eventsNear(ctx, stretch, services) })),
  );
  return { spenders: told, restRatio };
}

async function eventsNear(
  { store, tenant }: SloContext,
  { startMs, endMs }: Spender,
  services: ReadonlySet<string>,
): Promise<SloSpender["events"]> {
  const window = { startMs: Math.max(0, startMs - BEFORE_MS), endMs };
  const asked = { tenant, window, kinds: CAUSES, wholesOnly: true, order: "newest" as const, limit: MOST_LOOKED_AT };
  const { events } = await store.readEvents(asked);
  const distance = ({ atMs }: StateEvent) => Math.abs(atMs - startMs);
  const isOwn = ({ thing }: StateEvent) => (thingOf(thing).names.some((name) => services.has(name)) ? 0 : 1);
  const isChange = ({ kind }: StateEvent) => (CHANGES.includes(kind) ? 0 : 1);
  const nearest = [...events].sort(
    (a, b) => isChange(a) - isChange(b) || isOwn(a) - isOwn(b) || distance(a) - distance(b),
  );
  return nearest.slice(0, MOST_SHOWN).map(eventView);
}

function servicesOf({ service, indicator }: SloBody): ReadonlySet<string> {
  const of = indicator.kind === "availability" || indicator.kind === "latency" ? namesOf(indicator.subject) : [];
  return new Set([service, ...of].filter((name) => name !== ""));
}

function namesOf(subject: SloSubject): string[] {
  if (subject.kind === "edge") return [subject.server, subject.client];
  return subject.kind === "caller" ? [subject.client] : [subject.service];
}
