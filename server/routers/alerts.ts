/**
 * Alerts for the console: `alerts.*`. What is asked is in alertQueries.ts, the forms of the answers in alertAnswer.ts.
 * Instants are Unix milliseconds. Rules: alertRules.ts.
 */
import { z } from "zod";
import { unturned } from "../analysis/history/sayNumbers.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, procedureFor, router, windowInput } from "../trpc.ts";
import { acknowledgeAlert, noteOnAlert, unacknowledgeAlert } from "./alertActs.ts";
import { alertChart } from "./alertChartOf.ts";
import { alertAt, alertsAt } from "./alertQueries.ts";
import { alertsFired } from "./alertsFired.ts";

const instant = z
  .number()
  .int("An instant is a whole number of Unix milliseconds.")
  .nonnegative("An instant is not before 1970.")
  .max(LAST_UNIX_MS, "An instant is at most the last that telemetry can bear, in the year 2554.");
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, "An alert's fingerprint has 16 hexadecimal digits.");
const of = z.object({ fingerprint });
const write = procedureFor("alerts:write");

export const alertsRouter = router({
  /** Those that stand at an instant, and those that ended within the hour before it. */
  at: procedure.input(z.object({ atMs: instant })).query(({ ctx, input }) => alertsAt(ctx, input.atMs)),

  /** Those that fired within a window, for the marks on charts. */
  fired: procedure.input(windowInput).query(({ ctx, input }) => alertsFired(ctx, input)),

  /** One with everything around it, as it was at an instant. */
  one: procedure
    .input(of.extend({ atMs: instant }))
    .query(({ ctx, input }) => alertAt(ctx, input.fingerprint, input.atMs)),

  /** Its value over the window of `one`, with the threshold; asked apart, since it may take longer. */
  chart: procedure
    .input(of.extend({ atMs: instant }))
    .query(({ ctx, input, signal }) => alertChart(ctx, input.fingerprint, input.atMs, signal)),

  acknowledge: write
    .input(of)
    .mutation(({ ctx, input }) => acknowledgeAlert(ctx, { ...input, author: ctx.who, nowMs: Date.now() })),

  unacknowledge: write
    .input(of)
    .mutation(({ ctx, input }) => unacknowledgeAlert(ctx, { ...input, author: ctx.who, nowMs: Date.now() })),

  note: write
    .input(
      of.extend({
        text: z
          .string()
          .overwrite(unturned)
          .trim()
          .min(1, "A note needs words.")
          .max(10_000, "A note has at most 10,000 characters."),
      }),
    )
    .mutation(({ ctx, input }) => noteOnAlert(ctx, { ...input, author: ctx.who, nowMs: Date.now() })),
});
