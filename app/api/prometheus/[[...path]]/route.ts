/** Every path under /api/prometheus that has no handler of its own: JSON 404, since whoever asks here reads JSON. */

import { tempoDoor } from "../../../../server/api/tempoDoor.ts";
import { answerUnknownPath } from "../../../../server/api/tempoSearch.ts";

const KNOWN = "it is not built yet; services and operations are in the console.";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, () => answerUnknownPath(request, "The Prometheus API", KNOWN));
}
export { GET as DELETE, GET as PATCH, GET as POST, GET as PUT };
