/**
 * What several queries of one instant select, read once: rules of fifty services ask the same metrics, each for its own service. From the
 * third question about a metric on, all of its series are read, and each question is answered from them; a metric that is too large for
 * that is left to questions of their own for a while.
 * An answer holds for its instants alone, and only while nothing is written that it should hold: whoever records leaves this out.
 * Errors: those of the source; what failed for one is read by the next itself.
 */
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { METRIC_NAME } from "../promql/labels.ts";
import { compileMatchers } from "../promql/matchLabels.ts";
import type { SelectedSeries, SeriesSelection, SeriesSource, SourceSeries } from "../promql/seriesSource.ts";

const MOST_SERIES = 40_000;
/** Questions of their own before everything is read. */
const FIRST_ALONE = 2;
const TOO_LARGE_FOR_MS = 600_000;

interface Shared {
  readonly endMs: number;
  asked: number;
  all: Promise<Everything | null> | null;
}

export class SharedSelections {
  private readonly shared = new Map<string, Shared>();
  /** Until when a metric is not tried again, by name. */
  private readonly tooLarge = new Map<string, number>();

  /** Instants that end before this are asked for no more. */
  forgetBefore(endMs: number): void {
    for (const [key, one] of this.shared) if (one.endMs < endMs) this.shared.delete(key);
    for (const [name, untilMs] of this.tooLarge) if (untilMs < endMs) this.tooLarge.delete(name);
  }

  /** The source of one query. */
  over(source: SeriesSource): SeriesSource {
    return { select: (selection) => this.select(source, selection) };
  }

  private async select(source: SeriesSource, selection: SeriesSelection): Promise<SelectedSeries> {
    const { matchers, startMs, endMs, stepMs, rangeMs, around } = selection;
    const named = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === "=");
    if (!named || this.tooLarge.has(named.value)) return source.select(selection);
    const key = JSON.stringify([named.value, startMs, endMs, stepMs, rangeMs, around]);
    const shared = this.shared.get(key) ?? { endMs, asked: 0, all: null };
    this.shared.set(key, shared);
    shared.asked++;
    if (shared.asked <= FIRST_ALONE) return source.select(selection);
    shared.all ??= this.readAll(source, { ...selection, matchers: [named] }, named.value);
    const all = await shared.all.catch(() => null);
    return all === null ? source.select(selection) : all.select(matchers);
  }

  private async readAll(source: SeriesSource, selection: SeriesSelection, name: string): Promise<Everything | null> {
    try {
      const selected = await source.select(selection);
      if (selected.series.length <= MOST_SERIES) return new Everything(selected);
    } catch (error) {
      if (!(error instanceof Error && "kind" in error && error.kind === "limit")) throw error;
    }
    this.tooLarge.set(name, selection.endMs + TOO_LARGE_FOR_MS);
    return null;
  }
}

/** All series of a metric, found by the value of a label. */
class Everything {
  private readonly byLabel = new Map<string, ReadonlyMap<string, readonly SourceSeries[]>>();

  constructor(private readonly selected: SelectedSeries) {}

  select(matchers: readonly LabelMatcher[]): SelectedSeries {
    const equal = matchers.find(
      ({ name, operator, value }) => name !== METRIC_NAME && operator === "=" && value !== "",
    );
    const some = equal ? (this.valuesOf(equal.name).get(equal.value) ?? []) : this.selected.series;
    const test = compileMatchers(matchers);
    return { ...this.selected, series: some.filter(({ labels }) => test(labels)) };
  }

  private valuesOf(name: string): ReadonlyMap<string, readonly SourceSeries[]> {
    const known = this.byLabel.get(name);
    if (known) return known;
    const values = new Map<string, SourceSeries[]>();
    for (const series of this.selected.series) {
      const value = series.labels.get(name);
      const alike = values.get(value);
      if (alike) alike.push(series);
      else values.set(value, [series]);
    }
    this.byLabel.set(name, values);
    return values;
  }
}
