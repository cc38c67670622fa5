/**
 * What stop conditions need to know of the stretch ahead, asked once when playing starts: fine frames of what is compared, the events
 * that are waited for, and the first trace with an error of each service that is watched.
 */
import type { QueryClient } from "@tanstack/react-query";
import { EVENT_KINDS, type EventKind, type ThingKind } from "../../server/model/state.ts";
import type { EventView } from "../../server/routers/stateAnswer.ts";
import { type FrameSet, makeFrameSet } from "../playback/frameSet.ts";
import type { useTRPC } from "../trpc/client.tsx";
import { type Ahead, type FailedTrace, isStoppedBy, type Stop } from "./stopConditions.ts";

export interface Asker {
  readonly trpc: ReturnType<typeof useTRPC>;
  readonly client: QueryClient;
}
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export async function askAhead(asker: Asker, stops: readonly Stop[], stretch: Stretch): Promise<Ahead> {
  const watched = stops.flatMap((stop) => (stop.kind === "trace" ? [stop.service] : []));
  const [frames, events, traces] = await Promise.all([
    framesAhead(asker, stops, stretch),
    eventsAhead(asker, stops, stretch),
    Promise.all(watched.map(async (service) => [service, await failedTrace(asker, service, stretch)] as const)),
  ]);
  const found = traces.flatMap(([service, trace]) => (trace ? [[service, trace] as const] : []));
  return { ...stretch, frames, events, traces: new Map(found) };
}

const FINEST_MS = 10_000;
const MOST_STEPS = 1_000;

async function framesAhead(
  { trpc, client }: Asker,
  stops: readonly Stop[],
  stretch: Stretch,
): Promise<FrameSet | null> {
  const isWide = stops.some((stop) => stop.kind === "healthy" && stop.of !== "service");
  const isAsked = stops.some(({ kind }) => kind === "errors" || kind === "p95" || kind === "healthy");
  if (!isAsked || stretch.toMs <= stretch.fromMs) return null;
  const kinds: ThingKind[] = isWide ? ["service", "placement", "peer"] : ["service"];
  // From the frame that holds at the playhead on, since a condition must begin to hold.
  const startMs = Math.floor(stretch.fromMs / FINEST_MS) * FINEST_MS;
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil((stretch.toMs - startMs) / FINEST_MS)));
  const input = { startMs, endMs: stretch.toMs, steps, kinds };
  return makeFrameSet(await client.fetchQuery(trpc.state.frames.queryOptions(input)));
}

const PAGE = 500;
const MOST_PAGES = 20;

/** Up to the first that stops: no more is read than it takes. */
async function eventsAhead({ trpc, client }: Asker, stops: readonly Stop[], stretch: Stretch): Promise<EventView[]> {
  const asked = stops.filter(({ kind }) => kind === "fails" || kind === "event");
  const { fromMs: startMs, toMs: endMs } = stretch;
  if (asked.length === 0 || endMs <= startMs) return [];
  const kinds = new Set(asked.map((stop): EventKind => (stop.kind === "event" ? stop.event : "health")));
  const filter = { kinds: EVENT_KINDS.filter((kind) => kinds.has(kind)), order: "oldest" as const, limit: PAGE };
  const found: EventView[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const input = { startMs, endMs: endMs + 1, ...filter, ...(after !== undefined && { after }) };
    const answer = await client.fetchQuery(trpc.state.events.queryOptions(input));
    for (const event of answer.events) found.push(event);
    after = answer.events.at(-1)?.place;
    const isStopped = answer.events.some(
      (event) => event.atMs > startMs && asked.some((one) => isStoppedBy(one, event)),
    );
    if (isStopped || !answer.more || after === undefined) break;
  }
  return found;
}

const FIRST_LOOK_MS = 60_000;
const LOOKS_FURTHER = 4;
const MOST_TRACES = 1_000;
const MOST_LOOKS = 24;
const ERROR_STATUS = 2;

/** The search answers newest first, so it looks into short stretches first, and into ever earlier ones where there are too many. */
async function failedTrace({ trpc, client }: Asker, service: string, stretch: Stretch): Promise<FailedTrace | null> {
  let startMs = Math.floor(stretch.fromMs);
  let endMs = Math.min(stretch.toMs, startMs + FIRST_LOOK_MS);
  let best: FailedTrace | null = null;
  for (let look = 0; look < MOST_LOOKS && startMs < endMs; look++) {
    const input = { startMs, endMs, service, statusCode: ERROR_STATUS, limit: MOST_TRACES };
    const { traces } = await client.fetchQuery(trpc.traces.search.queryOptions(input));
    for (const { traceId, startUnixNano } of traces) {
      // The millisecond in which it is under way.
      const atMs = Number(BigInt(startUnixNano) / 1_000_000n) + 1;
      if (atMs > stretch.fromMs && (best === null || atMs < best.atMs)) best = { traceId, atMs };
    }
    if (traces.length >= MOST_TRACES && best) endMs = best.atMs;
    else if (best) break;
    else [startMs, endMs] = [endMs, Math.min(stretch.toMs, endMs + (endMs - startMs) * LOOKS_FURTHER)];
  }
  return best;
}
