/**
 * Samples of a rule's answer -> what would be alerts: labels and annotations filled in, and the fingerprint of the labels.
 * All templates of an evaluation share a number of steps, labels first, since they tell alerts apart; other work runs in between.
 * Errors: none is thrown for a template; what is wrong with one stands in its place, so that the alert is never lost. PromQlError
 * `canceled` once nobody waits any more.
 * Source: Prometheus rules/alerting.go (Eval).
 * Next: ruleState.ts.
 */
import { type Answers, answerFrom, expandAsking, expandTemplate } from "../gotemplate/expandTemplate.ts";
import { prometheusFunctions, type QuerySample } from "../gotemplate/prometheusFunctions.ts";
import { StepBudget } from "../gotemplate/stepBudget.ts";
import { TemplateObject, type TemplateValue } from "../gotemplate/templateValue.ts";
import type { FunctionTable } from "../gotemplate/typedFunction.ts";
import { ALERT_NAME, type AlertRuleBody, type AlertSample, type LabelPairs } from "../model/alert.ts";
import { Pace } from "../promql/evaluatePace.ts";
import { labelFingerprint } from "./fingerprint.ts";
import type { AlertCandidate } from "./nextAlert.ts";

/** What templates may know beside the sample. */
export interface AlertTemplates {
  /** Where the console is reached; "" when nobody said. */
  readonly externalUrl: string;
  readonly externalLabels: LabelPairs;
  /** For `query` in a template: an instant query. Rejects with the reason when it cannot be answered. */
  readonly query: (query: string, atMs: number) => Promise<readonly QuerySample[]>;
  /** Whether anybody still waits for it. */
  readonly signal?: { readonly aborted: boolean } | null;
}
type Templated = Pick<AlertRuleBody, "name" | "labels" | "annotations">;

/** Of one evaluation of a rule: what 10,000 alerts with some annotations each need a few times over. */
const MOST_STEPS_IN_ALL = 2_000_000;
const METRIC_NAME = "__name__";
/** As Prometheus puts before every template of a rule. */
const PRELUDE =
  "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}";
const DATA_TYPE =
  "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }";

/** In the order of the samples. */
export async function expandAlerts(
  rule: Templated,
  samples: readonly AlertSample[],
  atMs: number,
  templates: AlertTemplates,
  budget = new StepBudget(MOST_STEPS_IN_ALL),
): Promise<AlertCandidate[]> {
  const expander = new AlertExpander(rule, atMs, templates, budget);
  const labels: LabelPairs[] = [];
  for (const sample of samples) labels.push(await expander.labels(sample));
  const candidates: AlertCandidate[] = [];
  for (const [i, sample] of samples.entries()) candidates.push(await expander.candidate(sample, labels[i] ?? {}));
  return candidates;
}

class AlertExpander {
  private readonly functions: FunctionTable;
  private readonly externalLabels: TemplateValue;
  private readonly answers: Answers<readonly QuerySample[]> = new Map();
  private readonly pace: Pace;

  constructor(
    private readonly rule: Templated,
    private readonly atMs: number,
    private readonly templates: AlertTemplates,
    private readonly budget: StepBudget,
  ) {
    const query = (text: string) => answerFrom(this.answers, text);
    this.pace = new Pace(templates.signal ?? null);
    this.functions = prometheusFunctions({ query, nowMs: atMs, externalUrl: templates.externalUrl });
    this.externalLabels = new Map(Object.entries(templates.externalLabels));
  }

  async labels({ labels, value }: AlertSample): Promise<LabelPairs> {
    const filled: Record<string, string> = { ...labels };
    Object.assign(filled, await this.expandAll(this.rule.labels, this.data(labels, value)));
    delete filled[METRIC_NAME];
    filled[ALERT_NAME] = this.rule.name;
    for (const [name, text] of Object.entries(filled)) if (text === "") delete filled[name];
    return filled;
  }

  /** `filled`: the labels of the alert. */
  async candidate({ labels, value }: AlertSample, filled: LabelPairs): Promise<AlertCandidate> {
    if (this.pace.due()) await this.pace.pause();
    const annotations = await this.expandAll(this.rule.annotations, this.data(labels, value));
    return { fingerprint: labelFingerprint(filled), labels: filled, annotations, value };
  }

  private data(labels: LabelPairs, value: number): TemplateValue {
    const members = new Map<string, TemplateValue>([
      ["Labels", new Map(Object.entries(labels))],
      ["ExternalLabels", this.externalLabels],
      ["ExternalURL", this.templates.externalUrl],
      ["Value", value],
    ]);
    return new TemplateObject(DATA_TYPE, null, members);
  }

  private async expandAll(texts: LabelPairs, data: TemplateValue): Promise<Record<string, string>> {
    const expanded: Record<string, string> = {};
    for (const [name, text] of Object.entries(texts)) {
      expanded[name] = text.includes("{{") ? await this.expand(text, data) : text;
    }
    return expanded;
  }

  private async expand(text: string, data: TemplateValue): Promise<string> {
    const name = `__alert_${this.rule.name}`;
    const attempt = () => expandTemplate(PRELUDE + text, data, this.functions, null, name, this.budget);
    const ask = (query: string) => this.templates.query(query, this.atMs);
    if (this.pace.due()) await this.pace.pause();
    try {
      if (this.budget.isSpent) throw new Error(`more than ${this.budget.most} steps in all`);
      return await expandAsking(this.answers, ask, attempt);
    } catch (error) {
      return `<error expanding template: ${templateProblem(error, name)}>`;
    }
  }
}

/** As Prometheus says it: an error that names a place to execute came of executing, any other of reading. */
function templateProblem(error: unknown, name: string): string {
  const text = error instanceof Error ? error.message : String(error);
  const isExecuting = text.includes(": executing ") || !text.startsWith("template: ");
  return `error ${isExecuting ? "executing" : "parsing"} template ${name}: ${text}`;
}

/** Of a rule that watches something else than PromQL, or of a preview: nothing can be asked. */
export const NO_QUERIES: AlertTemplates["query"] = async () => {
  throw new Error("queries are not available here");
};
