/**
 * Scaling: the number of a service's living instances, once it has been still for two minutes. While a deploy replaces instances one after
 * the other nothing is scaled, and while an instance is silent that may still come back nothing is said. The many that live for less than a
 * minute (shortLived.ts) are no part of it.
 */
import { thingId } from "../../model/state.ts";
import type { TimeWindow } from "../../model/time.ts";
import type { Draft } from "./drafts.ts";
import type { ServiceFacts } from "./inventoryFacts.ts";
import { isAlive, type Run } from "./runs.ts";
import { sayCount, sayName } from "./sayNumbers.ts";
import { SETTLE_MS } from "./serviceProperties.ts";

/** Longer than this without a sign, and whether it lives is in doubt. */
const DOUBT_MS = 90_000;
const DEPLOY_MS = 1_800_000;

export function scalingDrafts(
  facts: ServiceFacts,
  { startMs, endMs }: TimeWindow,
  untilMs: number,
  isTold: (run: Run) => boolean,
): Draft[] {
  const runs = facts.instances.flatMap((instance) => instance.runs);
  const told = runs.filter(isTold);
  const changes = told.flatMap((run) => (run.isOver ? [run.startMs, run.endMs] : [run.startMs])).sort((a, b) => a - b);
  const doubtful = runs.filter((run) => !run.isOver && run.endMs < untilMs - DOUBT_MS);
  const doubtMs = Math.min(...doubtful.map((run) => run.endMs - SETTLE_MS));
  const thing = thingId("service", facts.service);
  return changes
    .filter((atMs, i) => (changes[i + 1] ?? Infinity) - atMs >= SETTLE_MS)
    .filter((atMs) => atMs >= startMs && atMs < endMs && atMs + SETTLE_MS <= untilMs && atMs < doubtMs)
    .filter((atMs) => isSettledService(facts, atMs) && !isDeploying(facts, atMs))
    .map(
      (atMs): Draft => ({
        atMs,
        kind: "scaled",
        thing,
        say: (state) => {
          const count = told.filter((run) => isAlive(run, atMs)).length;
          const was = state["p.instances"];
          const before = typeof was === "number" ? ` (was ${was})` : "";
          const name = sayName(facts.service);
          const runs = count === 0 ? "has no living instance" : `runs ${sayCount(count, "instance")} now`;
          return {
            sets: { "p.instances": count },
            title: `${name} ${runs}${before}`,
            problem: count === 0,
            detail: { instances: count, ...(typeof was === "number" && { was }) },
          };
        },
      }),
    );
}

/** Lives, and longer than its first minutes, which are told as its appearance. */
function isSettledService(facts: ServiceFacts, atMs: number): boolean {
  return facts.runs.some((run) => atMs > run.startMs + SETTLE_MS && (!run.isOver || atMs < run.endMs));
}

/** Two versions live, one of them since lately. */
function isDeploying({ versions }: ServiceFacts, atMs: number): boolean {
  const alive = [...versions.values()].flatMap((runs) => runs.filter((run) => isAlive(run, atMs)));
  return alive.length > 1 && alive.some(({ startMs }) => startMs > atMs - DEPLOY_MS);
}
