/**
 * The door of the Tempo API's route handlers: who may not read is turned away here, again, although the web server looked before
 * (a handler must not depend on what stands in front of it); then the question is put to this process's store.
 */
import { runtime } from "../runtime.ts";
import type { TelemetryReader } from "../store/telemetryStore.ts";
import { jsonResponse } from "./tempoResponse.ts";

/** What `ask` answers from the store, or 401/403 with a sentence. */
export async function tempoDoor(
  request: Request,
  ask: (store: TelemetryReader) => Promise<Response> | Response,
): Promise<Response> {
  const { access, store } = runtime();
  const verdict = access.checkAccess(Object.fromEntries(request.headers), undefined, "read");
  return verdict.admitted
    ? ask(store)
    : jsonResponse({ error: "UNAUTHORIZED", message: verdict.message }, verdict.status);
}
