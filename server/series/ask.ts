/**
 * Asks PromQL of a store: the one way to a number over time, for dashboards, the Prometheus API and rules alike.
 * A few questions run at once, more wait in line; each has a limit on time and samples and ends when its asker has gone. Rules have a
 * line of their own, so that nobody else's questions hold them up.
 * Errors: PromQlError.
 */
import type { Expr } from "../promql/ast.ts";
import { evaluate } from "../promql/evaluate.ts";
import { parseQuery } from "../promql/parse.ts";
import { isPromQlError, PromQlError } from "../promql/promQlError.ts";
import type { EvaluationResult } from "../promql/queryValue.ts";
import type { SeriesReader } from "../store/seriesReader.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { AskLine } from "./askLine.ts";
import type { MetricIndex } from "./metricIndex.ts";
import type { SharedSelections } from "./sharedSelections.ts";
import { type StoreSourceOptions, storeSource } from "./storeSource.ts";

/** Prometheus's defaults. */
export const LOOKBACK_MS = 300_000;
export const TIMEOUT_MS = 120_000;
const MOST_SAMPLES = 50_000_000;
const MOST_POINTS = 11_000;
const SUBQUERY_STEP_MS = 60_000;
/** Of each line. */
const MOST_RUNNING = 4;

export interface Question {
  readonly query: string;
  /** The query as a tree, from whoever asks it again and again. */
  readonly expr?: Expr;
  /** What queries of the same instants may share. */
  readonly shared?: SharedSelections;
  /** Equal to `endMs` with stepMs 0 for an instant. */
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly lookbackMs?: number;
  /** At most `TIMEOUT_MS`. */
  readonly timeoutMs?: number;
  /** Most points of one series; 11,000 unless said otherwise. */
  readonly mostPoints?: number;
  readonly signal?: AbortSignal | null;
  /** Which line it waits in. */
  readonly lane?: "rules";
}

export interface Asked extends EvaluationResult {
  /** Waiting in line, then evaluating with all its reads. */
  readonly waitedMs: number;
  readonly tookMs: number;
}

export interface PromQl {
  ask(question: Question): Promise<Asked>;
  /** What lists and completion read from. */
  source(signal?: AbortSignal | null): StoreSourceOptions;
}

export interface PromQlOptions {
  readonly reader: TelemetryReader & SeriesReader;
  readonly tenant: number;
  readonly index: MetricIndex;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export function createPromQl({ reader, tenant, index, clock }: PromQlOptions): PromQl {
  const lines = { people: new AskLine(MOST_RUNNING), rules: new AskLine(MOST_RUNNING) };
  const source = (signal: AbortSignal | null = null): StoreSourceOptions => ({
    reader,
    tenant,
    index,
    maxSamples: MOST_SAMPLES,
    signal,
  });
  return {
    source,
    async ask(question) {
      const expr = question.expr ?? parseQuery(question.query);
      const came = clock();
      const deadline = new Deadline(Math.min(question.timeoutMs ?? TIMEOUT_MS, TIMEOUT_MS), question.signal ?? null);
      try {
        const answered = lines[question.lane ?? "people"].run(deadline.signal, async () => {
          const began = clock();
          const { startMs, endMs, stepMs, lookbackMs = LOOKBACK_MS } = question;
          const limits = { maxSamples: MOST_SAMPLES, maxPoints: question.mostPoints ?? MOST_POINTS };
          const request = { startMs, endMs, stepMs, lookbackMs, limits, signal: deadline.signal };
          const asked = { ...request, query: question.query, subqueryStepMs: SUBQUERY_STEP_MS };
          const own = storeSource(source(deadline.signal));
          const result = await evaluate(expr, asked, question.shared?.over(own) ?? own);
          return { ...result, waitedMs: began - came, tookMs: clock() - began };
        });
        // Its place in line stays taken until it has noticed: a statement of the database that runs is waited for there, not here.
        return await Promise.race([answered, deadline.over()]);
      } catch (error) {
        throw deadline.explain(error);
      } finally {
        deadline.clear();
      }
    },
  };
}

/** Ends a question when its time is over or its asker has gone, and knows which of both it was. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setTimeout>;
  private isOver = false;
  private readonly onGone = () => this.controller.abort();

  constructor(
    timeoutMs: number,
    private readonly asker: AbortSignal | null,
  ) {
    this.timer = setTimeout(() => {
      this.isOver = true;
      this.controller.abort();
    }, timeoutMs);
    if (asker?.aborted) this.controller.abort();
    asker?.addEventListener("abort", this.onGone, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Never resolves; rejects as soon as the question may not go on. */
  over(): Promise<never> {
    return new Promise((_, reject) => {
      const end = () => reject(new PromQlError("canceled", "query was canceled in expression evaluation"));
      if (this.signal.aborted) end();
      else this.signal.addEventListener("abort", end, { once: true });
    });
  }

  explain(error: unknown): unknown {
    if (!this.signal.aborted) return error;
    if (isPromQlError(error) && error.kind !== "canceled") return error;
    return this.isOver
      ? new PromQlError("timeout", "query timed out in expression evaluation")
      : new PromQlError("canceled", "query was canceled in expression evaluation");
  }

  clear(): void {
    clearTimeout(this.timer);
    this.asker?.removeEventListener("abort", this.onGone);
  }
}
