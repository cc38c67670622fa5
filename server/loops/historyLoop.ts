/**
 * Tells the history of the system from telemetry: a job of the leader, every ten seconds up to a little before now, and again from
 * wherever telemetry came in late. What is told is a function of what is stored, so that a restart, a gap or telling again changes nothing.
 *
 *   told ──────────────┬ watermark ┬ now
 *        late ▲────────┴ told again
 *
 * Told in pieces of an hour at most, each with its cursor in one transaction. What is still to be told again after a restart stands in the
 * cursors' memo (`lateMs`). Telling again takes a quarter of the time at the most; late telemetry older than a day is counted nowhere.
 * Errors: the store's; the same piece is then told again.
 */
import { STEP_MS } from "../analysis/history/callTrack.ts";
import type { Log } from "../log.ts";
import type { PromQl } from "../series/ask.ts";
import type { Derivation, HistoryRewrite } from "../store/stateStore.ts";
import { Frontier } from "./historyFrontier.ts";
import { HealthTelling } from "./historyHealth.ts";
import { InventoryTelling, type ToldStretch, tellExceptionStretch } from "./historyInventory.ts";
import { LatePlan } from "./historyLate.ts";
import { type HistoryStore, readBeginning, readNewest } from "./historyReads.ts";
import type { Job } from "./repeat.ts";

export interface HistoryOptions {
  readonly store: HistoryStore;
  readonly ask: PromQl["ask"];
  readonly tenant: number;
  /** How far back raw telemetry is kept. */
  readonly retentionMs: number;
  readonly log: Log;
  readonly now: () => number;
}

/** Telemetry is waited for this long. */
const BEHIND_MS = 15_000;
const EVERY_MS = 10_000;
const PIECE_MS = 3_600_000;
/** What retention is about to take is not begun with. */
const MARGIN_MS = 600_000;
const DERIVATIONS = ["inventory", "health", "exceptions"] as const satisfies readonly Derivation[];

interface Memo {
  /** History begins here. */
  readonly beganMs: number;
  /** From here on it is to be told again; null when nothing is. */
  readonly lateMs: number | null;
}

export class HistoryLoop {
  private readonly health: HealthTelling;
  private readonly inventory: InventoryTelling;
  private readonly late: LatePlan;
  private readonly frontier = new Frontier();
  private beganMs: number | null = null;
  private toldMs = 0;
  private isResumed = false;

  constructor(private readonly options: HistoryOptions) {
    this.health = new HealthTelling(options);
    this.inventory = new InventoryTelling(options.store, options.tenant);
    this.late = new LatePlan();
  }

  job(): Job {
    return {
      name: "tell the history",
      step: async () => {
        const began = this.options.now();
        try {
          await this.pass();
        } catch (error) {
          this.restart();
          throw error;
        }
        return Math.max(0, EVERY_MS - (this.options.now() - began));
      },
    };
  }

  /** Tells everything up to the watermark. */
  async pass(): Promise<void> {
    const { store, tenant, now } = this.options;
    if (!this.isResumed) await this.resume();
    const watermarkMs = floorStep(now() - BEHIND_MS);
    const { fromMs, token } = await store.readLate({ tenant });
    if (this.beganMs === null) await this.findBeginning(watermarkMs);
    if (this.beganMs === null) return;
    const untilMs = await this.frontier.reach(this.toldMs, watermarkMs, () => this.readNewest());
    this.late.add(fromMs, now());
    const again = this.late.due(now());
    if (again !== null && again < this.toldMs) this.goBack(again);
    for (let atMs = this.startOf(again); atMs < untilMs; ) {
      const endMs = Math.min(untilMs, atMs + PIECE_MS);
      await this.tellPiece(atMs, endMs, again !== null);
      atMs = endMs;
    }
    this.late.done(again, now());
    await this.saveMemo();
    await store.forgetLate({ tenant, token });
    while ((await store.keepSnapshots({ tenant })) > 0);
  }

