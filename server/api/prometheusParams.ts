/**
 * Parameters of the Prometheus API, from the address and from a form in the body (which goes before the address, as in Go).
 * Times are float seconds or RFC 3339, durations float seconds or Prometheus's (`5m30s`); both are answered in milliseconds.
 * Errors: PrometheusError (bad_data) with Prometheus's own words.
 * Source: Prometheus web/api/v1 (parseTime, parseDuration, parseLimitParam, parseMatchersParam).
 */

import { quoteGo } from "../promql/formatGo.ts";
import type { LabelMatcher } from "../promql/labelMatcher.ts";
import { compileMatcher } from "../promql/matchLabels.ts";
import { parseDuration, parseSelector } from "../promql/parse.ts";
import { isPromQlError } from "../promql/promQlError.ts";
import { invalidParameter, PrometheusError } from "./prometheusError.ts";

const LONGEST_FORM_BYTES = 10 * 1024 * 1024;
const FORM = "application/x-www-form-urlencoded";

/** Every parameter of a request. Of a body only a form is read; a longer one than 10 MiB is refused. */
export async function readParams(request: Request): Promise<URLSearchParams> {
  const query = new URL(request.url).searchParams;
  const type = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (request.method !== "POST" || request.body === null || type !== FORM) return query;
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of request.body) {
    bytes += chunk.length;
    if (bytes > LONGEST_FORM_BYTES) throw new PrometheusError("bad_data", "http: request body too large");
    text += decoder.decode(chunk, { stream: true });
  }
  const params = new URLSearchParams(text + decoder.decode());
  for (const [name, value] of query) params.append(name, value);
  return params;
}

const FLOAT = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[-+]\d\d:\d\d)$/;
/** How clients write "since ever" and "for ever" (Go's own bounds). */
const BOUNDARIES: Readonly<Record<string, number>> = {
  "-292273086-05-16T16:47:06Z": Number.MIN_SAFE_INTEGER,
  "292277025-08-18T07:12:54.999999999Z": Number.MAX_SAFE_INTEGER,
};

function timeMs(text: string): number | null {
  if (FLOAT.test(text)) return Math.round(Number(text) * 1_000);
  if (RFC_3339.test(text)) {
    const ms = Date.parse(text.toUpperCase());
    return Number.isNaN(ms) ? null : ms;
  }
  return BOUNDARIES[text] ?? null;
}

/** Unix milliseconds; `otherwise` when it was not sent. Without `otherwise` it must be there. */
export function readTime(params: URLSearchParams, name: string, otherwise?: number): number {
  const text = params.get(name) ?? "";
  if (text === "" && otherwise !== undefined) return otherwise;
  const ms = timeMs(text);
  if (ms !== null && Number.isFinite(ms)) return ms;
  const what = `cannot parse ${quoteGo(text)} to a valid timestamp`;
  throw invalidParameter(name, otherwise === undefined ? what : `invalid time value for '${name}': ${what}`);
}

/** Milliseconds, perhaps with a fraction; what is wrong when it is none. */
export function durationOf(text: string): number | string {
  const wrong = `cannot parse ${quoteGo(text)} to a valid duration`;
  if (FLOAT.test(text)) {
    const ms = Number(text) * 1_000;
    return Math.abs(ms) * 1e6 > 2 ** 63 ? `${wrong}. It overflows int64` : ms;
  }
  try {
    return parseDuration(text);
  } catch (error) {
    if (isPromQlError(error)) return wrong;
    throw error;
  }
}

/** Milliseconds; null when it was not sent. */
export function readDuration(params: URLSearchParams, name: string): number | null {
  const text = params.get(name) ?? "";
  if (text === "") return null;
  const ms = durationOf(text);
  if (typeof ms === "string") throw invalidParameter(name, ms);
  return ms;
}

/** How many entries are wanted; 0: all. */
export function readLimit(params: URLSearchParams, name = "limit"): number {
  const text = params.get(name) ?? "";
  if (text === "") return 0;
  if (!/^[-+]?\d+$/.test(text)) {
    throw invalidParameter(name, `strconv.Atoi: parsing ${quoteGo(text)}: invalid syntax`);
  }
  if (Number(text) < 0) throw invalidParameter(name, "limit must be non-negative");
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

/** Each `match[]` as its matchers; none of them may match every series. */
export function readMatchers(params: URLSearchParams): LabelMatcher[][] {
  return params.getAll("match[]").map((text) => {
    const matchers = matchersOf(text);
    if (matchers.every((matcher) => compileMatcher(matcher)(""))) {
      throw new PrometheusError("bad_data", "match[] must contain at least one non-empty matcher");
    }
    return matchers;
  });
}

function matchersOf(text: string): LabelMatcher[] {
  return [...parseSelector(text).matchers];
}
