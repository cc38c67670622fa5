/**
 * An expression made ready for evaluation at given times: durations and `@` are numbers, start(), end(), range() and step() too,
 * parentheses are gone. It also finds the parts that have the same value at every step, which are then evaluated once, and the
 * selectors of which only histograms' counts and sums are looked at.
 * Source: Prometheus promql/engine.go (PreprocessExpr, detectHistogramStatsDecoding).
 */
import type { AtModifier, Call, Expr, VectorSelector } from "./ast.ts";
import { secondsOf } from "./functions/extrapolation.ts";
import { type EvaluationTimes, resolveDurations } from "./resolveDurations.ts";

export interface Prepared {
  readonly expr: Expr;
  readonly invariant: ReadonlySet<Expr>;
  readonly statsOnly: ReadonlySet<VectorSelector>;
}

/** Their value depends on the evaluation's own time even when their arguments do not. */
const TIME_DEPENDENT = new Set(
  "days_in_month day_of_month day_of_week day_of_year hour minute month year predict_linear time".split(" "),
);
const STATS_FUNCTIONS = new Set(["histogram_count", "histogram_sum", "histogram_avg"]);
const BUCKET_FUNCTIONS = new Set(["histogram_quantile", "histogram_quantiles", "histogram_fraction"]);

/** What the nodes above say about a histogram: whether only its count and sum are asked for, or its buckets after all. */
interface Above {
  readonly stats: boolean;
  readonly buckets: boolean;
}

export function prepare(expr: Expr, times: EvaluationTimes): Prepared {
  const invariant = new Set<Expr>();
  const statsOnly = new Set<VectorSelector>();
  const root = new Preparation(times, invariant, statsOnly).rewrite(resolveDurations(expr, times), {
    stats: false,
    buckets: false,
  });
  return { expr: root, invariant, statsOnly };
}

class Preparation {
  private readonly times: EvaluationTimes;
  private readonly invariant: Set<Expr>;
  private readonly statsOnly: Set<VectorSelector>;

  constructor(times: EvaluationTimes, invariant: Set<Expr>, statsOnly: Set<VectorSelector>) {
    this.times = times;
    this.invariant = invariant;
    this.statsOnly = statsOnly;
  }

  rewrite(expr: Expr, above: Above): Expr {
    switch (expr.kind) {
      case "number":
      case "string":
        return this.known(expr, true);
      case "paren":
        return this.rewrite(expr.expr, above);
      case "unary": {
        const inner = this.rewrite(expr.expr, above);
        return this.known({ ...expr, expr: inner }, this.invariant.has(inner));
      }
      case "vectorSelector":
        return this.selector(expr, above);
      case "matrixSelector": {
        const selector = this.selector(expr.selector, above);
        return this.known({ ...expr, selector }, selector.at !== null);
      }
      case "subquery": {
        const inner = this.rewrite(expr.expr, { stats: false, buckets: true });
        return this.known({ ...expr, expr: inner, at: this.at(expr.at) }, expr.at !== null);
      }
      case "binary": {
        const trims = expr.operator === "</" || expr.operator === ">/";
        const below = trims ? { ...above, buckets: true } : above;
        const [left, right] = [this.rewrite(expr.left, below), this.rewrite(expr.right, below)];
        return this.known({ ...expr, left, right }, this.invariant.has(left) && this.invariant.has(right));
      }
      case "aggregate": {
        const inner = this.rewrite(expr.expr, above);
        const parameter = expr.parameter && this.rewrite(expr.parameter, above);
        const same = this.invariant.has(inner) && (parameter === null || this.invariant.has(parameter));
        return this.known({ ...expr, expr: inner, parameter }, same);
      }
      case "call":
        return this.call(expr, above);
    }
  }

  private call(call: Call, above: Above): Expr {
    const folded = this.queryTime(call.name);
    if (folded !== null) return this.known({ kind: "number", value: folded, isDuration: false, span: call.span }, true);
    const below = {
      stats: above.stats || STATS_FUNCTIONS.has(call.name),
      buckets: above.buckets || BUCKET_FUNCTIONS.has(call.name),
    };
    const args = call.args.map((arg) => this.rewrite(arg, below));
    const ownTime = call.name === "timestamp" && args[0]?.kind !== "vectorSelector";
    const same = !ownTime && !TIME_DEPENDENT.has(call.name) && args.every((arg) => this.invariant.has(arg));
    return this.known({ ...call, args }, same);
  }

  /** Seconds, for the functions that tell the query's own times. */
  private queryTime(name: string): number | null {
    const { startMs, endMs, stepMs } = this.times;
    switch (name) {
      case "start":
        return startMs / 1000;
      case "end":
        return endMs / 1000;
      case "range":
        return secondsOf(endMs - startMs);
      case "step":
        return startMs === endMs ? 0 : secondsOf(stepMs);
      default:
        return null;
    }
  }

  private selector(selector: VectorSelector, above: Above): VectorSelector {
    const prepared = { ...selector, at: this.at(selector.at) };
    if (above.stats && !above.buckets) this.statsOnly.add(prepared);
    if (prepared.at !== null) this.invariant.add(prepared);
    return prepared;
  }

  private at(at: AtModifier | null): number | null {
    if (at === "start") return this.times.startMs;
    return at === "end" ? this.times.endMs : at;
  }

  private known(expr: Expr, same: boolean): Expr {
    if (same) this.invariant.add(expr);
    return expr;
  }
}
