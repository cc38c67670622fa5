/**
 * Where somebody must act at an instant, counted for the frame of every page: SLOs whose budget burns, alerts that fire and that nobody
 * has acknowledged. From the state, which is in memory: no count of any SLO is read for it.
 */
import { z } from "zod";
import { type ThingState, thingOf } from "../model/state.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import { procedure, router } from "../trpc.ts";

/** The gravest of them, which every page leads to. */
export interface FirstAlert {
  readonly fingerprint: string;
  readonly sentence: string;
  readonly severity: string | null;
}

function alertOf(id: string, thing: ThingState): FirstAlert {
  const [name = "", fingerprint = ""] = thingOf(id).names;
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  const service = text(thing["p.service"]);
  const named = service === null ? name : `${name}: ${service}`;
  return { fingerprint, sentence: text(thing["p.summary"]) ?? named, severity: text(thing["p.severity"]) };
}

const GRAVE = ["page", "critical", "ticket", "warning"];
const rankOf = ({ severity }: FirstAlert) => {
  const place = GRAVE.indexOf(severity ?? "");
  return place < 0 ? GRAVE.length : place;
};

export const dueRouter = router({
  at: procedure
    .input(z.object({ atMs: z.number().int().nonnegative().max(LAST_UNIX_MS) }))
    .query(async ({ ctx, input }) => {
      const { state } = await ctx.store.readState({ tenant: ctx.tenant, atMs: input.atMs });
      let [slos, alerts] = [0, 0];
      let first: FirstAlert | null = null;
      for (const [id, thing] of state) {
        const { kind } = thingOf(id);
        if (kind === "slo" && thing.present && thing["p.status"] === "burning") slos++;
        if (kind === "alert" && thing.present && thing["p.state"] === "firing" && !thing["p.acknowledgedBy"]) {
          alerts++;
          const one = alertOf(id, thing);
          if (first === null || rankOf(one) < rankOf(first)) first = one;
        }
      }
      return { slos, alerts, first };
    }),
});
