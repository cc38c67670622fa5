/**
 * How a rule would have gone: its answer over the past, step by step through the state machine that also runs live.
 * Shape: a range query's matrix -> episodes, oldest first, each from when the condition began to hold, with when it fired and ended.
 * Errors: an answer the rule cannot take (one label set twice, more alerts than its limit) leaves that step as the live rule would; the
 * first such text is told. PromQlError `canceled` once nobody waits any more; other work runs in between. Templates of annotations are filled in with what was known when the alert fired (or began).
 * Next: ruleState.ts, expandAlerts.ts.
 */
import { StepBudget } from "../gotemplate/stepBudget.ts";
import type { Alert, AlertRuleBody, AlertSample, LabelPairs } from "../model/alert.ts";
import { Pace } from "../promql/evaluatePace.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import { limitOf } from "./alertRules.ts";
import { type AlertTemplates, expandAlerts } from "./expandAlerts.ts";
import type { AlertCandidate } from "./nextAlert.ts";
import { RuleState, type RuleStep } from "./ruleState.ts";

export interface ReplaySteps {
  /** Unix milliseconds of the first evaluation and the last. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}
export interface ReplayEpisode {
  readonly fingerprint: string;
  readonly labels: LabelPairs;
  readonly annotations: LabelPairs;
  /** When it fired, or began if it never did. */
  readonly value: number;
  readonly activeMs: number;
  /** Null: it stayed pending. */
  readonly firedMs: number | null;
  /** When it was over; null: it was not at the end. */
  readonly endedMs: number | null;
}
export interface RuleReplay {
  readonly episodes: readonly ReplayEpisode[];
  /** Null: every step went well. */
  readonly error: string | null;
}
type ReplayedRule = Pick<AlertRuleBody, "name" | "labels" | "annotations" | "forMs" | "keepFiringForMs" | "condition">;

/** Of all templates at all steps. */
const MOST_STEPS_IN_ALL = 5_000_000;
const TOO_SLOW = "the templates of its labels take more than 5,000,000 steps";

export async function replayRule(
  rule: ReplayedRule,
  matrix: readonly MatrixSeries[],
  { startMs, endMs, stepMs }: ReplaySteps,
  templates: AlertTemplates,
): Promise<RuleReplay> {
  const state = new RuleState({ ...rule, key: "replay", limit: limitOf(rule) });
  const budget = new StepBudget(MOST_STEPS_IN_ALL);
  const answers = new Answers(rule, matrix, templates, budget);
  const pace = new Pace(templates.signal ?? null);
  const told = new Told();
  for (let atMs = startMs; atMs <= endMs && !budget.isSpent; atMs += stepMs) {
    if (pace.due()) await pace.pause();
    told.step(state.take(await answers.at(atMs), atMs), atMs);
  }
  if (budget.isSpent) return { episodes: [], error: TOO_SLOW };
  const episodes: ReplayEpisode[] = [];
  for (const episode of told.all()) episodes.push(await filledIn(rule, episode, templates, budget));
  return { episodes: episodes.sort((a, b) => a.activeMs - b.activeMs), error: told.error };
}

/** What the rule's query answered at each instant, as candidates. Asked in order of time. */
class Answers {
  private readonly lines: { readonly labels: LabelPairs; readonly series: MatrixSeries; next: number }[];
  /** Labels that depend on the value are filled in again at every step, others once. */
  private readonly isFixed: boolean;
  private readonly known = new Map<LabelPairs, AlertCandidate>();

  constructor(
    private readonly rule: ReplayedRule,
    matrix: readonly MatrixSeries[],
    private readonly templates: AlertTemplates,
    private readonly budget: StepBudget,
  ) {
    this.lines = matrix.map((series) => ({ labels: Object.fromEntries(series.labels.entries()), series, next: 0 }));
    this.isFixed = !Object.values(rule.labels).some((text) => text.includes("{{"));
  }

  async at(atMs: number): Promise<AlertCandidate[]> {
    const samples: AlertSample[] = [];
    for (const line of this.lines) {
      const { timesMs, values } = line.series;
      while ((timesMs[line.next] ?? Number.POSITIVE_INFINITY) < atMs) line.next++;
      if (timesMs[line.next] === atMs) samples.push({ labels: line.labels, value: values[line.next] ?? Number.NaN });
    }
    if (!this.isFixed) return this.expanded(samples, atMs);
    const unknown = samples.filter(({ labels }) => !this.known.has(labels));
    const found = await this.expanded(unknown, atMs);
    for (const [i, { labels }] of unknown.entries()) if (found[i]) this.known.set(labels, found[i]);
    return samples.flatMap(({ labels, value }) => {
      const candidate = this.known.get(labels);
      return candidate ? [{ ...candidate, value }] : [];
    });
  }

  private expanded(samples: readonly AlertSample[], atMs: number): Promise<AlertCandidate[]> {
    if (samples.length === 0) return Promise.resolve([]);
    return expandAlerts({ ...this.rule, annotations: {} }, samples, atMs, this.templates, this.budget);
  }
}

/** What there is to tell so far. */
class Told {
  private readonly open = new Map<string, ReplayEpisode>();
  private readonly over: ReplayEpisode[] = [];
  error: string | null = null;

  step({ changed, forgotten, error }: RuleStep, atMs: number): void {
    this.error ??= error;
    for (const alert of changed) this.change(alert, atMs);
    for (const fingerprint of forgotten) this.end(fingerprint, atMs);
  }

  private change(alert: Alert, atMs: number): void {
    const { fingerprint, labels, annotations, value, activeMs, firedMs } = alert;
    if (alert.state === "inactive") {
      this.end(fingerprint, atMs);
      return;
    }
    const before = this.open.get(fingerprint);
    const hasFired = before !== undefined && before.firedMs !== null;
    const episode = { fingerprint, labels, annotations, activeMs, firedMs, endedMs: null };
    if (!hasFired) this.open.set(fingerprint, { ...episode, value });
  }

  private end(fingerprint: string, atMs: number): void {
    const episode = this.open.get(fingerprint);
    if (!episode) return;
    this.open.delete(fingerprint);
    this.over.push({ ...episode, endedMs: atMs });
  }

  all = (): ReplayEpisode[] => [...this.over, ...this.open.values()];
}

/** `labels` of an alert stand for those of its sample: what a rule adds to them it adds again. */
async function filledIn(
  rule: ReplayedRule,
  episode: ReplayEpisode,
  templates: AlertTemplates,
  budget: StepBudget,
): Promise<ReplayEpisode> {
  const atMs = episode.firedMs ?? episode.activeMs;
  const fixed = { ...rule, labels: {} };
  const sample = { labels: episode.labels, value: episode.value };
  const [candidate] = await expandAlerts(fixed, [sample], atMs, templates, budget);
  return { ...episode, annotations: candidate?.annotations ?? {} };
}
