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

/** The info series of one identity, one of each info metric at most, that are there at some steps. */
type Partners = readonly StepSeries[];

export class InfoJoin {
  private readonly frame: Frame;
  private readonly infos = new Map<string, IdentityInfos>();
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
      const infos = this.infos.get(identity) ?? new IdentityInfos(frame);
      this.infos.set(identity, infos);
      infos.add(series);
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
    const infos = this.infos.get(series.labels.only(IDENTITY).key);
    const joined = new Map<Partners | null, Labels>();
    for (let step = 0; step < this.frame.stepCount; step++) {
      if (series.kinds[step] === StepKind.NONE) continue;
      const partners = infos?.at(step) ?? null;
      if ((partners === null || partners.length === 0) && !this.keepsUnmatched) continue;
      const labels = joined.get(partners) ?? this.joined(series.labels, partners ?? []);
      joined.set(partners, labels);
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

/** The info series with the same identity, and which of them hold at each step: found once, since all series of the identity share it. */
class IdentityInfos {
  private readonly frame: Frame;
  private readonly byMetric = new Map<string, StepSeries[]>();
  private steps: Partners[] | null = null;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  add(series: StepSeries): void {
    const name = series.labels.metricName;
    this.byMetric.set(name, [...(this.byMetric.get(name) ?? []), series]);
  }

  /** The same list for steps with the same partners. */
  at(step: number): Partners | null {
    this.steps ??= this.partnersAtSteps();
    return this.steps[step] ?? null;
  }

  private partnersAtSteps(): Partners[] {
    const metrics = [...this.byMetric.values()];
    const known = new Map<string, Partners>();
    return Array.from({ length: this.frame.stepCount }, (_, step) => {
      const partners = metrics.map((candidates) => newest(candidates, step)).filter((partner) => partner !== null);
      const key = partners.map(({ labels }) => labels.key).join();
      const same = known.get(key) ?? partners;
      known.set(key, same);
      return same;
    });
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
