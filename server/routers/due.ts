/**
 * Where somebody must act at an instant, counted for the frame of every page: SLOs whose budget burns, alerts that fire and that nobody
 * has acknowledged. From the state, which is in memory: no count of any SLO is read for it.
 */
import { z } from "zod";
import { thingOf } from "../model/state.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, router } from "../trpc.ts";

export const dueRouter = router({
  at: procedure
    .input(z.object({ atMs: z.number().int().nonnegative().max(LAST_UNIX_MS) }))
    .query(async ({ ctx, input }) => {
      const { state } = await ctx.store.readState({ tenant: ctx.tenant, atMs: input.atMs });
      let [slos, alerts] = [0, 0];
      for (const [id, thing] of state) {
        const { kind } = thingOf(id);
        if (kind === "slo" && thing.present && thing["p.status"] === "burning") slos++;
        if (kind === "alert" && thing.present && thing["p.state"] === "firing" && !thing["p.acknowledgedBy"]) alerts++;
      }
      return { slos, alerts };
    }),
});
