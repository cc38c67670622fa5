/** Numbers over time: PromQL for panels and for whoever explores, and what there is to ask for. */
import { z } from "zod";
import { formatPretty } from "../promql/formatPretty.ts";
import { parseQuery, parseSelector } from "../promql/parse.ts";
import { listFamilies, listLabelSets, listMetricNames } from "../series/catalog.ts";
import { readQueryExemplars } from "../series/exemplars.ts";
import { fillIn, stepFor } from "../series/steps.ts";
import { procedure, router, windowInput } from "../trpc.ts";
import { exemplarRows } from "./exemplarRows.ts";
import { heatmapOf } from "./heatmapAnswer.ts";
import { metricCatalogRouter } from "./metricCatalog.ts";
import { type ChartGrid, chartAnswer, chartProblem } from "./metricsAnswer.ts";

const MOST_QUERIES = 20;
const MOST_SERIES = 200;
const MOST_TEXT = 1_000_000;

const query = z.object({ ref: z.string().max(64), expr: z.string().max(MOST_TEXT) });
const rangeInput = z.intersection(
  windowInput,
  z.object({
    queries: z.array(query).max(MOST_QUERIES),
    /** Most points of a line; the step is the shortest round one that keeps to it. */
    mostPoints: z.number().int().min(2).max(11_000).default(240),
    /** A step of one's own, in place of the one that `mostPoints` gives. */
    stepMs: z.number().int().min(1).optional(),
    mostSeries: z.number().int().min(1).max(2_000).default(MOST_SERIES),
    /** Of more series than that those with the greatest values, not the first. */
    greatest: z.boolean().default(false),
  }),
);

/** People wait no longer; rules and the Prometheus API have more time. */
const VIEWER_TIMEOUT_MS = 30_000;
const forViewer = (signal: AbortSignal | undefined) => ({ timeoutMs: VIEWER_TIMEOUT_MS, signal: signal ?? null });

/** The window's steps, each at a multiple of the step since the Unix epoch, so that answers of two moments agree. */
function gridOf(window: { startMs: number; endMs: number }, stepMs: number): ChartGrid {
  const startMs = Math.ceil(window.startMs / stepMs) * stepMs;
  return { startMs, stepMs, count: Math.max(1, Math.floor((window.endMs - startMs) / stepMs) + 1) };
}

export const metricsRouter = router({
  catalog: metricCatalogRouter,

  /** Several queries over one window, on one grid of steps. */
  range: procedure.input(rangeInput).query(async ({ ctx, input, signal }) => {
    const rangeMs = input.endMs - input.startMs;
    const grid = gridOf(input, input.stepMs ?? stepFor(rangeMs, input.mostPoints));
    const { startMs, stepMs, count } = grid;
    const answers = input.queries.map(async ({ ref, expr }) => {
      const asked = fillIn(expr, { stepMs, rangeMs });
      try {
        const endMs = startMs + (count - 1) * stepMs;
        const answer = await ctx.promQl.ask({ query: asked, startMs, endMs, stepMs, ...forViewer(signal) });
        return chartAnswer(ref, asked, answer, grid, input);
      } catch (error) {
        return chartProblem(ref, asked, error);
      }
    });
    return { ...grid, answers: await Promise.all(answers) };
  }),

  /** Several queries at one instant. `$__range` is the window. */
  instant: procedure.input(rangeInput).query(async ({ ctx, input, signal }) => {
    const rangeMs = input.endMs - input.startMs;
    const at = { startMs: input.endMs, endMs: input.endMs, stepMs: 0 };
    const grid = { startMs: input.endMs, stepMs: 1, count: 1 };
    const answers = input.queries.map(async ({ ref, expr }) => {
      const asked = fillIn(expr, { stepMs: stepFor(rangeMs, input.mostPoints), rangeMs });
      try {
        const answer = await ctx.promQl.ask({ query: asked, ...at, ...forViewer(signal) });
        return chartAnswer(ref, asked, answer, grid, input);
      } catch (error) {
        return chartProblem(ref, asked, error);
      }
    });
    return { atMs: input.endMs, answers: await Promise.all(answers) };
  }),

  /** A query whose answer is native histograms, or classic buckets by `le`: how many fell where, step by step. */
  heatmap: procedure
    .input(
      z.intersection(
        windowInput,
        z.object({ expr: z.string().max(MOST_TEXT), mostPoints: z.number().int().min(2).max(500).default(120) }),
      ),
    )
    .query(async ({ ctx, input, signal }) => {
      const rangeMs = input.endMs - input.startMs;
      const grid = gridOf(input, stepFor(rangeMs, input.mostPoints));
      const { startMs, stepMs, count } = grid;
      const expr = fillIn(input.expr, { stepMs, rangeMs });
      const endMs = startMs + (count - 1) * stepMs;
      try {
        const asked = await ctx.promQl.ask({ query: expr, startMs, endMs, stepMs, ...forViewer(signal) });
        return { ...grid, ...heatmapOf(asked.value, grid), problem: null };
      } catch (error) {
        return { ...grid, bounds: [], counts: [], problem: chartProblem("heatmap", expr, error).problem };
      }
    }),

  /** Single measurements with their traces, of every series that the query selects: the dots of a chart. In order of time. */
  exemplars: procedure
    .input(z.intersection(windowInput, z.object({ expr: z.string().max(MOST_TEXT) })))
    .query(async ({ ctx, input, signal }) => {
      const rangeMs = input.endMs - input.startMs;
      const expr = fillIn(input.expr, { stepMs: stepFor(rangeMs, MOST_SERIES), rangeMs });
      try {
        const found = await readQueryExemplars(ctx.promQl.source(signal), parseQuery(expr), input);
        return { exemplars: exemplarRows(found), problem: null };
      } catch (error) {
        return { exemplars: [], problem: chartProblem("exemplars", expr, error).problem };
      }
    }),

  /** Every metric, with its type, unit, description and number of series. */
  families: procedure.query(async ({ ctx, signal }) => ({ families: await listFamilies(ctx.promQl.source(signal)) })),

  names: procedure.query(async ({ ctx, signal }) => ({ names: await listMetricNames(ctx.promQl.source(signal)) })),

  /** One metric's labels, those with the most values first, each with its values. */
  labels: procedure
    .input(z.intersection(windowInput, z.object({ selector: z.string().max(MOST_TEXT) })))
    .query(async ({ ctx, input, signal }) => {
      const { matchers } = parseSelector(input.selector);
      const sets = await listLabelSets(ctx.promQl.source(signal), matchers, input);
      const values = new Map<string, Map<string, number>>();
      for (const set of sets) {
        for (const [name, value] of set.entries()) {
          const counts = values.get(name) ?? new Map<string, number>();
          counts.set(value, (counts.get(value) ?? 0) + 1);
          values.set(name, counts);
        }
      }
      const labels = [...values].map(([name, counts]) => ({
        name,
        valueCount: counts.size,
        /** The most used first. */
        values: [...counts]
          .sort(([, a], [, b]) => b - a)
          .slice(0, MOST_SERIES)
          .map(([value, series]) => ({ value, series })),
      }));
      return { seriesCount: sets.length, labels: labels.sort((a, b) => b.valueCount - a.valueCount) };
    }),

  /** The query laid out for reading. Says what is wrong with it as the other questions do. */
  format: procedure.input(z.object({ expr: z.string().max(MOST_TEXT) })).query(({ input }) => {
    try {
      return { text: formatPretty(parseQuery(input.expr)), problem: null };
    } catch (error) {
      return { text: input.expr, problem: chartProblem("format", input.expr, error).problem };
    }
  }),
});
