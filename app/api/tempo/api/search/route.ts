/** GET /api/tempo/api/search: see server/api/tempoSearch.ts. */
import { answerTempoSearch } from "../../../../../server/api/tempoSearch.ts";
import { runtime } from "../../../../../server/runtime.ts";

export function GET(request: Request): Promise<Response> {
  return answerTempoSearch(runtime().store, request, Date.now());
}
