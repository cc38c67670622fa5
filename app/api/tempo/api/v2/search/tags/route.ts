/** GET /api/tempo/api/v2/search/tags: see server/api/tempoSearch.ts. */
import { answerTempoTags } from "../../../../../../../server/api/tempoSearch.ts";
import { runtime } from "../../../../../../../server/runtime.ts";

export function GET(request: Request): Promise<Response> {
  return answerTempoTags(runtime().store, request, 2, Date.now());
}
