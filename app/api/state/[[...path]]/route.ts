/** Every path under /api/state: see server/api/stateRoutes.ts. */

import { stateDoor } from "../../../../server/api/stateDoor.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return stateDoor(request);
}
export { GET as DELETE, GET as PATCH, GET as POST, GET as PUT };
