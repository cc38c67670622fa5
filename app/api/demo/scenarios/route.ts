/** GET /api/demo/scenarios: see server/api/demoScenarios.ts. */

import { answerDemoScenarios } from "../../../../server/api/demoScenarios.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return answerDemoScenarios(request);
}
