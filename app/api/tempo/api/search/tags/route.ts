/** GET /api/tempo/api/search/tags: see server/api/tempoSearch.ts. */

import { tempoDoor } from "../../../../../../server/api/tempoDoor.ts";
import { answerTempoTags } from "../../../../../../server/api/tempoSearch.ts";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, (store) => answerTempoTags(store, request, 1, Date.now()));
}
