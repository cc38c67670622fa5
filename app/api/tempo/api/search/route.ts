/** GET /api/tempo/api/search: see server/api/tempoSearch.ts. */

import { tempoDoor } from "../../../../../server/api/tempoDoor.ts";
import { answerTempoSearch } from "../../../../../server/api/tempoSearch.ts";

export function GET(request: Request): Promise<Response> {
  return tempoDoor(request, (store) => answerTempoSearch(store, request, Date.now()));
}
