/** Writes each second's tallies to the store; those of seconds in which it was away are kept and written when it is back. */
import type { TelemetryWriter } from "../store/telemetryStore.ts";
import type { Tally } from "./tally.ts";

export interface TallyKeeper {
  /** Writes what is left and stops. */
  close(): Promise<void>;
}

export interface TallyKeeperOptions {
  readonly store: Pick<TelemetryWriter, "appendTally">;
  readonly tenant?: number;
  readonly slot?: number;
}

export function keepTallies(tally: Tally, { store, tenant = 1, slot = 0 }: TallyKeeperOptions): TallyKeeper {
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    const seconds = tally.takeSeconds();
    if (seconds.length === 0) return;
    try {
      await store.appendTally({ tenant }, slot, seconds);
    } catch {
      // The flushes report an outage; the numbers wait here.
      tally.giveBack(seconds);
    }
  }
  function tick(): void {
    writing ??= write().finally(() => {
      writing = null;
    });
  }

  const timer = setInterval(tick, 1_000);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}
