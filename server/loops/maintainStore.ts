/**
 * The store's own upkeep as jobs: folding the derived series, partitions ahead, compaction, retention.
 * Folding is adaptive: while flushes come it runs five times a second, so that a number is on the screen well within a second of
 * its acknowledgement; when nothing comes it slows down to once a second.
 */
import type { TelemetryMaintenance } from "../store/telemetryStore.ts";
import type { Job } from "./repeat.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const FOLD_BUSY_MS = 200;

/** The jobs; `now` is the clock, Unix milliseconds. */
export function maintenanceJobs(store: TelemetryMaintenance, now: () => number): Job[] {
  let foldWait = FOLD_BUSY_MS;
  return [
    {
      name: "fold derived series",
      step: async () => {
        const folded = await store.foldDerived();
        foldWait = folded > 0 ? FOLD_BUSY_MS : Math.min(foldWait * 2, SECOND);
        return foldWait;
      },
    },
    {
      name: "make partitions ahead",
      step: async () => {
        await store.makePartitionsAhead(now());
        return 10 * MINUTE;
      },
    },
    { name: "compact blocks", step: async () => ((await store.compact(now())) > 0 ? 0 : 5 * SECOND) },
    {
      name: "drop what retention no longer covers",
      step: async () => ((await store.dropExpired(now())).length > 0 ? SECOND : MINUTE),
    },
  ];
}
