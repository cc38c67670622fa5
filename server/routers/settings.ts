/** What a viewer must know about this Chronoscope: where telemetry goes in, what is kept for how long, where it lies, how much it is. */
import { procedure, router } from "../trpc.ts";

export const settingsRouter = router({
  doors: procedure.query(({ ctx }) => ctx.doors),

  /** Version, doors, retention, place and size of what is kept. Lengths in milliseconds, sizes in bytes. */
  about: procedure.query(async ({ ctx }) => {
    const { databaseBytes, keptSinceMs } = await ctx.store.storageReport({ tenant: ctx.tenant });
    return { ...ctx.settings, ...ctx.doors, databaseBytes, keptSinceMs };
  }),
});
