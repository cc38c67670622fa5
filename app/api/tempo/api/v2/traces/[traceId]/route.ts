/** GET /api/tempo/api/v2/traces/<id>: see server/api/tempoTraces.ts. */

import { tempoDoor } from "../../../../../../../server/api/tempoDoor.ts";
import { answerTraceById } from "../../../../../../../server/api/tempoTraces.ts";

export async function GET(request: Request, context: { params: Promise<{ traceId: string }> }): Promise<Response> {
  const { traceId } = await context.params;
  return tempoDoor(request, (store) => answerTraceById(store, request, traceId, 2));
}
