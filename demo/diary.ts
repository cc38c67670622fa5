/**
 * What the demo remembers between starts, in the data directory: how far it has written, which scenarios ran when, and the
 * checkpoint from which the rest follows. Kept in two files, since the checkpoint is large and seldom new.
 * Trusted only for the same door, and while the product still has the trace named here: a fresh database makes it void.
 * Errors: a file that is missing or makes no sense is as good as none.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "./player.ts";
import { type Episode, endedMs, recoveredMs, scenarioNamed } from "./scenarios/all.ts";

/** Changes when the shop or its simulation changes so much that an older diary cannot be continued. */
const EDITION = 2;

export interface Entry {
  readonly endpoint: string;
  readonly bornMs: number;
  readonly episodes: readonly Episode[];
  readonly writtenToMs: number;
  readonly checkpoint: Checkpoint;
  /** Hexadecimal id of a trace that was acknowledged lately; "" before the first. */
  readonly traceId: string;
}

export class Diary {
  private readonly folder: string;
  private checkpointMs = Number.NaN;

  constructor(dataDir: string) {
    this.folder = join(dataDir, "demo");
    mkdirSync(this.folder, { recursive: true });
  }

  read(): Entry | null {
    try {
      const { edition, checkpointMs, ...entry } = JSON.parse(readFileSync(join(this.folder, "diary.json"), "utf8"));
      if (edition !== EDITION) return null;
      const checkpoint = JSON.parse(readFileSync(this.checkpointPath(checkpointMs), "utf8"));
      for (const episode of entry.episodes) scenarioNamed(episode.scenario);
      return { ...entry, checkpoint };
    } catch {
      return null;
    }
  }

  write(entry: Entry): void {
    const { checkpoint, ...rest } = entry;
    const before = this.checkpointMs;
    if (before !== checkpoint.startMs) {
      this.replace(this.checkpointPath(checkpoint.startMs), checkpoint);
      this.checkpointMs = checkpoint.startMs;
    }
    this.replace(join(this.folder, "diary.json"), { edition: EDITION, checkpointMs: checkpoint.startMs, ...rest });
    if (before !== checkpoint.startMs && !Number.isNaN(before)) rmSync(this.checkpointPath(before), { force: true });
  }

  /** The scenarios placed so far with their truth, for whoever wants to check what the product found. */
  publish(episodes: readonly Episode[]): void {
    const list = episodes.map((episode) => {
      const { name, truth, shortening } = scenarioNamed(episode.scenario);
      const { earlierMs = 0 } = episode;
      const timeline = truth.timeline.map((one) =>
        one.offsetSeconds * 1000 < (shortening?.endingMs ?? Number.POSITIVE_INFINITY)
          ? one
          : { ...one, offsetSeconds: one.offsetSeconds - earlierMs / 1000 },
      );
      return {
        name,
        startedAt: new Date(episode.startMs).toISOString(),
        endedAt: new Date(endedMs(episode)).toISOString(),
        recoveredAt: new Date(recoveredMs(episode)).toISOString(),
        ...truth,
        timeline,
      };
    });
    this.replace(join(this.folder, "scenarios.json"), list);
  }

  private checkpointPath(startMs: number): string {
    return join(this.folder, `checkpoint-${startMs}.json`);
  }

  private replace(path: string, value: unknown): void {
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}
