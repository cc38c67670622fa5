/**
 * The Prometheus HTTP API: path -> answer. GET and POST are alike where Prometheus takes both.
 * Errors: none; what goes wrong is an answer of this API. What nobody foresaw is told to `onDefect` and answered `internal`.
 * Next: prometheusQuery.ts, prometheusLists.ts, prometheusExemplars.ts, prometheusRules.ts, prometheusStatus.ts.
 * Source: prometheus.io/docs/prometheus/latest/querying/api.
 */
import type { EvaluationReport } from "../model/ruleReport.ts";
import type { PromQl } from "../series/ask.ts";
import { PrometheusError, toPrometheusError } from "./prometheusError.ts";
import { answerExemplars } from "./prometheusExemplars.ts";
import { answerLabelNames, answerLabelValues, answerMetadata, answerSeries } from "./prometheusLists.ts";
import { readParams } from "./prometheusParams.ts";
import { answerQuery, answerQueryRange } from "./prometheusQuery.ts";
import { fail } from "./prometheusResponse.ts";
import { answerAlerts, answerRules } from "./prometheusRules.ts";
import { answerBuildInfo, answerFlags, answerRuntimeInfo, plainAnswer } from "./prometheusStatus.ts";
import { answerFormatQuery, answerParseQuery } from "./prometheusTree.ts";

export interface PrometheusTools {
  readonly promQl: PromQl;
  /** The rules as the leader of `loops` evaluates them. */
  readonly readRules: () => Promise<EvaluationReport>;
  /** Of samples, for questions about "ever". */
  readonly retentionMs: number;
  readonly version: string;
  readonly startedMs: number;
  readonly now: () => number;
  readonly onDefect: (error: unknown) => void;
}

export interface PrometheusQuestion {
  readonly tools: PrometheusTools;
  readonly params: URLSearchParams;
  /** Aborts when the asker has gone. */
  readonly signal: AbortSignal;
  /** What stands in the path in place of a name. */
  readonly name: string;
}

type Answer = (question: PrometheusQuestion) => Promise<Response> | Response;
interface Route {
  readonly answer: Answer;
  readonly takesPost: boolean;
}
const both = (answer: Answer): Route => ({ answer, takesPost: true });
const get = (answer: Answer): Route => ({ answer, takesPost: false });

const ROUTES: Readonly<Record<string, Route>> = {
  "api/v1/query": both(answerQuery),
  "api/v1/query_range": both(answerQueryRange),
  "api/v1/query_exemplars": both(answerExemplars),
  "api/v1/format_query": both(answerFormatQuery),
  "api/v1/parse_query": both(answerParseQuery),
  "api/v1/series": both(answerSeries),
  "api/v1/labels": both(answerLabelNames),
  "api/v1/metadata": get(answerMetadata),
  "api/v1/rules": get(answerRules),
  "api/v1/alerts": get(answerAlerts),
  "api/v1/status/buildinfo": get(answerBuildInfo),
  "api/v1/status/runtimeinfo": get(answerRuntimeInfo),
  "api/v1/status/flags": get(answerFlags),
  "-/healthy": get(() => plainAnswer("Chronoscope is Healthy.\n")),
  "-/ready": get(() => plainAnswer("Chronoscope is Ready.\n")),
};
const LABEL_VALUES = /^api\/v1\/label\/([^/]+)\/values$/;

/** `path` is the path below /api/prometheus/, still with its % escapes. */
export async function answerPrometheus(tools: PrometheusTools, request: Request, path: string): Promise<Response> {
  try {
    const [route, name] = routeOf(path);
    if (request.method !== "GET" && !(request.method === "POST" && route.takesPost)) {
      return new Response("Method Not Allowed\n", { status: 405 });
    }
    const params = await readParams(request);
    return await route.answer({ tools, params, signal: request.signal, name });
  } catch (error) {
    const known = toPrometheusError(error);
    if (known !== null) return fail(known);
    tools.onDefect(error);
    return fail(new PrometheusError("internal", "The answer could not be made; the server's log has the cause."));
  }
}

function routeOf(path: string): [Route, string] {
  const label = LABEL_VALUES.exec(path)?.[1];
  if (label !== undefined) return [get(answerLabelValues), decodeURIComponent(label)];
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  if (route) return [route, ""];
  throw new PrometheusError("not_found", `the Prometheus API answers nothing at /api/prometheus/${path}`);
}
