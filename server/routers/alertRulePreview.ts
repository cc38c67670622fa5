/**
 * How a rule would have gone: what it would have seen (alertPreviewLines.ts), and the leader's state machine over it.
 * Errors: none; why there is no answer is said in it.
 */
import { labelFingerprint } from "../alerting/fingerprint.ts";
import { RuleState } from "../alerting/ruleState.ts";
import { ALERT_NAME, type Alert, type AlertRuleBody } from "../model/alert.ts";
import type { TimeWindow } from "../model/time.ts";
import { comparisonOf } from "../promql/comparison.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import type { PreviewAnswer, PreviewEpisode } from "./alertAnswer.ts";
import { linesOf, type PreviewContext, type RuleLine, stepOf } from "./alertPreviewLines.ts";
import { previewNote, previewSentence } from "./alertPreviewWords.ts";
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
    const { lines, startMs, stepMs, isSearched } = seen;
    if (lines.length > MOST_SERIES) {
      const many = lines.length.toLocaleString("en-US");
      return empty(`The query gives ${many} series; a rule takes ${MOST_SERIES.toLocaleString("en-US")} at most.`);
    }
    const nowMs = Date.now();
    const { sinceMs } = await ctx.store.readState({ tenant: ctx.tenant, atMs: nowMs });
    const { intervalMs } = body;
    const { retentionMs } = ctx.doors;
    const episodes = replayLines(body, lines, startMs, stepMs);
    const { threshold, operator } = comparedTo(body);
    return {
      ...{ window, stepMs, threshold, operator, problem: null },
      sentence: previewSentence(episodes, window),
      note: previewNote({ window, stepMs, intervalMs, retentionMs, nowMs, sinceMs, isSearched }),
      episodes: episodes.slice(-MOST_EPISODES),
      total: episodes.length,
      series: drawn(lines),
    };
  } catch (error) {
    if (isPromQlError(error)) return empty(`The query cannot be answered: ${error.message}.`);
    throw error;
  }
}

function comparedTo({ condition }: AlertRuleBody): Pick<PreviewAnswer, "threshold" | "operator"> {
  if (condition.kind === "promql") return comparisonOf(condition.query);
  return condition.kind === "slo" ? { threshold: null, operator: null } : condition;
}

/** Oldest first. */
export function replayLines(
  body: AlertRuleBody,
  lines: readonly RuleLine[],
  startMs: number,
  stepMs: number,
): PreviewEpisode[] {
  const limit = body.condition.kind === "promql" ? body.condition.limit : 0;
  const state = new RuleState({ ...body, key: "preview", limit });
  const candidates = lines.map(({ labels, values }) => {
    const own = { ...labels, ...body.labels, [ALERT_NAME]: body.name };
    return { fingerprint: labelFingerprint(own), labels: own, annotations: {}, values };
  });
  const open = new Map<string, Alert>();
  const episodes: PreviewEpisode[] = [];
  const count = lines[0]?.values.length ?? 0;
  for (let step = 0; step < count; step++) {
    const held = candidates.flatMap(({ values, ...rest }) => {
      const value = values[step] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [{ ...rest, value }];
    });
    for (const alert of state.take(held, startMs + step * stepMs).changed) {
      if (alert.state === "firing") open.set(alert.fingerprint, alert);
      else if (open.delete(alert.fingerprint)) episodes.push(episodeOf(alert));
    }
  }
  for (const alert of open.values()) episodes.push(episodeOf({ ...alert, resolvedMs: null }));
  return episodes.sort((a, b) => a.firedMs - b.firedMs);
}

const episodeOf = ({ labels, activeMs, firedMs, resolvedMs }: Alert): PreviewEpisode => ({
  ...{ labels, activeMs, resolvedMs },
  firedMs: firedMs ?? activeMs,
});

/** Those that held longest; of a long window every n-th step. */
function drawn(lines: readonly RuleLine[]): PreviewAnswer["series"] {
  const heldIn = (values: Float64Array) => values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const sized = lines.map((line) => ({ line, size: heldIn(line.values) })).sort((a, b) => b.size - a.size);
  return sized.slice(0, MOST_LINES).map(({ line }) => {
    const every = Math.max(1, Math.ceil(line.values.length / MOST_DRAWN));
    const kept = Array.from(line.values).filter((_, i) => i % every === 0);
    return { labels: line.labels, values: kept.map((value) => (Number.isNaN(value) ? null : chartValue(value))) };
  });
}
