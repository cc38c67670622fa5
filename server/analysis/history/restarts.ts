/**
 * Restarts: an instance that takes the place (pod or host) of one of the same version that has just ended, an instance that is back after
 * a silence, and one whose process is another than before. What a deploy replaces is part of the deploy.
 */
import { type ThingId, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft } from "./drafts.ts";
import { groups, type Instance, type Seen, type ServiceFacts } from "./inventoryFacts.ts";
import type { Run } from "./runs.ts";
import { sayLength, sayName } from "./sayNumbers.ts";

/** The one before ended at most so long before, or overlaps by this. */
const GAP_MS = 600_000;
const OVERLAP_MS = 60_000;
/** What is silent for longer has ended as far as its successor is concerned. */
const SILENT_MS = 90_000;

export class Restarts {
  private readonly bySlot: ReadonlyMap<string, readonly Instance[]>;

  constructor(
    private readonly facts: ServiceFacts,
    private readonly untilMs: number,
  ) {
    const placed = facts.instances.flatMap((instance) => {
      const slots = new Set(instance.seen.flatMap((seen) => placesOf(seen)));
      return [...slots].map((slot) => ({ slot, instance }));
    });
    const lists = new Map<string, Instance[]>();
    for (const [slot, list] of groups(placed, ({ slot }) => slot)) {
      lists.set(
        slot,
        list.map(({ instance }) => instance),
      );
    }
    this.bySlot = lists;
  }

  /** How the beginning of an instance's run is said when it is a restart; null when it is not. */
  wordsFor(instance: Instance, run: Run): { readonly title: string; readonly problem: boolean } | null {
    const name = sayName(this.facts.service);
    const seen = seenAt(instance, run.startMs);
    const where = seen ? whereOf(seen) : "";
    const before = instance.runs.filter(({ endMs }) => endMs < run.startMs).at(-1);
    if (before && run.startMs - before.endMs < GAP_MS) {
      const silence = sayLength(run.startMs - before.endMs);
      return { title: `${name}${where} is back after ${silence} of silence`, problem: true };
    }
    if (!seen || !this.replaced(instance, seen, run.startMs)) return null;
    return { title: `${name} restarted${where}`, problem: true };
  }

  /** Another process of the same instance, without a silence between. */
  processDrafts(instance: Instance, thing: ThingId, { startMs, endMs }: TimeWindow): Draft[] {
    const drafts: Draft[] = [];
    for (const [i, fresh] of instance.seen.entries()) {
      const atMs = fresh.firstSeenMs;
      if (atMs < startMs || atMs >= endMs || instance.runs.some((run) => run.startMs === atMs)) continue;
      const lately = instance.seen.slice(0, i).filter(({ lastSeenMs }) => lastSeenMs >= atMs - GAP_MS);
      const last = lately.filter((one) => processOf(one) !== processOf(fresh)).at(-1);
      const known = lately.some((one) => processOf(one) === processOf(fresh));
      if (!last || known || last.version !== fresh.version || processOf(last) === "" || processOf(fresh) === "")
        continue;
      if (last.lastSeenMs > atMs + OVERLAP_MS || this.untilMs < atMs + OVERLAP_MS) continue;
      const title = `${sayName(this.facts.service)} restarted${whereOf(fresh)}`;
      drafts.push({
        atMs,
        kind: "restarted",
        thing,
        say: () => ({ sets: { "p.startedMs": atMs }, title, problem: true }),
      });
    }
    return drafts;
  }

  private replaced(instance: Instance, fresh: Seen, atMs: number): boolean {
    const candidates = new Set(placesOf(fresh).flatMap((slot) => this.bySlot.get(slot) ?? []));
    for (const other of candidates) {
      if (other === instance) continue;
      const last = other.seen.findLast(
        (one) => one.firstSeenMs < atMs && one.lastSeenMs >= atMs - GAP_MS && isSamePlace(one, fresh),
      );
      if (!last || last.version !== fresh.version || last.region !== fresh.region) continue;
      const ended = other.runs.findLast(({ startMs }) => startMs < atMs);
      if (!ended || (!ended.isOver && ended.endMs >= this.untilMs - SILENT_MS)) continue;
      if (ended.endMs >= atMs - GAP_MS && ended.endMs <= atMs + OVERLAP_MS) return true;
    }
    return false;
  }
}

/** Where one process may follow another: in its pod, and on its host. */
function placesOf({ host, attributes }: Seen): string[] {
  const pod = attributes["k8s.pod.name"];
  return [pod === undefined ? "" : `pod ${pod}`, host === "" ? "" : `host ${host}`].filter((slot) => slot !== "");
}

const isSamePlace = (a: Seen, b: Seen) => placesOf(a).some((slot) => placesOf(b).includes(slot));

const OF_A_PROCESS = /^(process\.(creation\.time|pid)|k8s\.container\.restart_count)$/;
const processOf = ({ attributes }: Seen) =>
  Object.keys(attributes)
    .filter((key) => OF_A_PROCESS.test(key))
    .sort()
    .map((key) => attributes[key])
    .join(" ");

const seenAt = ({ seen }: Instance, atMs: number) => seen.find(({ firstSeenMs }) => firstSeenMs >= atMs);

export function whereOf({ host, region, attributes }: Seen): string {
  const place = host || attributes["k8s.pod.name"] || "";
  if (place !== "") return ` on ${sayName(place)}`;
  return region === "" ? "" : ` in ${sayName(region)}`;
}

export const instanceThing = ({ service, instance }: Instance): ThingId => thingId("instance", service, instance);
