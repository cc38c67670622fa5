/** Every path under /api/prometheus: see server/api/prometheusRoutes.ts. */

import { prometheusDoor } from "../../../../server/api/prometheusDoor.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> | Response {
  return prometheusDoor(request);
}
export { GET as DELETE, GET as PATCH, GET as POST, GET as PUT };
