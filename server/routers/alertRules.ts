/**
 * Alert rules for the console: `alertRules.*`: all of them with how they fare, those that people define here, switches of built-in ones, and
 * how a rule would have gone. Answers: alertAnswer.ts.
 * Errors: INVALID for a query that is none, CONFLICT for a name that is taken or a rule that somebody else saved meanwhile.
 */
import { z } from "zod";
import { alertRuleBody } from "../db/alertRuleBody.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, procedureFor, router, windowInput } from "../trpc.ts";
import { previewRule } from "./alertRulePreview.ts";
import { deleteRule, revisionsOf, saveRule, switchBuiltin, switchRule } from "./alertRuleSaving.ts";
import { rulesAnswer } from "./alertRuleViews.ts";

const admin = procedureFor("admin");
const instant = z.number().int().nonnegative().max(LAST_UNIX_MS);
const id = z.uuid("This is no rule's id.");

export const alertRulesRouter = router({
  /** Every rule that alerts, with its health, its last evaluation and how many alerts it has. */
  list: procedure.input(z.object({ atMs: instant })).query(({ ctx, input }) => rulesAnswer(ctx, input.atMs)),

  /** Every revision of a console rule, newest first. */
  revisions: procedure.input(z.object({ id })).query(({ ctx, input }) => revisionsOf(ctx.db, input.id)),

  /** How it would have gone in a window, of what is stored. */
  preview: procedure
    .input(z.intersection(windowInput, z.object({ body: alertRuleBody })))
    .query(({ ctx, input, signal }) => {
      const { startMs, endMs, body } = input;
      return previewRule(ctx, body, { startMs, endMs }, signal);
    }),

  /** A new rule, or with `id` and the `revision` looked at another form of one. */
  save: admin
    .input(
      z.object({
        id: id.optional(),
        revision: z.number().int().optional(),
        body: alertRuleBody,
        isEnabled: z.boolean().default(true),
      }),
    )
    .mutation(({ ctx, input }) => saveRule(ctx.db, { ...input, author: ctx.who })),

  /** Switches a console rule on or off. */
  enable: admin
    .input(z.object({ id, isEnabled: z.boolean() }))
    .mutation(({ ctx, input }) => switchRule(ctx.db, { ...input, author: ctx.who })),

  delete: admin
    .input(z.object({ id }))
    .mutation(async ({ ctx, input }) => ({ deleted: await deleteRule(ctx.db, { ...input, author: ctx.who }) })),

  /** Switches a built-in rule on or off. */
  enableBuiltin: admin
    .input(z.object({ name: z.string().min(1).max(200), isEnabled: z.boolean() }))
    .mutation(({ ctx, input }) => switchBuiltin(ctx.db, { ...input, author: ctx.who })),
});
