/**
 * The door of the Tempo API's route handlers: who may not read is turned away here, again, although the web server looked before
 * (a handler must not depend on what stands in front of it); then the question is put to this process's store. A failure that
 * nobody foresaw is logged here and answered 500 without its cause.
 */
import { logFailure } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { jsonResponse } from "./tempoResponse.ts";

/** What `ask` answers from the store, or 401, 403 or 500 with a sentence; never throws. */
export async function tempoDoor(
  request: Request,
  ask: (store: TelemetryReader) => Promise<Response> | Response,
): Promise<Response> {
  const { access, store, log } = runtime();
  const verdict = access.checkAccess(Object.fromEntries(request.headers), undefined, "read");
  if (!verdict.admitted) return jsonResponse({ error: "UNAUTHORIZED", message: verdict.message }, verdict.status);
  try {
    return await ask(store);
  } catch (error) {
    logFailure(log, { error, path: new URL(request.url).pathname }, "a question of the Tempo API failed");
    const message = "The answer could not be made; the server's log has the cause. Ask again, or report it.";
    return jsonResponse({ error: "INTERNAL", message }, 500);
  }
}
