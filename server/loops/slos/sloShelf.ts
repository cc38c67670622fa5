/**
 * The entries of the book by their definitions: which SLOs there are, with what was counted of them before, and what is wrong with any.
 * Errors: the database's and the store's.
 */
import { CountSums } from "../../analysis/slo/countSums.ts";
import { DAY_MS } from "../../analysis/slo/sloWindows.ts";
import { type EnabledSlo, isSame } from "../../db/sloBody.ts";
import { SLO_STEP_MS, type SloCounts } from "../../model/slo.ts";
import type { SloCursor, SloStore, SloTrouble } from "../../store/sloStore.ts";
import { orphans, provisionSlos } from "./provisionSlos.ts";
import { type DefinitionsDb, SloDefinitions } from "./sloDefinitions.ts";
import { heldLengthMs, newEntry, type SloEntry } from "./sloEntry.ts";
import { type ReadFolder, SloFiles } from "./sloFiles.ts";

/** A folder of files that define SLOs. */
export interface Provisioning {
  readonly folder: string;
}
export interface ShelfOptions {
  readonly store: SloStore;
  readonly db: DefinitionsDb;
  readonly tenant: number;
  readonly now: () => number;
  readonly provisioning: Provisioning | null;
}

/** SLOs whose counts are read by one question, at the start. */
const AT_ONCE = 25;

export class SloShelf {
  /** Grows whenever a definition came, changed or went; 0: they were not read yet. */
  version = 0;
  private all = new Map<string, SloEntry>();
  private readonly definitions: SloDefinitions;
  private readonly files: SloFiles | null;
  private fileTroubles: readonly SloTrouble[] = [];
  private folder: ReadFolder | null = null;
  /** The definitions that the folder was taken over into. */
  private provisionedFor: string | null = null;
  private told: readonly SloTrouble[] | null = null;
  private cursors: Map<string, SloCursor> | null = null;

  constructor(private readonly options: ShelfOptions) {
    const { db, provisioning } = options;
    this.definitions = new SloDefinitions(db);
    this.files = provisioning ? new SloFiles(provisioning.folder) : null;
  }

  get entries(): readonly SloEntry[] {
    return [...this.all.values()];
  }

  get(id: string): SloEntry | undefined {
    return this.all.get(id);
  }

  /** Reads files and definitions again, and makes the entries follow them. `sinceMs`: what files define anew is in force since then. */
  async refresh(sinceMs?: number): Promise<void> {
    const slos = await this.definitions.read();
    await this.follow(this.files === null ? slos : await this.provision(this.files, slos, sinceMs));
    if (this.files === null) this.fileTroubles = orphans(slos);
  }

  /** Files are taken over again when they change, and when definitions do: a name may have become free. Tried again after a failure. */
  private async provision(
    files: SloFiles,
    slos: readonly EnabledSlo[],
    sinceMs?: number,
  ): Promise<readonly EnabledSlo[]> {
    const fresh = await files.refresh();
    if (fresh !== null) [this.folder, this.provisionedFor] = [fresh, null];
    const defined = keyOf(slos);
    if (this.folder === null || this.provisionedFor === defined) return slos;
    const { hasChanged, troubles } = await provisionSlos(this.options.db, this.folder, slos, sinceMs);
    const next = hasChanged ? await this.definitions.read() : slos;
    [this.fileTroubles, this.provisionedFor] = [troubles, keyOf(next)];
    return next;
  }

  /** Writes down what somebody has to mend, where another process can read it. */
  async tellProblems(): Promise<void> {
    const { store, tenant } = this.options;
    const ofEntries = this.entries.flatMap(({ slo, problem }): SloTrouble[] =>
      problem === null
        ? []
        : [{ slo: slo.name, file: slo.file, line: null, message: `It cannot be counted: ${problem}` }],
    );
    const problems = [...this.fileTroubles, ...ofEntries];
    if (this.told !== null && isSame(this.told, problems)) return;
    await store.writeSloProblems({ tenant, problems });
    this.told = problems;
  }

