/**
 * How many series each metric has, so that none floods the store: beyond the limit new ones are refused, known ones go on.
 * Counting is by an upper bound that costs nothing: what the store had, plus what seemed new since. Only when that reaches the
 * limit the store is asked, for the true number and for which series it knows. Nothing is kept for metrics of few series.
 */
import type { SeriesCount } from "../store/seriesReader.ts";

interface Bound {
  /** Series the store had when it was asked; null for "a few at most". */
  stored: number | null;
  since: number;
  askedMs: number;
}

/** The label with the most values among series that were refused lately. */
interface Spread {
  readonly sinceMs: number;
  readonly values: Map<string, Set<string>>;
}

const ASK_EVERY_MS = 5_000;
const MOST_METRICS = 50_000;
const SPREAD_FOR_MS = 60_000;
const MOST_LABELS = 64;
const MOST_VALUES = 2_000;

export class SeriesLimit {
  readonly most: number;
  private readonly few: number;
  private readonly bounds = new Map<string, Bound>();
  private readonly spreads = new Map<string, Spread>();

  constructor(most: number) {
    this.most = most;
    this.few = Math.floor(most / 4);
  }

  /** What the store counted when this process started: every metric that has more than a few. */
  begin(counts: readonly SeriesCount[]): void {
    for (const { name, seriesCount } of counts) {
      if (seriesCount > this.few)
        this.bounds.set(name, { stored: seriesCount, since: this.boundOf(name).since, askedMs: 0 });
    }
  }

  private boundOf(name: string): Bound {
    return this.bounds.get(name) ?? { stored: null, since: 0, askedMs: Number.NEGATIVE_INFINITY };
  }

  private total({ stored, since }: Bound): number {
    return (stored ?? this.few) + since;
  }

  /** True when one more may be too many; ask the store then. */
  mayBeFull(name: string, more: number): boolean {
    return this.total(this.boundOf(name)) + more > this.most;
  }

  /** Whether the true number is to be asked for again. */
  isStale(name: string, nowMs: number): boolean {
    return nowMs - this.boundOf(name).askedMs > ASK_EVERY_MS;
  }

  counted(name: string, seriesCount: number, nowMs: number): void {
    this.bounds.set(name, { stored: seriesCount, since: 0, askedMs: nowMs });
  }

  /** Takes one more series in; false when the metric has as many as it may. */
  take(name: string): boolean {
    const bound = this.boundOf(name);
    if (this.total(bound) >= this.most) return false;
    bound.since++;
    this.bounds.set(name, bound);
    if (this.bounds.size > MOST_METRICS) this.forgetSmall();
    return true;
  }

  /** A metric that is forgotten counts as having a few, which is no less than it has. */
  private forgetSmall(): void {
    for (const [name, bound] of this.bounds) {
      if ((bound.stored ?? 0) + bound.since < this.few) this.bounds.delete(name);
    }
  }

  /** Notes the labels of a series that was refused. */
  refused(name: string, labels: readonly (readonly [string, string])[], nowMs: number): void {
    const known = this.spreads.get(name);
    const spread = known && nowMs - known.sinceMs < SPREAD_FOR_MS ? known : { sinceMs: nowMs, values: new Map() };
    this.spreads.set(name, spread);
    for (const [label, value] of labels) {
      const values = spread.values.get(label) ?? new Set();
      if (spread.values.size < MOST_LABELS || spread.values.has(label)) spread.values.set(label, values);
      if (values.size < MOST_VALUES) values.add(value.slice(0, 100));
    }
    if (this.spreads.size > 1_000) this.spreads.delete(this.spreads.keys().next().value ?? name);
  }

  /** The sentence about a metric that has too many, with the label whose values are the most. */
  sentence(name: string): string {
    const spread = [...(this.spreads.get(name)?.values ?? [])].sort((a, b) => b[1].size - a[1].size)[0];
    const label = spread
      ? ` Of those refused, the label with the most values is ${spread[0]} (${spread[1].size}${spread[1].size >= MOST_VALUES ? " and more" : ""}).`
      : "";
    return `${name} has ${this.most} series, as many as CHRONOSCOPE_MAX_SERIES_PER_METRIC allows; new ones are refused, known ones go on.${label}`;
  }
}
