/**
 * What somebody changed shortly before: deploys, flags, configuration, scaling, restarts, experiments, of the services concerned first and
 * of anything else when they have none. Newest first.
 */
import { type EventKind, type StateEvent, thingOf } from "../model/state.ts";
import type { TimeWindow } from "../model/time.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import type { StateReader } from "../store/stateStore.ts";

const CHANGES: readonly EventKind[] = ["deployed", "featureFlag", "configuration", "scaled", "restarted", "chaos"];
const BEFORE_MS = 30 * 60_000;
const MOST_READ = 500;
const MOST_TOLD = 8;

export interface ChangesQuery {
  readonly tenant: number;
  readonly services: ReadonlySet<string>;
  readonly window: TimeWindow;
}

export async function changesBefore(
  store: Pick<StateReader, "readEvents">,
  { tenant, services, window }: ChangesQuery,
): Promise<AlertEvidence["changes"]> {
  const { events } = await store.readEvents({
    ...{ tenant, kinds: CHANGES, order: "newest", limit: MOST_READ },
    window: { startMs: Math.max(0, window.startMs - BEFORE_MS), endMs: window.endMs },
  });
  const own = events.filter((event) => isAbout(event, services));
  return (own.length > 0 ? own : events)
    .slice(0, MOST_TOLD)
    .map(({ atMs, title, thing }) => ({ atMs, title, thing: thing as string }));
}

/** The names of what belongs to a service (its placements, versions, instances) begin with the service's. */
function isAbout({ thing }: StateEvent, services: ReadonlySet<string>): boolean {
  const { kind, names } = thingOf(thing);
  if (["service", "placement", "version", "instance", "subject"].includes(kind)) return services.has(names[0] ?? "");
  return kind === "peer" && services.has(names[1] ?? "");
}