  private async follow(slos: readonly EnabledSlo[]): Promise<void> {
    const next = new Map<string, SloEntry>();
    const fresh: EnabledSlo[] = [];
    for (const slo of slos) {
      const entry = this.all.get(slo.id);
      if (!entry) fresh.push(slo);
      else next.set(slo.id, entry.slo === slo ? entry : await this.changed(entry, slo));
    }
    for (const entry of await this.load(fresh)) next.set(entry.slo.id, entry);
    const gone = [...this.all.keys()].filter((id) => !next.has(id));
    const hasChanged = fresh.length > 0 || gone.length > 0 || slos.some((slo) => this.all.get(slo.id)?.slo !== slo);
    this.all = new Map(
      slos.flatMap(({ id }) => {
        const entry = next.get(id);
        return entry ? [[id, entry] as const] : [];
      }),
    );
    if (hasChanged || this.version === 0) this.version++;
    await this.forgetGone(gone);
  }

  /** Its words may have changed, or what it counts. */
  private async changed(entry: SloEntry, slo: EnabledSlo): Promise<SloEntry> {
    if (!(await this.definitions.isCountedAs(slo, entry.revision))) return newEntry(slo, this.options.now());
    const { sums } = entry;
    const isSliced = isSame(entry.slo.slices, slo.slices);
    const next = isSliced ? sums : new CountSums(slo, sums.read({ startMs: sums.startMs, endMs: sums.endMs }));
    entry.slo = slo;
    entry.sums = next;
    return entry;
  }

  /** New ones: what an earlier leader counted of them is read back. */
  private async load(slos: readonly EnabledSlo[]): Promise<SloEntry[]> {
    if (slos.length === 0) return [];
    const { store, tenant, now } = this.options;
    const cursors = this.cursors ?? new Map((await store.readSloCursors({ tenant })).map((one) => [one.slo, one]));
    const entries: SloEntry[] = [];
    const counted: { entry: SloEntry; cursor: SloCursor }[] = [];
    for (const slo of slos) {
      const entry = newEntry(slo, now());
      const cursor = cursors.get(slo.id);
      entries.push(entry);
      if (cursor && (await this.definitions.isCountedAs(slo, cursor.revision))) counted.push({ entry, cursor });
    }
    for (let i = 0; i < counted.length; i += AT_ONCE) await this.readBack(counted.slice(i, i + AT_ONCE));
    const known = new Set(slos.map(({ id }) => id));
    const isFirst = this.cursors === null;
    this.cursors = new Map();
    if (isFirst) await this.forgetGone([...cursors.keys()].filter((id) => !known.has(id)));
    return entries;
  }

  private async readBack(counted: readonly { entry: SloEntry; cursor: SloCursor }[]): Promise<void> {
    const { store, tenant } = this.options;
    const untilMs = Math.max(...counted.map(({ cursor }) => cursor.untilMs));
    const sinceMs = Math.min(
      ...counted.map(({ entry, cursor }) => Math.max(cursor.sinceMs, cursor.untilMs - heldLengthMs(entry.slo))),
    );
    const slos = counted.map(({ cursor }) => cursor.slo);
    const read = await store.readManySloCounts({ tenant, slos, window: { startMs: sinceMs, endMs: untilMs } });
    for (const { entry, cursor } of counted) {
      const counts = read.get(cursor.slo);
      if (!counts) continue;
      entry.revision = cursor.revision;
      entry.cursor = cursor;
      entry.sums = new CountSums(entry.slo, knownPart(counts, cursor));
    }
  }

  private async forgetGone(ids: readonly string[]): Promise<void> {
    const { store, tenant } = this.options;
    for (const slo of ids) await store.forgetSlo({ tenant, slo });
  }
}

const keyOf = (slos: readonly EnabledSlo[]) => slos.map(({ id, revision }) => `${id} ${revision}`).join();

/** From the first minute with data to where counting stood; a day of silence where there is none. */
function knownPart({ startMs, bad, valid }: SloCounts, { sinceMs, untilMs }: SloCursor): SloCounts {
  const found = valid.findIndex((count) => !Number.isNaN(count));
  const firstMs = found < 0 ? Math.max(sinceMs, startMs, untilMs - DAY_MS) : startMs + found * SLO_STEP_MS;
  const [from, to] = [firstMs, untilMs].map((atMs) => Math.max(0, (atMs - startMs) / SLO_STEP_MS));
  return { startMs: firstMs, bad: bad.subarray(from, to), valid: valid.subarray(from, to) };
}
