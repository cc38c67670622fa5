/**
 * Instances that live for less than a minute: of those of a service that begin within ten minutes (of the epoch: the same whenever it is
 * told) the first five are told one by one, the others by their number, so that a crash loop with a new instance id each second
 * is some ten events and not a thousand. Pods and hosts that only they were on go with them.
 *
 * An instance that has lived for a minute is told whatever came beside it, from its beginning on; until then it is known to nobody if it
 * is one of many. So a scale-up and a rolling deploy are told whole, a minute late from the sixth instance on. An instance that is back
 * after a silence is not new, and told.
 * Units: Unix milliseconds.
 */
import { thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft } from "./drafts.ts";
import { groups, type Instance, type InventoryFacts, type Seen, type ServiceFacts } from "./inventoryFacts.ts";
import type { Restarts } from "./restarts.ts";
import { INSTANCE_SILENCE_MS, type Run } from "./runs.ts";
import { sayCount, sayLength, sayName } from "./sayNumbers.ts";

const SHORT_MS = 60_000;
const PIECE_MS = 600_000;
/** Beyond so many instances they are counted, not told one by one. */
const MOST_INSTANCES = 20_000;
const MOST_TOLD = 5;
/** Whoever was there so shortly before is back, and not new. */
const BACK_MS = 600_000;

interface Life {
  readonly instance: Instance;
  readonly run: Run;
}

export class ShortLived {
  /** In order of their beginning. */
  private readonly pieces: readonly (readonly Life[])[];
  private readonly hidden = new Set<Run>();

  constructor(
    private readonly facts: ServiceFacts,
    private readonly untilMs: number,
  ) {
    const lives = facts.instances.flatMap((instance) =>
      instance.runs.filter((run, i) => isShort(run, instance.runs[i - 1])).map((run) => ({ instance, run })),
    );
    lives.sort((a, b) => a.run.startMs - b.run.startMs || byText(a.instance.instance, b.instance.instance));
    this.pieces = [...groups(lives, ({ run }) => String(pieceOf(run))).values()];
    for (const piece of this.pieces) for (const { run } of piece.slice(MOST_TOLD)) this.hidden.add(run);
  }

  /** Whether those that are told are few enough to be told one by one. */
  get isListed(): boolean {
    const { instances } = this.facts;
    return instances.length - this.hidden.size <= MOST_INSTANCES;
  }

  isTold(run: Run): boolean {
    return !this.hidden.has(run);
  }

  /** Adds the signs of life of what is not told. */
  addHidden(signs: Set<Seen>): void {
    for (const { instance, run } of this.pieces.flatMap((piece) => piece.slice(MOST_TOLD))) {
      for (const seen of instance.seen) {
        if (seen.firstSeenMs >= run.startMs && seen.lastSeenMs <= run.endMs) signs.add(seen);
      }
    }
  }

  /** How many there were, once none of them can turn out to live. */
  drafts(restarts: Restarts, { startMs, endMs }: TimeWindow): Draft[] {
    return this.pieces.flatMap((piece) => {
      const last = piece.slice(MOST_TOLD).at(-1);
      if (!last || last.run.startMs < startMs || last.run.startMs >= endMs) return [];
      const settledMs = (pieceOf(last.run) + 1) * PIECE_MS + SHORT_MS + INSTANCE_SILENCE_MS;
      return settledMs > this.untilMs ? [] : [this.draft(piece, last, restarts)];
    });
  }

  private draft(piece: readonly Life[], { instance, run }: Life, restarts: Restarts): Draft {
    const name = sayName(this.facts.service);
    const isBeside = (other: Run) => other !== run && other.startMs <= run.startMs && other.endMs > run.startMs;
    const isLoop = restarts.wordsFor(instance, run) !== null || !piece.some((other) => isBeside(other.run));
    const count = `${sayCount(piece.length, "instance")}`;
    const within = `within ${sayLength(PIECE_MS)}, none lived for ${sayLength(SHORT_MS)}`;
    const title = isLoop ? `${name} keeps restarting: ${count} ${within}` : `${name}: ${count} came and went ${within}`;
    const said = {
      sets: { "p.startedMs": run.startMs },
      title,
      problem: isLoop,
      detail: { instances: piece.length },
    };
    const thing = thingId("service", this.facts.service);
    return { atMs: run.startMs, kind: "restarted", thing, tie: "short-lived", say: () => said };
  }
}

/** Hosts and pods without the stretches in which only instances were there that are not told. */
export function toldPlaces(places: InventoryFacts["places"], hidden: ReadonlySet<Seen>): InventoryFacts["places"] {
  if (hidden.size === 0) return places;
  return places.flatMap((place) => {
    if (!/^(host|pod):/.test(place.thing) || !place.seen.some((one) => hidden.has(one))) return [place];
    const open = place.seen.filter((one) => !hidden.has(one));
    const runs = place.runs.filter((run) => open.some((one) => isWithin(one, run)));
    return runs.length === 0 ? [] : [{ ...place, runs }];
  });
}

const isWithin = ({ firstSeenMs, lastSeenMs }: Seen, run: Run) => lastSeenMs >= run.startMs && firstSeenMs <= run.endMs;

function isShort({ startMs, endMs }: Run, before: Run | undefined): boolean {
  return endMs - startMs < SHORT_MS && !(before && startMs - before.endMs < BACK_MS);
}
const pieceOf = ({ startMs }: Run) => Math.floor(startMs / PIECE_MS);
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
