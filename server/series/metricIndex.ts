/**
 * Which metrics and series there are, kept in memory as labels: made once for each series, gone on with as new ones arrive.
 * Shape: one index for each process and tenant. Errors: the store's.
 */
import { type Labels, METRIC_NAME } from "../promql/labels.ts";
import type { MetricHead, MetricSeries, SeriesCursor, SeriesReader } from "../store/seriesReader.ts";
import { type PointsForm, pointsForm } from "./prometheusPoints.ts";
import { type Spelling, seriesLabels } from "./seriesLabels.ts";

export interface IndexedSeries
  extends Pick<MetricSeries, "id" | "name" | "unit" | "kind" | "temporality" | "isMonotonic"> {
  /** Without the metric's name. */
  readonly labels: Labels;
  readonly points: PointsForm;
  /** With each name it was asked under, made once. */
  readonly named: Map<string, Labels>;
}

export function labelsNamed({ labels, named }: IndexedSeries, name: string): Labels {
  const known = named.get(name);
  if (known !== undefined) return known;
  const made = labels.with([[METRIC_NAME, name]]);
  named.set(name, made);
  return made;
}

interface Entry {
  cursor: SeriesCursor | null;
  readonly byId: Map<number, IndexedSeries>;
  /** Listings of one name go one after the other. */
  running: Promise<void>;
}

/** New metrics show after this long. */
const HEADS_FRESH_MS = 500;
/** Series kept in memory; the names asked longest ago go first. */
const MOST_SERIES = 300_000;

export class MetricIndex {
  private readonly entries = new Map<string, Entry>();
  private heads: { readonly atMs: number; readonly list: Promise<MetricHead[]> } | null = null;

  constructor(
    private readonly reader: SeriesReader,
    private readonly tenant: number,
    private readonly promoted: ReadonlySet<string>,
    private readonly now: () => number,
  ) {}

  /** Whoever wrote a new metric sees it with the next question. */
  lookAgain(): void {
    this.heads = null;
  }

  listHeads(): Promise<MetricHead[]> {
    const atMs = this.now();
    if (this.heads === null || atMs - this.heads.atMs > HEADS_FRESH_MS) {
      const list = this.reader.listMetricHeads({ tenant: this.tenant });
      this.heads = { atMs, list };
      list.catch(() => {
        if (this.heads?.list === list) this.heads = null;
      });
    }
    return this.heads.list;
  }

  /** Every series of this metric, as OTLP names it. */
  async listSeries(name: string, spelling: Spelling): Promise<readonly IndexedSeries[]> {
    const key = `${spelling} ${name}`;
    const entry: Entry = this.entries.get(key) ?? { cursor: null, byId: new Map(), running: Promise.resolve() };
    this.entries.delete(key);
    this.entries.set(key, entry);
    const run = entry.running.catch(() => undefined).then(() => this.goOn(entry, name, spelling));
    entry.running = run;
    await run;
    this.forgetOldest(key);
    return [...entry.byId.values()];
  }

  private async goOn(entry: Entry, name: string, spelling: Spelling): Promise<void> {
    const { series, cursor } = await this.reader.listSeries({
      tenant: this.tenant,
      names: [name],
      after: entry.cursor,
    });
    for (const one of series) {
      const { id, unit, kind, temporality, isMonotonic } = one;
      const labels = seriesLabels(one, spelling, this.promoted);
      const shape = { id, name: one.name, unit, kind, temporality, isMonotonic };
      entry.byId.set(id, { ...shape, labels, points: pointsForm(one.metadata), named: new Map() });
    }
    entry.cursor = cursor;
  }

  private forgetOldest(except: string): void {
    let total = 0;
    for (const { byId } of this.entries.values()) total += byId.size;
    for (const [key, { byId }] of this.entries) {
      if (total <= MOST_SERIES) return;
      if (key === except) continue;
      this.entries.delete(key);
      total -= byId.size;
    }
  }
}
