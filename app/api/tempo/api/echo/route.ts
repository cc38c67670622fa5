/** GET /api/tempo/api/echo: see server/api/tempoSearch.ts. */

import { tempoDoor } from "../../../../../server/api/tempoDoor.ts";
import { answerTempoEcho } from "../../../../../server/api/tempoSearch.ts";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, answerTempoEcho);
}
