/** An SLO's body as what is sent: the same, with lists that may be written to, as procedures take them. */
import type { SloBody } from "../../server/model/slo.ts";

export const sentBody = (body: SloBody) => ({
  ...body,
  labels: { ...body.labels },
  sla: body.sla && { ...body.sla, tiers: [...body.sla.tiers] },
});
