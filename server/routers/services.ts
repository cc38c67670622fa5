/** What the services of a window do: the questions of the Services and Service screens and of the time bar. */
import { z } from "zod";
import { healthStrip } from "../analysis/healthStrip.ts";
import { procedure, router, windowInput } from "../trpc.ts";

/** Bars that a time bar draws at most. */
const STRIP_BARS = 240;

export const servicesRouter = router({
  /** Names of the services that sent spans in the window, in alphabetical order. */
  names: procedure.input(windowInput).query(async ({ ctx, input }) => {
    const { series } = await ctx.store.readServices({
      tenant: ctx.tenant,
      window: input,
      stepMs: input.endMs - input.startMs,
    });
    return { names: series.map(({ service }) => service).sort() };
  }),

  healthStrip: procedure
    .input(z.intersection(windowInput, z.object({ bars: z.number().int().min(10).max(480).default(STRIP_BARS) })))
    .query(async ({ ctx, input }) => {
      const stepMs = Math.ceil((input.endMs - input.startMs) / input.bars);
      return healthStrip(await ctx.store.readServices({ tenant: ctx.tenant, window: input, stepMs }), stepMs);
    }),
});
