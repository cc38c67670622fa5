/** Every scenario by name, and where in the past they are placed when the demo starts for the first time. */
import { badDeploy } from "./badDeploy.ts";
import { cascadingFailure } from "./cascadingFailure.ts";
import { memoryLeak } from "./memoryLeak.ts";
import { queueDelay } from "./queueDelay.ts";
import { regionPartition } from "./regionPartition.ts";
import { retryAvalanche } from "./retryAvalanche.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [
  cascadingFailure,
  badDeploy,
  memoryLeak,
  regionPartition,
  queueDelay,
  retryAvalanche,
];

/** One run of a scenario. */
export interface Episode {
  readonly scenario: string;
  readonly startMs: number;
  /** Its end begins so much earlier than usual. */
  readonly earlierMs?: number;
}

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (!found)
    throw new Error(`There is no scenario ${name}; choose one of ${SCENARIOS.map((one) => one.name).join(", ")}.`);
  return found;
}

/** Before a scenario it must be seen how things usually are. */
const CALM_BEFORE_MS = 20 * 60_000;

/** The runs placed before this instant that fit into a past of this length, oldest first; each begins on a whole minute. */
export function placedBefore(nowMs: number, pastMs = Number.POSITIVE_INFINITY): Episode[] {
  return SCENARIOS.filter(({ placedBeforeMs }) => placedBeforeMs + CALM_BEFORE_MS <= pastMs)
    .map(({ name, placedBeforeMs }) => ({
      scenario: name,
      startMs: Math.floor((nowMs - placedBeforeMs) / 60_000) * 60_000,
    }))
    .sort((a, b) => a.startMs - b.startMs);
}

/** When an episode's effects are surely over. */
export function recoveredMs(episode: Episode): number {
  return endedMs(episode) + scenarioNamed(episode.scenario).recoveryMs;
}

export function endedMs({ scenario, startMs, earlierMs = 0 }: Episode): number {
  return startMs + scenarioNamed(scenario).durationMs - earlierMs;
}

/** By how much a scenario must end earlier to last so long. Throws where it cannot, or not so short. */
export function earlierToLast(name: string, lastsMs: number): number {
  const { durationMs, shortening } = scenarioNamed(name);
  const minutes = (ms: number) => `${ms / 60_000} min`;
  if (lastsMs === durationMs) return 0;
  if (!shortening) throw new Error(`The scenario ${name} always lasts ${minutes(durationMs)}.`);
  if (lastsMs < shortening.leastMs || lastsMs > durationMs)
    throw new Error(`The scenario ${name} lasts ${minutes(shortening.leastMs)} to ${minutes(durationMs)}.`);
  return durationMs - lastsMs;
}
