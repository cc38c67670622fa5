/**
 * The door of the Prometheus API's route handler: who may not read is turned away here, again, although the web server looked before
 * (a handler must not depend on what stands in front of it); then the question is put to this process's PromQL.
 * The rules are those of the youngest heartbeat of a `loops` that leads.
 */
import { logFailure } from "../errors.ts";
import { NO_RULES, type RulesReport } from "../promql/rules.ts";
import { type Runtime, runtime } from "../runtime.ts";
import { readVersion } from "../version.ts";
import { answerPrometheus } from "./prometheusRoutes.ts";

const PREFIX = "/api/prometheus/";
/** A leader whose heartbeat is older is taken for gone. */
const STALE_MS = 60_000;

async function readRules({ coordination }: Runtime): Promise<RulesReport> {
  const beats = await coordination.readHeartbeats();
  const leading = beats.map(({ role, ageMs, status }) => (role === "loops" && ageMs < STALE_MS ? status : null));
  const status = leading.find((one) => typeof one === "object" && one !== null && "rules" in one && isLeading(one));
  return status ? (status as { rules: RulesReport }).rules : NO_RULES;
}

const isLeading = (status: object) => "leading" in status && status.leading === true;

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
    readRules: () => readRules(own),
    retentionMs: own.config.retentionMs,
    version: readVersion(),
    startedMs: own.startedMs,
    now: Date.now,
    onDefect: (error: unknown) =>
      logFailure(own.log, { error, path: pathname }, "a question of the Prometheus API failed"),
  };
  return answerPrometheus(tools, request, pathname.slice(PREFIX.length).replace(/\/$/, ""));
}
