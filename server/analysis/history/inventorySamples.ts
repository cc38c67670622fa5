/** Sightings for tests of the inventory, in minutes after a start and written as short as a test can read, and what is told of them. */
import type { Happening, SystemState } from "../../model/state.ts";
import { tellInventory } from "./inventory.ts";
import type { Activity, Seen } from "./inventoryFacts.ts";

export const START_MS = Date.UTC(2026, 10, 21, 8);
export const MINUTE_MS = 60_000;
export const at = (minutes: number) => START_MS + Math.round(minutes * MINUTE_MS);
export const minutesOf = (atMs: number) => Math.round(((atMs - START_MS) / MINUTE_MS) * 100) / 100;
export const NOTHING: SystemState = new Map();

export interface Life {
  readonly service?: string;
  readonly instance: string;
  readonly version?: string;
  readonly region?: string;
  readonly host?: string;
  readonly pod?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
}
export function seen({ service = "payments", instance, version = "1", region = "eu-west", ...life }: Life): Seen {
  const { host = "", pod, more = {}, from, to } = life;
  const attributes = { "service.name": service, ...(pod !== undefined && { "k8s.pod.name": pod }), ...more };
  return {
    service,
    instance,
    version,
    environment: "production",
    region,
    zone: "",
    host,
    attributes,
    firstSeenMs: at(from),
    lastSeenMs: at(to),
  };
}
export const tell = (lives: readonly Life[], untilMinutes: number, activity: readonly Activity[] = []) =>
  tellInventory(lives.map(seen), activity, NOTHING, { startMs: START_MS, endMs: at(untilMinutes) });
export const titles = (told: readonly Happening[], ...kinds: string[]) =>
  told.filter(({ kind }) => kinds.includes(kind)).map(({ atMs, title }) => `${minutesOf(atMs)} ${title}`);
/** A new instance every second, each over when the next begins. */
export const crashing = (fromMinutes: number, times: number, life: Partial<Life> = { host: "h9" }): Life[] =>
  Array.from({ length: times }, (_, i) => {
    const from = fromMinutes + i / 60;
    return { instance: `crash ${fromMinutes} ${i}`, ...life, from, to: from + 0.9 / 60 };
  });
