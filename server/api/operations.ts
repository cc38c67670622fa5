/**
 * What operators ask of `web`: liveness, readiness, startup and metrics. Readiness covers every role by heartbeat, wherever it runs.
 * Next: health.ts for the form, selfTelemetry.ts for the text of metrics.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "../runtime.ts";
import { EXPOSITION_TYPE, mergeExpositions } from "../selfTelemetry.ts";
import { type HealthCheck, type HealthPath, healthAnswer } from "./health.ts";

/** A role whose youngest heartbeat is older is taken for dead; they beat every second. */
const STALE_MS = 5_000;
const ROLES = ["ingest", "loops", "web"] as const;

async function databaseCheck({ coordination }: Runtime): Promise<HealthCheck> {
  try {
    await coordination.ping();
    return { name: "database", ok: true };
  } catch {
    return { name: "database", ok: false, detail: "does not answer" };
  }
}

async function roleChecks({ coordination }: Runtime): Promise<HealthCheck[]> {
  const beats = await coordination.readHeartbeats().catch(() => []);
  return ROLES.map((role) => {
    const youngest = beats.find((beat) => beat.role === role);
    if (!youngest) return { name: role, ok: false, detail: "no heartbeat in 10 minutes" };
    const age = `last heartbeat ${(Math.max(0, youngest.ageMs) / 1000).toFixed(1)} s ago`;
    return { name: role, ok: youngest.ageMs < STALE_MS, detail: age };
  });
}

/** Answers one of the three health paths. */
export async function answerHealth(runtime: Runtime, path: HealthPath, response: ServerResponse): Promise<void> {
  const alone = path !== "/readyz";
  const checks = alone
    ? [{ name: "process", ok: true }]
    : [await databaseCheck(runtime), ...(await roleChecks(runtime))];
  const { status, body } = healthAnswer(checks);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(body);
}

/** Metrics of every role, each sample with `role` and `instance`. */
export async function answerMetrics(
  runtime: Runtime,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const beats = await runtime.coordination.readHeartbeats().catch(() => []);
  const others = beats.filter(({ instance, ageMs }) => instance !== runtime.instance && ageMs < 60_000);
  const parts = [
    { role: "web", instance: runtime.instance, text: runtime.exposition() },
    ...others.map(({ role, instance, metrics }) => ({ role, instance, text: metrics })),
  ];
  response.writeHead(200, { "content-type": EXPOSITION_TYPE, "cache-control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : mergeExpositions(parts));
}
