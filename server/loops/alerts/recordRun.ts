/**
 * One recording rule, evaluated at one instant after the other, and the series that it gave last.
 * Errors: those of the store; what its query does wrong is told in its standing.
 */
import { type EvaluatedRule, NEVER_EVALUATED, type RuleStanding } from "../../model/ruleReport.ts";
import type { Expr } from "../../promql/ast.ts";
import { quoteGo } from "../../promql/formatGo.ts";
import type { Labels } from "../../promql/labels.ts";
import { parseQuery } from "../../promql/parse.ts";
import { isPromQlError } from "../../promql/promQlError.ts";
import type { RecordedSample } from "../recordedPoints.ts";
import { RuleError, recordedSamples } from "../recordingWrite.ts";
import type { AskTools } from "./askRule.ts";

export type Known = ReadonlyMap<string, Labels>;
export const NOTHING: Known = new Map();
type RecordRule = Extract<EvaluatedRule, { kind: "recording" }>;

export interface RecordAt {
  /** The group's instant, and that of the question and its samples. */
  readonly timeMs: number;
  readonly sampleMs: number;
  readonly limit: number;
  readonly timeoutMs: number;
}

export class RecordRun {
  readonly kind = "recording";
  readonly expr: Expr;
  standing: RuleStanding = NEVER_EVALUATED;
  /** What it gave last; null when that is not known. */
  series: Known | null = null;

  constructor(readonly rule: RecordRule) {
    this.expr = parseQuery(rule.query);
  }

  /** True when the earlier one was of the same rule: this one goes on from it. */
  takeOver(earlier: RecordRun): boolean {
    if (JSON.stringify(this.rule) !== JSON.stringify(earlier.rule)) return false;
    [this.standing, this.series] = [earlier.standing, earlier.series];
    return true;
  }

  /** Null when it failed. */
  async evaluate(tools: AskTools, { timeMs, ...at }: RecordAt): Promise<RecordedSample[] | null> {
    const began = tools.clock();
    const { samples, lastError } = await this.ask(tools, at);
    const evaluationMs = tools.clock() - began;
    const health = lastError === null ? "ok" : "err";
    this.standing = { health, lastError, evaluationMs, lastEvaluationMs: timeMs, alerts: [] };
    return samples;
  }

  private async ask({ promQl }: AskTools, { sampleMs: timeMs, limit, timeoutMs }: Omit<RecordAt, "timeMs">) {
    const { rule, expr } = this;
    const at = { startMs: timeMs, endMs: timeMs, stepMs: 0, timeoutMs };
    try {
      const { value } = await promQl.ask({ query: rule.query, expr, ...at });
      return { samples: recordedSamples(rule, value, timeMs, limit), lastError: null };
    } catch (error) {
      const isOfRule = error instanceof RuleError || (isPromQlError(error) && error.kind !== "canceled");
      if (!isOfRule) throw error;
      return { samples: null, lastError: error.message };
    }
  }

  /** Reads what another process wrote at its last evaluation: only what stands exactly there. */
  async recall({ promQl }: AskTools, timeMs: number): Promise<void> {
    if (this.series !== null) return;
    const { name, labels: own } = this.rule;
    const labels = Object.entries(own).map(([key, value]) => `,${quoteGo(key)}=${quoteGo(value)}`);
    const query = `{__name__=${quoteGo(name)}${labels.join("")}}`;
    const { value } = await promQl.ask({ query, startMs: timeMs, endMs: timeMs, stepMs: 0, lookbackMs: 1 });
    const samples = value.type === "vector" ? value.samples : [];
    this.series = new Map(samples.map((sample) => [sample.labels.key, sample.labels]));
  }
}
