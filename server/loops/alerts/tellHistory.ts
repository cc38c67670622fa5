/**
 * Tells the history of the system what became of alerts, one event a turn, in their order; a turn told twice is one event.
 * Errors: those of the store; what was not told is told with the next step.
 */
import { domainCode } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { applyPatch, type Happening, type ThingState } from "../../model/state.ts";
import type { StateReader, StateWriter } from "../../store/stateStore.ts";
import { firingHappening, isUnknown, knownHappening, overHappening, thingOfAlert } from "./alertHappening.ts";
import type { Turn } from "./alertLedger.ts";

/** Of one step, so that it stays short. */
const MOST_AT_ONCE = 200;
const WAIT_MS = 500;

export interface HistoryTools {
  readonly store: Pick<StateWriter, "reportEvent"> & Pick<StateReader, "readState">;
  readonly tenant: number;
  readonly log: Log;
  readonly now: () => number;
}

export class HistoryTeller {
  private readonly queue: Turn[] = [];

  constructor(private readonly tools: HistoryTools) {}

  get waiting(): number {
    return this.queue.length;
  }

  add(turns: readonly Turn[]): void {
    for (const turn of turns) this.queue.push(turn);
  }

  /** Resolves to how long to wait. */
  async step(): Promise<number> {
    if (this.queue.length === 0) return WAIT_MS;
    const { store, tenant, now } = this.tools;
    const { state } = await store.readState({ tenant, atMs: now() });
    const known = new Map(state);
    for (let told = 0; told < MOST_AT_ONCE; told++) {
      const turn = this.queue[0];
      if (!turn) return WAIT_MS;
      const before = known.get(thingOfAlert(turn.entry));
      const happening = happeningOf(turn, before);
      if (happening !== null) {
        await this.report(turn, happening);
        applyPatch(known, happening.thing, happening.patch);
      }
      this.queue.shift();
    }
    return 0;
  }

  private async report(turn: Turn, happening: Happening): Promise<void> {
    const { store, tenant, log } = this.tools;
    const { ruleKey, fingerprint, activeMs } = turn.entry.alert;
    const dedupe = JSON.stringify(["alert", ruleKey, fingerprint, activeMs, turn.to, happening.atMs]);
    try {
      await store.reportEvent({ tenant, derivation: "alerts", happening, dedupe });
    } catch (error) {
      // Older than what the history keeps: nobody could see it.
      if (domainCode(error) !== "INVALID") throw error;
      log.info({ error, title: happening.title }, "an alert's turn is older than the history");
    }
  }
}

/** Null when it is known already that its rule can be judged, or cannot. */
function happeningOf(turn: Turn, before: ThingState | undefined): Happening | null {
  const { entry } = turn;
  if (turn.to === "firing") return firingHappening(entry, before);
  if (turn.to === "unknown") return isUnknown(before) ? null : knownHappening(entry, turn.why, turn.atMs, before);
  if (turn.to === "known") return isUnknown(before) ? knownHappening(entry, null, turn.atMs, before) : null;
  return overHappening(entry, before);
}
