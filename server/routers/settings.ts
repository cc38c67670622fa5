/** What a viewer must know about this Chronoscope to point telemetry at it. */
import { procedure, router } from "../trpc.ts";

export const settingsRouter = router({
  doors: procedure.query(({ ctx }) => ctx.doors),
});
