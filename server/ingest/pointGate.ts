/**
 * Which data points are let in, judged by their series: no more than an hour behind its newest sample (`too_old_for_series`), and
 * no new series of a metric that has as many as it may (`too_many_series`). A series' first sample may be as old as retention allows.
 *
 * Newest samples are remembered in memory (newestSamples.ts). A series that this process has not met is asked for in the store only
 * when that could matter: its first sample here is more than an hour old, or its metric may be full. So the rule holds across
 * restarts, and nothing is read at start. Where the store cannot be asked, points are let in.
 * Shape: points that are refused leave the columns; issues name the first of each kind.
 */
import type { DecodeIssue, PointColumns, SeriesIssueCode } from "../model/columns.ts";
import type { SeriesReader } from "../store/seriesReader.ts";
import type { SeriesStandings, TelemetryWriter } from "../store/telemetryStore.ts";
import { keepPoints } from "./keepPoints.ts";
import { NewestSamples } from "./newestSamples.ts";
import { SeriesKeys } from "./seriesKeys.ts";
import { SeriesLimit } from "./seriesLimit.ts";
import { labelsOf, metricNameOf, seriesText } from "./seriesText.ts";

/** How far behind the newest sample of its series a sample may be. */
export const LATE_MS = 3_600_000;
/** A new series may lie so far ahead of this clock at most. */
const AHEAD_MS = 2 * 3_600_000;
/** Metrics whose number of series is asked for at start. */
const METRICS_AT_START = 1_000;
/** Series of which one request's labels are looked at when they are refused. */
const LOOKED_AT = 2_000;

export interface PointGateOptions {
  readonly store: Pick<TelemetryWriter, "readSeriesStandings"> & Partial<Pick<SeriesReader, "countSeries">>;
  readonly tenant: number;
  readonly slot: number;
  readonly maxSeriesPerMetric: number;
  readonly nowMs: () => number;
  readonly onTrouble: (cause: unknown) => void;
  readonly newest?: NewestSamples;
}

/** A series that this process has not met: its first point here, and the oldest. */
interface Stranger {
  readonly record: number;
  readonly a: number;
  readonly b: number;
  readonly name: string;
  oldestMs: number;
  isRefused: boolean;
}

export class PointGate {
  private readonly options: PointGateOptions;
  private readonly newest: NewestSamples;
  private readonly limit: SeriesLimit;

  constructor(options: PointGateOptions) {
    this.options = options;
    this.newest = options.newest ?? new NewestSamples();
    this.limit = new SeriesLimit(options.maxSeriesPerMetric);
    options.store
      .countSeries?.({ tenant: options.tenant, limit: METRICS_AT_START })
      .then((counts) => this.limit.begin(counts), options.onTrouble);
  }

  /** Leaves refused points out of `columns`, and says which and why. */
  async admit(columns: PointColumns): Promise<DecodeIssue[]> {
    const request = new GateRequest(columns, this.newest);
    if (request.strangers.size > 0) await this.meet(columns, [...request.strangers.values()]);
    return this.judge(columns, request);
  }

  private async meet(columns: PointColumns, strangers: readonly Stranger[]): Promise<void> {
    const { limit } = this;
    const nowMs = this.options.nowMs();
    const byName = new Map<string, number>();
    for (const { name } of strangers) byName.set(name, (byName.get(name) ?? 0) + 1);
    const full = new Set([...byName].flatMap(([name, more]) => (limit.mayBeFull(name, more) ? [name] : [])));
    const asked = strangers.filter(({ name, oldestMs }) => full.has(name) || oldestMs < nowMs - LATE_MS);
    const known = await this.ask(columns, asked, full, nowMs);
    for (const stranger of strangers) {
      const standing = known?.get(stranger);
      if (standing !== undefined) this.newest.set(stranger.a, stranger.b, standing ?? stranger.oldestMs);
      else if (known === null && full.has(stranger.name)) continue;
      else stranger.isRefused = !limit.take(stranger.name);
    }
  }

  /** Newest samples of those that the store knows; null when it could not be asked. */
  private async ask(
    columns: PointColumns,
    asked: readonly Stranger[],
    full: ReadonlySet<string>,
    nowMs: number,
  ): Promise<Map<Stranger, number | null> | null> {
    const { store, tenant, slot, onTrouble } = this.options;
    const known = new Map<Stranger, number | null>();
    if (asked.length === 0) return known;
    if (store.readSeriesStandings === undefined) return null;
    const names = [...full].filter((name) => this.limit.isStale(name, nowMs));
    const oldestMs = Math.min(...asked.map((stranger) => stranger.oldestMs));
    try {
      const standings: SeriesStandings = await store.readSeriesStandings({
        tenant,
        slot,
        columns,
        records: asked.map(({ record }) => record),
        sinceMs: oldestMs,
        untilMs: nowMs + AHEAD_MS,
        names,
      });
      for (const [name, count] of standings.counts) this.limit.counted(name, count, nowMs);
      asked.forEach((stranger, i) => {
        const standing = standings.series[i];
        if (standing) known.set(stranger, standing.newestMs);
      });
      return known;
    } catch (cause) {
      onTrouble(cause);
      return null;
    }
  }

