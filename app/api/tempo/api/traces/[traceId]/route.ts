/** GET /api/tempo/api/traces/<id>: see server/api/tempoTraces.ts. */
import { answerTraceById } from "../../../../../../server/api/tempoTraces.ts";
import { runtime } from "../../../../../../server/runtime.ts";

export async function GET(request: Request, context: { params: Promise<{ traceId: string }> }): Promise<Response> {
  return answerTraceById(runtime().store, request, (await context.params).traceId, 1);
}
