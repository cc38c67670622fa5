/**
 * `memory-leak`: storefront begins to keep every copy of the price list that it polls, in all regions. Memory grows by the clock,
 * whatever the traffic; collections come more often and take longer, requests with them; then process after process is killed
 * at its limit and starts again, leaking, until polling is switched off and every process is replaced.
 *
 *   512 MiB ______________________________/|____ killed, started again
 *   180 MiB ____ polls ___ 85 %: slow ___/   ...
 */
import type { World } from "../engine/world.ts";
import { MINUTE_MS, type Scenario } from "./scenario.ts";

const SERVICE = "storefront";
/** Reaches the limit after some 24 minutes. */
const LEAK_MB_PER_SECOND = 0.23;
const BETWEEN_PROCESSES = 0.02;
const SWITCHED_OFF_MS = 27.5 * MINUTE_MS;
const BETWEEN_RESTARTS_MS = 20_000;

function leak(world: World): void {
  world.instances(SERVICE).forEach((instance, index) => {
    instance.leakMbPerSecond = LEAK_MB_PER_SECOND * (1 + BETWEEN_PROCESSES * (index - 2));
  });
}

/** Switched off everywhere, then every region replaces its processes, one after another. */
function mend(world: World): void {
  const all = world.instances(SERVICE);
  for (const instance of all) instance.leakMbPerSecond = 0;
  for (const { region, place } of all) {
    world.simulator.after(place.index * BETWEEN_RESTARTS_MS, () => {
      const instance = world.instances(SERVICE, region.name)[place.index];
      if (instance) world.replace(instance).leakMbPerSecond = 0;
    });
  }
}

export const memoryLeak: Scenario = {
  name: "memory-leak",
  title: "storefront keeps every price list it polls until it is killed at its memory limit",
  durationMs: 30 * MINUTE_MS,
  recoveryMs: 3 * MINUTE_MS,
  placedBeforeMs: 330 * MINUTE_MS,
  truth: {
    rootCause: {
      kind: "memory",
      name: SERVICE,
      sentence:
        "storefront polls the price list and never lets a copy go: its processes fill their 512 MiB, spend their time collecting garbage, and are killed at the limit.",
    },
    affected: [SERVICE],
    timeline: [
      {
        offsetSeconds: 0,
        subject: SERVICE,
        sentence: "Polling of the price list is switched on; memory begins to grow.",
      },
      {
        offsetSeconds: 1_050,
        subject: SERVICE,
        sentence: "Memory passes 85 %: collections are long, pages are slower.",
      },
      {
        offsetSeconds: 1_365,
        subject: SERVICE,
        sentence: "The first process is killed at its limit (OOMKilled) and starts again.",
      },
      { offsetSeconds: 1_380, subject: SERVICE, sentence: "The others follow; new processes leak like the old ones." },
      { offsetSeconds: 1_650, subject: SERVICE, sentence: "Polling is switched off, all processes are replaced." },
      { offsetSeconds: 1_680, subject: SERVICE, sentence: "Memory is as before." },
    ],
  },
  play: (world, startMs) => {
    world.simulator.at(startMs, () => leak(world));
    world.simulator.at(startMs + SWITCHED_OFF_MS, () => mend(world));
  },
};
