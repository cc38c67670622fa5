/** Every path under /api/tempo that has no handler of its own: JSON 404, since whoever asks here reads JSON. */

import { tempoDoor } from "../../../../server/api/tempoDoor.ts";
import { answerUnknownPath } from "../../../../server/api/tempoSearch.ts";

const KNOWN = "search is at /api/tempo/api/search, a trace at /api/tempo/api/traces/<id>.";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, () => answerUnknownPath(request, "The Tempo API", KNOWN));
}
export { GET as DELETE, GET as PATCH, GET as POST, GET as PUT };
