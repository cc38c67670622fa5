/**
 * Alerts that should have evidence and have none, found once when leading begins: those that fire (whoever led before was killed before it
 * had gathered), and those that fired in a past that was written. Of the latter nothing is gathered before the history of it is told, for
 * a while: what changed just before an alert is part of what shows it.
 * Units: Unix milliseconds. Errors: those of the store; the same is then tried again.
 */
import type { AlertEpisode, AlertStore } from "../../store/alertStore.ts";
import type { StateReader } from "../../store/stateStore.ts";
import type { PastDoor } from "../writtenPast.ts";
import type { LedgerEntry } from "./alertLedger.ts";
import type { EvidenceGatherer } from "./gatherAtFiring.ts";
import type { RuleBook } from "./ruleBook.ts";

export interface RecallTools {
  readonly past: PastDoor | null;
  readonly store: Pick<AlertStore, "readEpisodesAt" | "readEpisodes"> & Pick<StateReader, "readState">;
  readonly tenant: number;
  readonly now: () => number;
  readonly book: Pick<RuleBook, "isWhole">;
  readonly gatherer: Pick<EvidenceGatherer, "add">;
}

/** Of a past, the newest first. */
const MOST_OF_PAST = 300;
const LOOK_EACH_MS = 2_000;
const LONGEST_WAIT_MS = 120_000;

export class EvidenceRecall {
  private hasOpen = false;
  private hasPast = false;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private sinceMs: number | null = null;

  constructor(private readonly tools: RecallTools) {}

  async recall(): Promise<void> {
    const { store, tenant, now, book } = this.tools;
    if (!this.hasOpen && book.isWhole) {
      this.add(await store.readEpisodesAt({ tenant, atMs: now() }));
      this.hasOpen = true;
    }
    if (this.hasPast || Math.abs(now() - this.lookedMs) < LOOK_EACH_MS) return;
    this.lookedMs = now();
    this.sinceMs ??= now();
    const past = await this.tools.past?.read();
    if (past?.phase === "written") {
      const { window } = past;
      const { toldUntilMs } = await store.readState({ tenant, atMs: window.endMs });
      const isTold = toldUntilMs !== null && toldUntilMs >= window.endMs;
      if (!isTold && now() - this.sinceMs < LONGEST_WAIT_MS) return;
      this.add((await store.readEpisodes({ tenant, window, limit: MOST_OF_PAST })).episodes);
    }
    this.hasPast = true;
  }

  private add(episodes: readonly AlertEpisode[]): void {
    for (const episode of episodes)
      if (episode.evidence === null && episode.firedMs !== null) this.tools.gatherer.add(entryOf(episode), false);
  }
}

function entryOf({ name, source, evidence: _evidence, ...episode }: AlertEpisode): LedgerEntry {
  const { resolvedMs, activeMs } = episode;
  const state = resolvedMs === null ? "firing" : "inactive";
  return { alert: { ...episode, state, keepFiringSinceMs: null, evaluatedMs: resolvedMs ?? activeMs }, name, source };
}
