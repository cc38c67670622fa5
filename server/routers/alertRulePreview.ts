/**
 * How a rule would have gone: what it would have seen (alertPreviewLines.ts), and the leader's state machine over it.
 * Errors: none; why there is no answer is said in it.
 */
import { NO_QUERIES } from "../alerting/expandAlerts.ts";
import { replayRule } from "../alerting/replayRule.ts";
import type { AlertRuleBody } from "../model/alert.ts";
import type { TimeWindow } from "../model/time.ts";
import { comparisonOf } from "../promql/comparison.ts";
import { Labels } from "../promql/labels.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { MatrixSeries } from "../promql/queryValue.ts";
import type { PreviewAnswer, PreviewEpisode } from "./alertAnswer.ts";
import { linesOf, type PreviewContext, type RuleLine, type RuleLines, stepOf } from "./alertPreviewLines.ts";
import { previewNote, previewSentence } from "./alertPreviewWords.ts";
import { sentenceOf } from "./alertRows.ts";
import { chartValue } from "./metricsAnswer.ts";

const MOST_SERIES = 10_000;
const MOST_EPISODES = 200;
const MOST_LINES = 10;
/** Points of a line that is drawn. */
const MOST_DRAWN = 600;

export async function previewRule(
  ctx: PreviewContext,
  body: AlertRuleBody,
  window: TimeWindow,
  signal?: AbortSignal,
): Promise<PreviewAnswer> {
  const nothing = { episodes: [], total: 0, series: [], threshold: null, operator: null, note: null, sentence: "" };
  const empty = (problem: string): PreviewAnswer => ({ ...nothing, window, stepMs: stepOf(body, window), problem });
  try {
    const seen = await linesOf(ctx, body, window, signal);
    const { lines, stepMs, isSearched, startMs, unknown } = seen;
    if (unknown === "slow") return empty(TOO_SLOW);
    if (lines.length > MOST_SERIES) {
      const many = lines.length.toLocaleString("en-US");
      return empty(`The query gives ${many} series; a rule takes ${MOST_SERIES.toLocaleString("en-US")} at most.`);
    }
    const nowMs = Date.now();
    const { sinceMs } = await ctx.store.readState({ tenant: ctx.tenant, atMs: nowMs });
    const { intervalMs } = body;
    const { retentionMs } = ctx.doors;
    const { episodes, error } = await episodesOf(body, seen, signal);
    if (error !== null) return empty(`The rule cannot be evaluated: ${error}.`);
    const { threshold, operator } = comparedTo(body);
    return {
      ...{ window, stepMs, threshold, operator, problem: null },
      sentence: previewSentence(episodes, unknown === "cut" ? { ...window, startMs } : window),
      note: previewNote({
        window,
        stepMs,
        intervalMs,
        retentionMs,
        nowMs,
        sinceMs,
        isSearched,
        ...(unknown === "cut" && { cutMs: startMs }),
        asksQueries: asksQueries(body),
      }),
      episodes: episodes.slice(-MOST_EPISODES),
      total: episodes.length,
      series: drawn(lines),
    };
  } catch (error) {
    if (isPromQlError(error)) return empty(`The query cannot be answered: ${error.message}.`);
    throw error;
  }
}

const TOO_SLOW =
  "How it would have gone is not known: to search the traces of all of this window takes more than 10 s. The rule looks at less at a time, and works all the same.";

/** Whether its templates ask something when they are filled in. */
const asksQueries = ({ labels, annotations }: AlertRuleBody) =>
  [...Object.values(labels), ...Object.values(annotations)].some((text) => /\{\{[^}]*\bquery\b/.test(text));

function comparedTo({ condition }: AlertRuleBody): Pick<PreviewAnswer, "threshold" | "operator"> {
  if (condition.kind === "promql") return comparisonOf(condition.query);
  return condition.kind === "slo" ? { threshold: null, operator: null } : condition;
}

/** Those that fired, oldest first. Templates that ask queries say that they cannot here. */
async function episodesOf(body: AlertRuleBody, { lines, startMs, stepMs }: RuleLines, signal?: AbortSignal) {
  const count = lines[0]?.values.length ?? 0;
  if (count === 0) return { episodes: [], error: null };
  const steps = { startMs, endMs: startMs + (count - 1) * stepMs, stepMs };
  const templates = { externalUrl: "", externalLabels: {}, query: NO_QUERIES, signal: signal ?? null };
  const { episodes, error } = await replayRule(body, lines.map(matrixSeries(startMs, stepMs)), steps, templates);
  const fired = episodes.flatMap(({ labels, annotations, activeMs, firedMs, endedMs }): PreviewEpisode[] =>
    firedMs === null
      ? []
      : [{ labels, sentence: sentenceOf(body.name, annotations, labels), activeMs, firedMs, resolvedMs: endedMs }],
  );
  return { episodes: fired.sort((a, b) => a.firedMs - b.firedMs), error };
}

const matrixSeries =
  (startMs: number, stepMs: number) =>
  ({ labels, values }: RuleLine): MatrixSeries => {
    const places = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
    return {
      labels: Labels.of(Object.entries(labels)),
      timesMs: Float64Array.from(places, (i) => startMs + i * stepMs),
      values: Float64Array.from(places, (i) => values[i] ?? Number.NaN),
      histograms: null,
    };
  };

/** Those that held longest; of a long window each n steps as one, which has a value where any of them has: a short time is seen, too. */
export function drawn(lines: readonly RuleLine[]): PreviewAnswer["series"] {
  const heldIn = (values: Float64Array) => values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const sized = lines.map((line) => ({ line, size: heldIn(line.values) })).sort((a, b) => b.size - a.size);
  return sized.slice(0, MOST_LINES).map(({ line }) => {
    const every = Math.max(1, Math.ceil(line.values.length / MOST_DRAWN));
    const kept = Array.from({ length: Math.ceil(line.values.length / every) }, (_, i) =>
      line.values.subarray(i * every, (i + 1) * every).findLast((value) => !Number.isNaN(value)),
    );
    return { labels: line.labels, values: kept.map((value) => (value === undefined ? null : chartValue(value))) };
  });
}
