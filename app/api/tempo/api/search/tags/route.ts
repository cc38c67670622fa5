/** GET /api/tempo/api/search/tags: see server/api/tempoSearch.ts. */
import { answerTempoTags } from "../../../../../../server/api/tempoSearch.ts";
import { runtime } from "../../../../../../server/runtime.ts";

export function GET(request: Request): Promise<Response> {
  return answerTempoTags(runtime().store, request, 1, Date.now());
}
