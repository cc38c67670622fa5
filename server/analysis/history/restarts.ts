/**
 * Restarts: an instance that takes the place (pod or host) of one of the same version that has just ended, an instance that is back after
 * a silence, and one whose process is another than before. What a deploy replaces is part of the deploy. An instance that restarts every
 * second makes no event each time.
 */
import { type ThingId, thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft, Said } from "./drafts.ts";
import { groups, type Instance, type Seen, type ServiceFacts } from "./inventoryFacts.ts";
import type { Run } from "./runs.ts";
import { sayCount, sayLength, sayName } from "./sayNumbers.ts";

/** The one before ended at most so long before, or overlaps by this. */
const GAP_MS = 600_000;
const OVERLAP_MS = 60_000;
/** What is silent for longer has ended as far as its successor is concerned. */
const SILENT_MS = 90_000;
/** Of one instance so many restarts are told one by one in each stretch of ten minutes (of the epoch: the same whenever it is told). */
const MOST_TOLD = 5;
const FLAP_MS = 600_000;

export class Restarts {
  private readonly bySlot: ReadonlyMap<string, readonly Instance[]>;
  private readonly processes = new Map<Seen, string>();

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

  /** Other processes of the same instance, without a silence between. One that flaps is told by a few, and by the number of the others. */
  processDrafts(instance: Instance, thing: ThingId, { startMs, endMs }: TimeWindow): Draft[] {
    const fromMs = Math.floor(startMs / FLAP_MS) * FLAP_MS;
    const fresh = instance.seen.filter((one, i) => {
      return one.firstSeenMs >= fromMs && one.firstSeenMs < endMs && this.isOtherProcess(instance, one, i);
    });
    const drafts = [...groups(fresh, ({ firstSeenMs }) => String(Math.floor(firstSeenMs / FLAP_MS))).values()].flatMap(
      (piece) => this.pieceDrafts(thing, piece),
    );
    return drafts.filter(({ atMs }) => atMs >= startMs && atMs < endMs);
  }

  /** Restarts of one stretch of FLAP_MS; how many there were is known when it is over. */
  private pieceDrafts(thing: ThingId, restarts: readonly Seen[]): Draft[] {
    const name = sayName(this.facts.service);
    const drafts = restarts
      .slice(0, MOST_TOLD)
      .map((one) => restartDraft(thing, one.firstSeenMs, `${name} restarted${whereOf(one)}`));
    const more = restarts.slice(MOST_TOLD);
    const last = more.at(-1);
    if (!last || (Math.floor(last.firstSeenMs / FLAP_MS) + 1) * FLAP_MS + OVERLAP_MS > this.untilMs) return drafts;
    const times = sayCount(more.length, "more time");
    const title = `${name}${whereOf(last)} flaps: restarted ${times} within ${sayLength(FLAP_MS)}`;
    return [...drafts, restartDraft(thing, last.firstSeenMs, title, { restarts: restarts.length })];
  }

  private isOtherProcess(instance: Instance, fresh: Seen, i: number): boolean {
    const atMs = fresh.firstSeenMs;
    if (this.untilMs < atMs + OVERLAP_MS || instance.runs.some((run) => run.startMs === atMs)) return false;
    const own = this.processOf(fresh);
    let last: Seen | null = null;
    // By hand, from the latest back: an instance that flaps has thousands before each.
    for (let before = i - 1; before >= 0; before--) {
      const one = instance.seen[before];
      if (!one || one.lastSeenMs < atMs - GAP_MS) continue;
      const process = this.processOf(one);
      if (process === own) return false;
      last ??= one;
    }
    if (!last || last.version !== fresh.version || this.processOf(last) === "" || own === "") return false;
    return last.lastSeenMs <= atMs + OVERLAP_MS;
  }

  private processOf(seen: Seen): string {
    const known = this.processes.get(seen) ?? processOf(seen);
    this.processes.set(seen, known);
    return known;
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

function restartDraft(thing: ThingId, atMs: number, title: string, detail?: Said["detail"]): Draft {
  const said = { sets: { "p.startedMs": atMs }, title, problem: true, ...(detail && { detail }) };
  return { atMs, kind: "restarted", thing, say: () => said };
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
