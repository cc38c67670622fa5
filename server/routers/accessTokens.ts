/**
 * Tokens that open doors, for those who may administer: which there are, a new one (shown once), one less. Never a hash.
 * Errors: CONFLICT for the last token that may do everything, without which nobody could make another.
 */
import { z } from "zod";
import { TOKEN_SCOPES } from "../access/access.ts";
import { DomainError } from "../errors.ts";
import { procedureFor, router } from "../trpc.ts";

const admin = procedureFor("admin");
const ID = z.uuid("This is no token's id.");

export const accessTokensRouter = router({
  /** Oldest first. */
  list: admin.query(async ({ ctx }) => {
    const rows = await ctx.db.readAccessTokens();
    return {
      guarded: ctx.doors.guarded,
      tokens: rows.map(({ id, name, scopes, createdMs }) => ({ id, name, scopes, createdMs })),
    };
  }),

  /** A new token: the only time that it is told. It works within some seconds. */
  make: admin
    .input(
      z.object({
        name: z.string().trim().min(1, "A token needs a name.").max(100, "A name has at most 100 characters."),
        scopes: z
          .array(z.enum(TOKEN_SCOPES))
          .min(1, "A token needs something that it may do.")
          .max(TOKEN_SCOPES.length),
      }),
    )
    .mutation(async ({ ctx, input }) => ({
      token: await ctx.db.createAccessToken(input.name, [...new Set(input.scopes)]),
    })),

  /** True when there was such a token. It stops to work within some seconds. */
  revoke: admin.input(z.object({ id: ID })).mutation(async ({ ctx, input }) => {
    const rows = await ctx.db.readAccessTokens();
    const others = rows.filter(({ id, scopes }) => id !== input.id && scopes.includes("admin"));
    if (ctx.doors.guarded && others.length === 0) {
      throw new DomainError(
        "CONFLICT",
        "This is the last token that may do everything. Make another such token first.",
      );
    }
    return { revoked: await ctx.db.revokeAccessToken(input.id) };
  }),
});