  private startOf(again: number | null): number {
    return again === null ? this.toldMs : Math.min(this.toldMs, Math.max(floorStep(again), this.beganMs ?? 0));
  }

  /** Where telling left off, as it stands in the store. */
  private async resume(): Promise<void> {
    const { store, tenant } = this.options;
    const cursors = await Promise.all(
      DERIVATIONS.map((derivation) => store.readDerivationCursor({ tenant, derivation })),
    );
    const memos = cursors.map((cursor) => cursor?.memo as Memo | undefined);
    const known = memos.find((memo) => memo !== undefined);
    this.beganMs = known?.beganMs ?? null;
    this.toldMs = Math.min(...cursors.map((cursor) => cursor?.untilMs ?? this.beganMs ?? 0));
    this.late.restore(memos.flatMap((memo) => memo?.lateMs ?? []));
    this.isResumed = true;
  }

  private restart(): void {
    this.isResumed = false;
    this.health.forget();
    this.inventory.forget();
  }

  private async findBeginning(untilMs: number): Promise<void> {
    const { store, tenant, retentionMs, now } = this.options;
    const window = { startMs: Math.max(0, now() - retentionMs + MARGIN_MS), endMs: untilMs };
    const first = await readBeginning(store, tenant, window);
    if (first === null || floorStep(first) >= untilMs) return;
    this.beganMs = floorStep(first);
    this.toldMs = this.beganMs;
    this.options.log.info({ sinceMs: this.beganMs }, "history begins with the first telemetry");
  }

  private readNewest(): Promise<number | null> {
    const { store, tenant, now } = this.options;
    return readNewest(store, tenant, { startMs: this.toldMs, endMs: now() });
  }

  private goBack(atMs: number): void {
    this.beganMs = Math.min(this.beganMs ?? atMs, floorStep(atMs));
    this.inventory.forget();
  }

  private async tellPiece(fromMs: number, untilMs: number, isAgain: boolean): Promise<void> {
    const { store, tenant, now } = this.options;
    const beganMs = this.beganMs ?? fromMs;
    const toldMs = Math.max(this.toldMs, untilMs);
    const health = await this.health.tell(fromMs, untilMs);
    const inventory = await this.inventory.tell(fromMs, untilMs, beganMs, this.health.activity());
    const exceptions = await tellExceptionStretch(store, tenant, { startMs: fromMs, endMs: untilMs }, beganMs);
    const lateMs = this.late.lateAfter(isAgain && untilMs < this.toldMs ? untilMs : null, isAgain);
    const knownMs = now();
    const write = (derivation: Derivation, told: ToldStretch & Pick<HistoryRewrite, "frames">) =>
      store.rewriteHistory({
        tenant,
        derivation,
        ...told,
        knownMs,
        cursor: { untilMs: toldMs, memo: { beganMs, lateMs } },
      });
    await write("inventory", inventory);
    const window = { startMs: fromMs + STEP_MS, endMs: untilMs + STEP_MS };
    await write("health", { window, ...health });
    await write("exceptions", exceptions);
    this.toldMs = toldMs;
  }

  /** What is late and not yet due stays known, though the store is told to forget it. */
  private async saveMemo(): Promise<void> {
    if (!this.late.isUnsaved || this.beganMs === null) return;
    const { store, tenant, now } = this.options;
    const memo: Memo = { beganMs: this.beganMs, lateMs: this.late.lateAfter(null, false) };
    const window = { startMs: this.toldMs, endMs: this.toldMs };
    const cursor = { untilMs: this.toldMs, memo };
    await store.rewriteHistory({ tenant, derivation: "exceptions", window, happenings: [], knownMs: now(), cursor });
    this.late.isUnsaved = false;
  }
}

const floorStep = (atMs: number) => Math.floor(atMs / STEP_MS) * STEP_MS;
