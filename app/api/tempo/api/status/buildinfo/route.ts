/** GET /api/tempo/api/status/buildinfo: see server/api/tempoSearch.ts. */

import { tempoDoor } from "../../../../../../server/api/tempoDoor.ts";
import { answerTempoBuildInfo } from "../../../../../../server/api/tempoSearch.ts";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, answerTempoBuildInfo);
}
