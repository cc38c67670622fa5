/**
 * The demo at work: writes what is missing of the past, then goes on live, and notes in its diary how far it has come.
 *
 *   past, minute by minute, several in flight -> live, five seconds at a time
 *
 * A chunk counts as written when all its requests were acknowledged and all chunks before it too.
 * Units: Unix milliseconds.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Diary, Entry } from "./diary.ts";
import type { Topology } from "./engine/topology.ts";
import { type Chunk, Player, stretchStart } from "./player.ts";
import { type Episode, earlierToLast, placedBefore, recoveredMs, scenarioNamed } from "./scenarios/all.ts";
import type { Sender } from "./sender.ts";

const PAST_CHUNK_MS = 60_000;
const LIVE_CHUNK_MS = 5_000;
const CHUNKS_IN_FLIGHT = 3;

export interface BroadcastOptions {
  readonly topology: Topology;
  readonly seed: string;
  readonly endpoint: string;
  readonly sender: Sender;
  readonly diary: Diary;
  /** What an earlier run left, when it can be trusted. */
  readonly earlier: Entry | null;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** How much of the past is written where there is none. */
  readonly pastMs: number;
  /** Nothing goes wrong in it. */
  readonly isCalm: boolean;
  readonly say: (sentence: string) => void;
}

export interface Written {
  spans: number;
  points: number;
  logs: number;
}

export class Broadcast {
  readonly written: Written = { spans: 0, points: 0, logs: 0 };
  private readonly player: Player;
  private readonly bornMs: number;
  private readonly episodes: Episode[];
  private atMs: number;

  constructor(private readonly options: BroadcastOptions) {
    const nowMs = options.now();
    const { pastMs } = options;
    const earlier = options.earlier && nowMs - options.earlier.writtenToMs < pastMs ? options.earlier : null;
    const fromMs = earlier?.writtenToMs ?? Math.floor((nowMs - pastMs) / PAST_CHUNK_MS) * PAST_CHUNK_MS;
    const checkpoint = earlier?.checkpoint ?? stretchStart(fromMs);
    this.bornMs = earlier?.bornMs ?? checkpoint.startMs;
    this.episodes = [...(earlier?.episodes ?? (options.isCalm ? [] : placedBefore(nowMs, pastMs)))];
    this.atMs = fromMs;
    const { topology, seed } = options;
    const { bornMs, episodes } = this;
    this.player = new Player({ topology, seed, bornMs, episodes, checkpoint, quietUntilMs: fromMs });
  }

  /** Everything before is written, once `catchUp` is over. */
  get writtenToMs(): number {
    return this.atMs;
  }

  /** Where this run begins to write. */
  get fromMs(): number {
    return this.atMs;
  }

  /** Writes everything up to now; goes on until the gap is shorter than a live chunk. */
  async catchUp(): Promise<void> {
    const open: Promise<void>[] = [];
    for (;;) {
      const gapMs = this.options.now() - this.atMs;
      if (gapMs < LIVE_CHUNK_MS) break;
      const stepMs = gapMs >= PAST_CHUNK_MS ? PAST_CHUNK_MS : LIVE_CHUNK_MS;
      const chunk = this.player.advance(Math.floor(this.atMs / stepMs + 1) * stepMs);
      this.atMs = chunk.endMs;
      if (chunk.settledMs > this.options.now()) await this.until(chunk.settledMs);
      open.push(this.send(chunk, open[open.length - 1]));
      if (open.length >= CHUNKS_IN_FLIGHT) await open.shift();
    }
    await Promise.all(open);
    this.options.diary.publish(this.episodes);
  }

  /** Live until aborted. */
  async live(): Promise<void> {
    while (!this.options.signal.aborted) {
      await this.until(this.atMs + LIVE_CHUNK_MS);
      await this.catchUp();
    }
  }

  /** Begins a scenario a few seconds from now, of another length when told. Throws when another is not over yet. */
  begin(name: string, lastsMs: number | null = null): Episode {
    const earlierMs = lastsMs === null ? 0 : earlierToLast(name, lastsMs);
    scenarioNamed(name);
    const startMs = Math.ceil((this.options.now() + 1_000) / 1_000) * 1_000;
    const running = this.episodes.find((one) => startMs >= one.startMs && startMs < recoveredMs(one));
    if (running) {
      const left = Math.ceil((recoveredMs(running) - startMs) / 60_000);
      throw new Error(`The scenario ${running.scenario} is not over; try again in ${left} min.`);
    }
    const episode = this.player.begin(name, Math.max(startMs, this.atMs), earlierMs);
    this.episodes.push(episode);
    this.options.diary.publish(this.episodes);
    return episode;
  }

  private async send(chunk: Chunk, before: Promise<void> | undefined): Promise<void> {
    const sent = chunk.batches.map(async ({ signal, batch }) => {
      if (!(await this.options.sender.send(signal, batch.bytes))) return;
      if (signal === "traces") this.written.spans += batch.records;
      else if (signal === "metrics") this.written.points += batch.records;
      else this.written.logs += batch.records;
    });
    await Promise.all([before, ...sent]);
    const { endpoint, diary } = this.options;
    const { bornMs, episodes } = this;
    diary.write({
      endpoint,
      bornMs,
      episodes,
      writtenToMs: chunk.endMs,
      checkpoint: chunk.checkpoint,
      traceId: chunk.traceId,
    });
  }

  private async until(ms: number): Promise<void> {
    await pause(Math.max(0, ms - this.options.now()) + 20, undefined, { signal: this.options.signal });
  }
}
