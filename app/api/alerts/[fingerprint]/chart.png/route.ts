/** GET /api/alerts/<fingerprint>/chart.png: see server/api/alertPictureDoor.ts. */

import { alertPictureDoor } from "../../../../../server/api/alertPictureDoor.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return alertPictureDoor(request);
}
