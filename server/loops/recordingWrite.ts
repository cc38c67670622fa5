/**
 * What the rules of one group found at one instant, on its way to the store: in one append, or in several where a rule reads what
 * another recorded. Errors: the store's.
 */
import type { Expr } from "../promql/ast.ts";
import { Labels, METRIC_NAME } from "../promql/labels.ts";
import { compileMatcher } from "../promql/matchLabels.ts";
import type { QueryValue } from "../promql/queryValue.ts";
import type { RecordingRule } from "../promql/rules.ts";
import { selectorsOf } from "../series/exemplars.ts";
import type { TelemetryWriter } from "../store/telemetryStore.ts";
import { histogramProblem } from "./recordedHistogram.ts";
import { type RecordedSample, recordedRequest } from "./recordedPoints.ts";

/** A rule whose result cannot be recorded. */
export class RuleError extends Error {}

/** The samples of a rule's result. Throws RuleError, in Prometheus's words where it has some. */
export function recordedSamples(
  rule: RecordingRule,
  value: QueryValue,
  timeMs: number,
  limit: number,
): RecordedSample[] {
  const found =
    value.type === "scalar" ? [{ labels: Labels.EMPTY, value: value.value, histogram: null }] : samplesOf(value);
  for (const { histogram } of found) {
    const problem = histogram && histogramProblem(histogram);
    if (problem) throw new RuleError(problem);
  }
  const own: [string, string][] = [[METRIC_NAME, rule.name], ...Object.entries(rule.labels)];
  const samples = found.map((sample) => ({
    labels: sample.labels.with(own),
    value: sample.histogram ?? sample.value,
    timeMs,
  }));
  if (new Set(samples.map(({ labels }) => labels.key)).size !== samples.length) {
    throw new RuleError("vector contains metrics with the same labelset after applying rule labels");
  }
  if (limit > 0 && samples.length > limit) {
    throw new RuleError(`exceeded limit of ${limit} with ${samples.length} series`);
  }
  return samples;
}

function samplesOf(value: QueryValue) {
  if (value.type === "vector") return value.samples;
  throw new RuleError("rule result is not a vector or scalar");
}

export interface WriteTools {
  readonly writer: Pick<TelemetryWriter, "append">;
  readonly tenant: number;
  /** Called when something was written, so that the next question finds metrics that are new. */
  readonly onWritten: () => void;
}

/** Gathers samples and appends them; each part has an identity, so that none is stored twice. */
export class RecordingWrite {
  private pending: RecordedSample[] = [];
  private parts = 0;

  constructor(
    private readonly tools: WriteTools,
    private readonly identity: readonly string[],
  ) {}

  add(samples: readonly RecordedSample[]): void {
    for (const sample of samples) this.pending.push(sample);
  }

  markStale(labels: Labels, timeMs: number): void {
    this.pending.push({ labels, value: null, timeMs });
  }

  /** Whether an expression may read what is not written yet. */
  isReadBy(expr: Expr): boolean {
    const names = new Set(this.pending.map(({ labels }) => labels.metricName));
    return selectorsOf(expr).some(({ matchers }) => {
      const tests = matchers.filter(({ name }) => name === METRIC_NAME).map(compileMatcher);
      return [...names].some((name) => tests.every((test) => test(name)));
    });
  }

  async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const request = recordedRequest(this.pending, [...this.identity, String(this.parts)]);
    const { writer, tenant, onWritten } = this.tools;
    await writer.append({ tenant, slot: 0, requests: [request], increments: new Uint8Array(0) });
    onWritten();
    this.pending = [];
    this.parts++;
  }
}
