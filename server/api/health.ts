/**
 * Liveness, readiness and startup, as web and OTLP/HTTP answer them: 200 or 503 with a JSON body that names each check.
 * Pure: whoever answers brings the checks. /livez is the process alone; /readyz whether work would be taken now; /startupz whether
 * the start is over. Details are for operators: names and words, no addresses or secrets.
 */
export type HealthPath = "/livez" | "/readyz" | "/startupz";

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Why not, or what was seen. */
  readonly detail?: string;
}

export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: string;
}

const PATHS: ReadonlySet<string> = new Set(["/livez", "/readyz", "/startupz"]);

/** Narrows a request's path. */
export function isHealthPath(path: string): path is HealthPath {
  return PATHS.has(path);
}

/** 200 when every check holds (also when there is none), else 503. */
export function healthAnswer(checks: readonly HealthCheck[]): HealthAnswer {
  const ok = checks.every((check) => check.ok);
  const named = Object.fromEntries(
    checks.map(({ name, ok, detail }) => [name, { ok, ...(detail === undefined ? {} : { detail }) }]),
  );
  return { status: ok ? 200 : 503, body: `${JSON.stringify({ status: ok ? "ok" : "unavailable", checks: named })}\n` };
}
