/** GET /api/tempo/api/search/tag/<tag>/values: see server/api/tempoSearch.ts. */

import { tempoDoor } from "../../../../../../../../server/api/tempoDoor.ts";
import { answerTempoTagValues } from "../../../../../../../../server/api/tempoSearch.ts";

export async function GET(request: Request, context: { params: Promise<{ tag: string }> }): Promise<Response> {
  const { tag } = await context.params;
  return tempoDoor(request, (store) => answerTempoTagValues(store, request, tag, 1, Date.now()));
}
