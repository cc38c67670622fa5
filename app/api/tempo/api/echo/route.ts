/** GET /api/tempo/api/echo: see server/api/tempoSearch.ts. */
import { answerTempoEcho } from "../../../../../server/api/tempoSearch.ts";

export function GET(): Response {
  return answerTempoEcho();
}
