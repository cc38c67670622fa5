/** POST /api/events: see server/api/eventsDoor.ts. */

import { eventsDoor } from "../../../server/api/stateDoor.ts";

export const dynamic = "force-dynamic";

export function POST(request: Request): Promise<Response> {
  return eventsDoor(request);
}
export { POST as DELETE, POST as GET, POST as PATCH, POST as PUT };
