/**
 * The doors of the state API's route handlers: who may not come in is turned away here, again, although the web server looked before
 * (a handler must not depend on what stands in front of it); then the question is put to this process's store. A failure that
 * nobody foresaw is logged here and answered 500 without its cause.
 */
import type { TokenScope } from "../access/access.ts";
import { logFailure } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { answerReport } from "./eventsDoor.ts";
import { answerState, type StateTools } from "./stateRoutes.ts";
import { jsonResponse } from "./tempoResponse.ts";

const PREFIX = "/api/state/";
const TENANT = 1;

async function door(
  request: Request,
  need: TokenScope,
  ask: (tools: StateTools & { readonly who: string }) => Promise<Response>,
): Promise<Response> {
  const { access, store, log } = runtime();
  const verdict = access.checkAccess(Object.fromEntries(request.headers), undefined, need);
  if (!verdict.admitted) {
    const error = verdict.status === 401 ? "UNAUTHORIZED" : "FORBIDDEN";
    return jsonResponse({ error, message: verdict.message }, verdict.status);
  }
  try {
    return await ask({ store, tenant: TENANT, nowMs: Date.now(), who: verdict.name });
  } catch (error) {
    logFailure(log, { error, path: new URL(request.url).pathname }, "a question of the state API failed");
    const message = "The answer could not be made; the server's log has the cause. Ask again, or report it.";
    return jsonResponse({ error: "INTERNAL", message }, 500);
  }
}

/** Every path under /api/state. Never throws. */
export function stateDoor(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.slice(PREFIX.length).replace(/\/$/, "");
  return door(request, "read", (tools) => answerState(tools, request, path));
}

/** POST /api/events. Never throws. */
export function eventsDoor(request: Request): Promise<Response> {
  return door(request, "events:write", (tools) => answerReport(tools, request));
}
