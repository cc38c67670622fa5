/**
 * What there is to ask for, for those who look for a metric or write a query: metrics with their cardinality, names and values of
 * labels, the samples themselves.
 */
import { z } from "zod";
import type { VectorSelector } from "../promql/ast.ts";
import { formatExpr } from "../promql/format.ts";
import { parseQuery, parseSelector } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import { countDerived } from "../series/catalog.ts";
import { listLabelNames, listLabelValues } from "../series/labelLists.ts";
import { fillIn } from "../series/steps.ts";
import { procedure, router, windowInput } from "../trpc.ts";
import { chartProblem } from "./metricsAnswer.ts";
import { samplesAnswer } from "./samplesAnswer.ts";
import { selectorsOf } from "./selectorsOf.ts";

const MOST_TEXT = 1_000_000;
/** A list to choose from is of no use beyond this. */
const MOST_OFFERED = 10_000;

/** `match`: a selector that the series must satisfy; all series when it is empty. */
const asked = z.intersection(windowInput, z.object({ match: z.string().max(MOST_TEXT).default("") }));

function matchersOf(match: string) {
  return match === "" ? [] : [parseSelector(match).matchers];
}

export const metricCatalogRouter = router({
  /** Series of the derived metrics in the window; sent ones bring their number along (`metrics.families`). */
  derived: procedure.input(windowInput).query(async ({ ctx, input, signal }) => ({
    counts: Object.fromEntries(await countDerived(ctx.promQl.source(signal), input)),
  })),

  /** What makes one sent metric's series many: its attributes by number of values, as OTLP names them. */
  cardinality: procedure.input(z.object({ sentName: z.string().max(4096) })).query(async ({ ctx, input }) => ({
    attributes: await ctx.store.countAttributeValues({ tenant: ctx.tenant, name: input.sentName }),
  })),

  labelNames: procedure.input(asked).query(async ({ ctx, input, signal }) => {
    const names = await listLabelNames(ctx.promQl.source(signal), {
      matcherSets: matchersOf(input.match),
      window: input,
    });
    return { names: names.slice(0, MOST_OFFERED) };
  }),

  labelValues: procedure
    .input(z.intersection(asked, z.object({ label: z.string().max(4096) })))
    .query(async ({ ctx, input, signal }) => {
      const matcherSets = matchersOf(input.match);
      const values = await listLabelValues(ctx.promQl.source(signal), input.label, { matcherSets, window: input });
      return { values: values.slice(0, MOST_OFFERED) };
    }),

  /**
   * The samples of the window behind a query, newest first: of one of its selectors, which `selector` counts from 0.
   * A derived metric's are those of the tier that is read for so long a window.
   */
  samples: procedure
    .input(
      z.intersection(
        windowInput,
        z.object({ expr: z.string().max(MOST_TEXT), selector: z.number().int().nonnegative().default(0) }),
      ),
    )
    .query(async ({ ctx, input, signal }) => {
      const rangeMs = input.endMs - input.startMs;
      const expr = fillIn(input.expr, { stepMs: 1, rangeMs });
      try {
        const found: VectorSelector[] = selectorsOf(parseQuery(expr));
        const selectors = found.map((one) => formatExpr(withoutModifiers(one)));
        const chosen = selectors[input.selector] ?? selectors[0];
        if (chosen === undefined) return { selectors, ...samplesAnswer(null), problem: null };
        const at = { startMs: input.endMs, endMs: input.endMs, stepMs: 0 };
        const query = `${chosen}[${rangeMs}ms]`;
        const answer = await ctx.promQl.ask({ query, ...at, signal: signal ?? null });
        return { selectors, ...samplesAnswer(answer.value), problem: null };
      } catch (error) {
        if (!isPromQlError(error)) throw error;
        return { selectors: [], ...samplesAnswer(null), problem: chartProblem("samples", expr, error).problem };
      }
    }),
});

/** The samples are those of the window, wherever the query looks. */
function withoutModifiers(selector: VectorSelector): VectorSelector {
  return { ...selector, offset: 0, at: null, extension: null };
}
