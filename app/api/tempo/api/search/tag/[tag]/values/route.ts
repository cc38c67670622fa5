/** GET /api/tempo/api/search/tag/<tag>/values: see server/api/tempoSearch.ts. */
import { answerTempoTagValues } from "../../../../../../../../server/api/tempoSearch.ts";
import { runtime } from "../../../../../../../../server/runtime.ts";

export async function GET(request: Request, context: { params: Promise<{ tag: string }> }): Promise<Response> {
  const { tag } = await context.params;
  return answerTempoTagValues(runtime().store, request, decodeURIComponent(tag), 1, Date.now());
}
