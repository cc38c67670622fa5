/**
 * What the Prometheus API answers when it cannot answer: an error type, a status and a sentence.
 * `bad_data` 400, `execution` 422, `not_found` 404, `canceled` 499, `timeout` and `unavailable` 503, `internal` 500.
 * Source: Prometheus web/api/v1 (returnAPIError, getDefaultErrorCode) and docs/querying/api.md.
 */
import { domainCode } from "../errors.ts";
import { isPromQlError, type PromQlErrorKind } from "../promql/promQlError.ts";

const STATUS = {
  bad_data: 400,
  not_found: 404,
  execution: 422,
  canceled: 499,
  internal: 500,
  timeout: 503,
  unavailable: 503,
} as const;
export type PrometheusErrorType = keyof typeof STATUS;

export class PrometheusError extends Error {
  readonly type: PrometheusErrorType;
  constructor(type: PrometheusErrorType, message: string) {
    super(message);
    this.name = "PrometheusError";
    this.type = type;
  }
  get status(): number {
    return STATUS[this.type];
  }
}

export function invalidParameter(name: string, message: string): PrometheusError {
  return new PrometheusError("bad_data", `invalid parameter "${name}": ${message}`);
}

const TYPE_OF: Record<PromQlErrorKind, PrometheusErrorType> = {
  parse: "bad_data",
  execution: "execution",
  limit: "execution",
  canceled: "canceled",
  timeout: "timeout",
};

/** An error that callers may see, as this API says it; null for one that nobody foresaw. */
export function toPrometheusError(error: unknown): PrometheusError | null {
  if (error instanceof PrometheusError) return error;
  if (isPromQlError(error)) return new PrometheusError(TYPE_OF[error.kind], error.message);
  const code = domainCode(error);
  if (code === null || !(error instanceof Error)) return null;
  if (code === "UNAVAILABLE" || code === "OVERLOADED") return new PrometheusError("unavailable", error.message);
  if (code === "INVALID") return new PrometheusError("bad_data", error.message);
  return code === "TOO_LARGE" ? new PrometheusError("execution", error.message) : null;
}

/** `work`, with PromQL's refusal to parse put as the refusal of this parameter. */
export function asParameter<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (isPromQlError(error) && error.kind === "parse") throw invalidParameter(name, error.message);
    throw error;
  }
}
