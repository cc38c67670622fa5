/**
 * The attributes of one request of a trace, flat (request.ts): those of its own span and resource by their own keys, those of the spans
 * around and below it with their service before them.
 *   - `service.` of another's resource is left out: `payments.version`;
 *   - `payments.operation` has the names of its spans;
 *   - `payments.select payment_methods.duration` is the longest such span that calls nobody, in milliseconds.
 * Left out: what only says that and how it failed (status codes, types of errors), which would always come first and explain nothing; and,
 * of a failed request, the failing span's length (what fails ends early, or late) and every span that began after that had ended: what
 * comes later caused nothing.
 */

import type { AnyValue, Attributes } from "../../model/attributes.ts";
import { NO_ROW } from "../traceTree.ts";
import { serviceOf, type WholeTrace } from "../wholeTrace.ts";
import type { RequestValue } from "./request.ts";

/** Of a request with more spans only the first so many are read. */
const MOST_SPANS = 500;
const LONGEST_TEXT = 200;
const OUTCOMES =
  /^(error|error\..*|exception\..*|status|otel\.status_.*|http\.status.*|http\.response\..*|http\.response_.*|rpc\..*status_code|rpc\.status|grpc\.status.*|db\.response\.status_code|graphql\.error.*)$/;
const SAME_FOR_ALL = /^(service\.name|telemetry\..*|process\.creation\.time|process\.pid|thread\..*)$/;

/** The values of the request at row `entry`; `cause` is the row of the span by which it failed, null when it did not. */
export function requestValues(trace: WholeTrace, entry: number, cause: number | null): Map<string, RequestValue[]> {
  const values = new Map<string, RequestValue[]>();
  const own = trace.spans[trace.tree.span[entry] ?? NO_ROW];
  if (!own) return values;
  addAll(values, "", own.span.attributes);
  addAll(values, "", own.resource);
  add(values, "operation", own.span.name);
  const resources = new Set<Attributes>();
  for (const row of rowsAround(trace, entry, cause)) {
    const one = trace.spans[trace.tree.span[row] ?? NO_ROW];
    if (!one) continue;
    const prefix = `${serviceOf(one)}.`;
    addAll(values, prefix, one.span.attributes);
    if (row !== cause) add(values, `${prefix}operation`, one.span.name);
    if (row > entry && row !== cause && (trace.tree.subtreeEnd[row] ?? 0) === row + 1) {
      const ms = (trace.tree.durationNano[row] ?? 0) / 1e6;
      raise(values, `${prefix}${one.span.name}.duration`, Number(ms.toPrecision(6)));
    }
    if (resources.has(one.resource) || serviceOf(one) === serviceOf(own)) continue;
    resources.add(one.resource);
    addAll(values, prefix, one.resource, (key) => key.replace(/^service\./, ""));
  }
  return values;
}

/** Those above it, and those below it that began in time. */
function rowsAround({ tree }: WholeTrace, entry: number, cause: number | null): number[] {
  const rows: number[] = [];
  const untilNano = cause === null ? null : (tree.offsetNano[cause] ?? 0) + (tree.durationNano[cause] ?? 0);
  for (let at = tree.parent[entry] ?? NO_ROW; at !== NO_ROW; at = tree.parent[at] ?? NO_ROW) rows.push(at);
  for (let row = entry + 1; row < (tree.subtreeEnd[entry] ?? 0) && rows.length < MOST_SPANS; row++) {
    if (untilNano === null || (tree.offsetNano[row] ?? 0) <= untilNano) rows.push(row);
  }
  return rows;
}

function addAll(
  values: Map<string, RequestValue[]>,
  prefix: string,
  attributes: Attributes,
  name: (key: string) => string = (key) => key,
): void {
  for (const { key, value } of attributes) {
    if (OUTCOMES.test(key) || SAME_FOR_ALL.test(key)) continue;
    const plain = plainOf(value);
    if (plain !== null) add(values, prefix + name(key), plain);
  }
}

function add(values: Map<string, RequestValue[]>, key: string, value: RequestValue): void {
  const list = values.get(key);
  if (!list) values.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

function raise(values: Map<string, RequestValue[]>, key: string, value: number): void {
  const [before] = values.get(key) ?? [];
  if (typeof before !== "number" || before < value) values.set(key, [value]);
}

/** Lists, maps and bytes are no kinds of request. */
function plainOf(value: AnyValue): RequestValue | null {
  switch (value.type) {
    case "string":
      return value.value === "" ? null : value.value.slice(0, LONGEST_TEXT);
    case "bool":
      return String(value.value);
    case "int":
      return Number(value.value);
    case "double":
      return value.value;
    default:
      return null;
  }
}
