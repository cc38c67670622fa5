/**
 * The door of the Prometheus API's route handler: who may not read is turned away here, again, although the web server looked before
 * (a handler must not depend on what stands in front of it); then the question is put to this process's PromQL.
 * The rules are those that the leader of `loops` wrote down.
 */
import { logFailure } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { readVersion } from "../version.ts";
import { answerPrometheus } from "./prometheusRoutes.ts";

const PREFIX = "/api/prometheus/";
const TENANT = 1;

/** What `answerPrometheus` answers, or 401 or 403 with a sentence; never throws. */
export function prometheusDoor(request: Request): Promise<Response> | Response {
  const own = runtime();
  const { pathname } = new URL(request.url);
  const verdict = own.access.checkAccess(Object.fromEntries(request.headers), undefined, "read");
  if (!verdict.admitted) {
    const body = { status: "error", errorType: "unauthorized", error: verdict.message };
    return Response.json(body, { status: verdict.status, headers: { "www-authenticate": "Bearer" } });
  }
  const tools = {
    promQl: own.promQl,
    readRules: () => own.store.readRuleReport({ tenant: TENANT }),
    retentionMs: own.config.retentionMs,
    version: readVersion(),
    startedMs: own.startedMs,
    now: Date.now,
    onDefect: (error: unknown) =>
      logFailure(own.log, { error, path: pathname }, "a question of the Prometheus API failed"),
  };
  return answerPrometheus(tools, request, pathname.slice(PREFIX.length).replace(/\/$/, ""));
}
