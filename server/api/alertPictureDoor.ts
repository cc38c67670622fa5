/**
 * GET /api/alerts/<fingerprint>/chart.png?at=<instant>: the picture that messages link. Without `at`, as of now. A link that was signed
 * for a message opens without a token.
 * Errors: 400 for what is no fingerprint or instant, 401 and 403 by the token, 404 where there is no such alert,
 * 503 while the store cannot be reached.
 */
import { domainCode, logFailure } from "../errors.ts";
import { alertPicture } from "../routers/alertPicture.ts";
import { runtime } from "../runtime.ts";
import { instantOf } from "./stateParams.ts";
import { jsonResponse } from "./tempoResponse.ts";

const TENANT = 1;
const STATUS: Readonly<Record<string, number>> = { NOT_FOUND: 404, INVALID: 400, UNAVAILABLE: 503, OVERLOADED: 503 };
const refusal = (status: number, error: string, message: string) => jsonResponse({ error, message }, status);

/** Never throws. */
export async function alertPictureDoor(request: Request): Promise<Response> {
  const { access, links, store, db, promQl, log } = runtime();
  const verdict = access.checkAccess(Object.fromEntries(request.headers), undefined, "read");
  const { pathname, search, searchParams } = new URL(request.url);
  if (!verdict.admitted && !(await links.admits(pathname + search, Date.now()))) {
    return refusal(verdict.status, verdict.status === 401 ? "UNAUTHORIZED" : "FORBIDDEN", verdict.message);
  }
  const fingerprint = /^\/api\/alerts\/([0-9a-f]{16})\/chart\.png$/.exec(pathname)?.[1];
  const at = searchParams.get("at");
  const atMs = at === null ? Date.now() : instantOf(at);
  if (!fingerprint) return refusal(400, "INVALID", "An alert's fingerprint has 16 hexadecimal digits.");
  if (atMs === null)
    return refusal(400, "INVALID", "`at` is no instant: send RFC 3339 with its zone, or Unix milliseconds.");
  try {
    const picture = await alertPicture({ store, db, promQl, tenant: TENANT }, fingerprint, atMs);
    const headers = { "content-type": "image/png", "cache-control": "private, max-age=60" };
    return new Response(new Uint8Array(await picture.png()), { headers });
  } catch (error) {
    const code = domainCode(error);
    const status = code === null ? undefined : STATUS[code];
    if (status !== undefined && error instanceof Error) return refusal(status, code ?? "", error.message);
    logFailure(log, { error, path: pathname }, "a picture of an alert could not be drawn");
    return refusal(500, "INTERNAL", "The picture could not be drawn; the server's log has the cause.");
  }
}