  private judge(columns: PointColumns, request: GateRequest): DecodeIssue[] {
    const { newest } = this;
    const { keysA, keysB, timesMs, strangers } = request;
    const issues = new Issues();
    let refused: Uint8Array | null = null;
    for (let i = 0; i < columns.count; i++) {
      const [a = 0, b = 0, timeMs = 0] = [keysA[i], keysB[i], timesMs[i]];
      const isStranger = strangers.size > 0 && strangers.get(keyText(a, b))?.isRefused === true;
      const newestMs = isStranger ? Number.NaN : newest.get(a, b);
      const isLate = timeMs < newestMs - LATE_MS;
      if (isStranger || isLate) {
        refused ??= new Uint8Array(columns.count);
        refused[i] = 1;
        issues.add(isStranger ? "too_many_series" : "too_old_for_series", i, newestMs);
        if (isStranger) this.noteRefused(columns, i, issues.count("too_many_series"));
      } else if (!(newestMs >= timeMs)) newest.set(a, b, timeMs);
    }
    if (refused === null) return [];
    const told = issues.tell(columns, this.limit, timesMs);
    keepPoints(columns, refused);
    return told;
  }

  private noteRefused(columns: PointColumns, record: number, count: number): void {
    if (count > LOOKED_AT) return;
    this.limit.refused(metricNameOf(columns, record), labelsOf(columns, record), this.options.nowMs());
  }
}

const keyText = (a: number, b: number) => (a >>> 0) * 2 ** 21 + (b >>> 11);

/** Keys and times of a request's points, and its series that are not known. */
class GateRequest {
  readonly keysA: Int32Array;
  readonly keysB: Int32Array;
  readonly timesMs: Float64Array;
  readonly strangers = new Map<number, Stranger>();

  constructor(columns: PointColumns, newest: NewestSamples) {
    const { count, timeHi, timeLo } = columns;
    this.keysA = new Int32Array(count);
    this.keysB = new Int32Array(count);
    this.timesMs = new Float64Array(count);
    const keys = new SeriesKeys(columns);
    for (let i = 0; i < count; i++) {
      keys.read(i);
      const { a, b } = keys;
      const timeMs = ((timeHi[i] ?? 0) * 2 ** 32 + (timeLo[i] ?? 0)) / 1e6;
      this.keysA[i] = a;
      this.keysB[i] = b;
      this.timesMs[i] = timeMs;
      if (Number.isNaN(newest.get(a, b))) this.meet(columns, i, a, b, timeMs);
    }
  }

  private meet(columns: PointColumns, record: number, a: number, b: number, timeMs: number): void {
    const key = keyText(a, b);
    const known = this.strangers.get(key);
    if (known) known.oldestMs = Math.min(known.oldestMs, timeMs);
    else {
      const name = metricNameOf(columns, record);
      this.strangers.set(key, { record, a, b, name, oldestMs: timeMs, isRefused: false });
    }
  }
}

interface First {
  readonly record: number;
  readonly newestMs: number;
  count: number;
}

class Issues {
  private readonly firsts = new Map<SeriesIssueCode, First>();

  add(code: SeriesIssueCode, record: number, newestMs: number): void {
    const first = this.firsts.get(code);
    if (first) first.count++;
    else this.firsts.set(code, { record, newestMs, count: 1 });
  }

  count(code: SeriesIssueCode): number {
    return this.firsts.get(code)?.count ?? 0;
  }

  tell(columns: PointColumns, limit: SeriesLimit, timesMs: Float64Array): DecodeIssue[] {
    return [...this.firsts].map(([code, { record, newestMs, count }]) => ({
      code,
      count,
      path: seriesText(columns, record),
      message:
        code === "too_many_series"
          ? limit.sentence(metricNameOf(columns, record))
          : lateSentence(timesMs[record] ?? 0, newestMs),
      rejected: true,
    }));
  }
}

function lateSentence(timeMs: number, newestMs: number): string {
  const iso = (ms: number) => new Date(ms).toISOString();
  return `The sample of ${iso(timeMs)} lies more than an hour behind the newest of its series, ${iso(newestMs)}; send each series in order, or check the sender's clock.`;
}
