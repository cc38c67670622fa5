/**
 * The joining of info(): which info series belongs to a series at a step, and the labels that come of it. Partners can change from step
 * to step, and with them the labels, so one series can become several.
 * Source: Prometheus promql/info.go (combineWithInfoVector).
 */
import type { LabelMatcher } from "./labelMatcher.ts";
import { type Labels, METRIC_NAME } from "./labels.ts";
import { labelsText } from "./labelsText.ts";
import { compileMatcher } from "./matchLabels.ts";
import { sameLabels } from "./mergeSeries.ts";
import { PromQlError } from "./promQlError.ts";
import {
  emptySeries,
  type Frame,
  histogramAt,
  StepKind,
  type StepSeries,
  setFloat,
  setHistogram,
} from "./stepSeries.ts";

/** What tells which instance of what a series is about. */
export const IDENTIFYING: readonly string[] = ["instance", "job"];
const IDENTITY = new Set(IDENTIFYING);

export class InfoJoin {
  private readonly frame: Frame;
  /** By identity, then by the info metric's name: the series it has. */
  private readonly infos = new Map<string, Map<string, StepSeries[]>>();
  private readonly dataLabels: ReadonlySet<string>;
  private readonly keepsUnmatched: boolean;
  private readonly byLabels = new Map<string, StepSeries>();

  constructor(found: readonly StepSeries[], data: readonly LabelMatcher[], frame: Frame) {
    this.frame = frame;
    this.dataLabels = new Set(data.map(({ name }) => name));
    // A series without a partner stays when every matcher would be content with a label that is not there.
    this.keepsUnmatched = data.every((matcher) => compileMatcher(matcher)(""));
    for (const series of found) {
      const identity = series.labels.only(IDENTITY).key;
      const metrics = this.infos.get(identity) ?? new Map<string, StepSeries[]>();
      this.infos.set(identity, metrics);
      const name = series.labels.metricName;
      metrics.set(name, [...(metrics.get(name) ?? []), series]);
    }
  }

  answers(): StepSeries[] {
    return [...this.byLabels.values()];
  }

  /** A series that is an info metric itself stays as it is. */
  keep(series: StepSeries): void {
    for (let step = 0; step < this.frame.stepCount; step++) this.put(series, series.labels, step);
  }

  enrich(series: StepSeries): void {
    const metrics = this.infos.get(series.labels.only(IDENTITY).key);
    const known = new Map<string, Labels>();
    for (let step = 0; step < this.frame.stepCount; step++) {
      if (series.kinds[step] === StepKind.NONE) continue;
      const partners = metrics ? [...metrics.values()].map((candidates) => newest(candidates, step)) : [];
      const present = partners.filter((partner) => partner !== null);
      if (present.length === 0 && !this.keepsUnmatched) continue;
      const key = present.map(({ labels }) => labels.key).join();
      const labels = known.get(key) ?? this.joined(series.labels, present);
      known.set(key, labels);
      this.put(series, labels, step);
    }
  }

  /** Labels that the series has already stay as they are. */
  private joined(own: Labels, partners: readonly StepSeries[]): Labels {
    const added = new Map<string, string>();
    for (const partner of partners)
      for (const [name, value] of partner.labels.entries()) {
        if (name === METRIC_NAME || (this.dataLabels.size > 0 && !this.dataLabels.has(name))) continue;
        const before = added.get(name);
        if (before !== undefined && before !== value) throw new PromQlError("execution", `conflicting label: ${name}`);
        if (own.get(name) === "") added.set(name, value);
      }
    return own.with(added);
  }

  private put(series: StepSeries, labels: Labels, step: number): void {
    if (series.kinds[step] === StepKind.NONE) return;
    const out = this.byLabels.get(labels.key) ?? emptySeries(labels, series.dropName, this.frame.stepCount);
    this.byLabels.set(labels.key, out);
    if (out.kinds[step] !== StepKind.NONE) throw sameLabels();
    const histogram = histogramAt(series, step);
    if (histogram) setHistogram(out, step, histogram);
    else setFloat(out, step, series.values[step] ?? 0);
  }
}

/** Of the series of one info metric with one identity the one with the newest sample; their values are sample times in seconds. */
function newest(candidates: readonly StepSeries[], step: number): StepSeries | null {
  let best: StepSeries | null = null;
  for (const series of candidates) {
    if (series.kinds[step] === StepKind.NONE) continue;
    const [time, bestTime] = [series.values[step] ?? 0, best?.values[step] ?? Number.NEGATIVE_INFINITY];
    if (best !== null && time === bestTime) {
      const at = Math.round(time * 1000);
      const [existing, other] = [labelsText(best.labels), labelsText(series.labels)];
      const text = `found duplicate series for info metric: existing ${existing} @ ${at}, new ${other} @ ${at}`;
      throw new PromQlError("execution", text);
    }
    if (time > bestTime) best = series;
  }
  return best;
}
