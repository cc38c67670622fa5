/** GET /api/tempo/api/status/buildinfo: see server/api/tempoSearch.ts. */
import { answerTempoBuildInfo } from "../../../../../../server/api/tempoSearch.ts";

export function GET(): Response {
  return answerTempoBuildInfo();
}
