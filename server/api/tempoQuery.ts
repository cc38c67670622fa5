/**
 * What Tempo's search parameters ask, as our trace query: `q` in the part of TraceQL that is plain equality, `tags` in logfmt,
 * `minDuration`/`maxDuration` in Go's durations, `start`/`end` in Unix seconds, `limit`.
 * Understood in `q`: `{ a && b }` or `{}`, where each is `name = "x"`, `kind = server`, `status = error`, `duration >= 100ms`
 * (also > < <=), or an attribute `.k`, `span.k`, `resource.k` (k quoted where it has odd characters) `=` a string, number or bool.
 * Everything else is refused with a sentence that says which part (INVALID); full TraceQL replaces `parseSelector` alone.
 * Source: grafana.com/docs/tempo/latest/api_docs, sections Search and TraceQL.
 */

import { DomainError } from "../errors.ts";
import type { AnyValue } from "../model/attributes.ts";
import { SERVICE_NAME } from "../model/semconv.ts";
import { LAST_UNIX_MS } from "../model/time.ts";
import type { AttributeFilter, TraceQuery } from "../store/telemetryStore.ts";

type Writable<T> = { -readonly [K in keyof T]?: T[K] };
type Conditions = Writable<
  Pick<TraceQuery, "service" | "name" | "kind" | "statusCode" | "minDurationNano" | "maxDurationNano">
> & { readonly attributes: AttributeFilter[] };
export type TempoSearch = Omit<TraceQuery, "tenant">;

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const STATUSES = ["unset", "ok", "error"];
const DEFAULT_LIMIT = 20;
const MOST = 1_000;
const DEFAULT_WINDOW_MS = 3_600_000;
const NANO_OF: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

const invalid = (message: string) => new DomainError("INVALID", message);

/** The query these parameters ask. Throws INVALID. `nowMs` ends the window when none is given. */
export function readTempoSearch(params: URLSearchParams, nowMs: number): TempoSearch {
  const conditions: Conditions = { attributes: [] };
  const q = params.get("q");
  if (q !== null && q.trim() !== "") parseSelector(q, conditions);
  for (const [key, value, isQuoted] of parseLogfmt(params.get("tags") ?? "")) addTag(conditions, key, value, isQuoted);
  const [shortest, longest] = [params.get("minDuration"), params.get("maxDuration")];
  if (shortest) conditions.minDurationNano = Math.max(parseGoDuration(shortest), conditions.minDurationNano ?? 0);
  if (longest) {
    conditions.maxDurationNano = Math.min(
      parseGoDuration(longest),
      conditions.maxDurationNano ?? Number.MAX_SAFE_INTEGER,
    );
  }
  return {
    ...conditions,
    window: readTempoWindow(params, nowMs),
    order: "newest",
    limit: readTempoCount(params, "limit", DEFAULT_LIMIT),
  };
}

/** A count such as `limit`. Throws INVALID. */
export function readTempoCount(params: URLSearchParams, name: string, usual: number): number {
  const text = params.get(name) ?? String(usual);
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw invalid(`${name} is "${text}"; write a whole number from 1 to ${MOST}.`);
  return Math.min(count, MOST);
}

/** `start` and `end` in Unix seconds; the last hour when absent. Throws INVALID. */
export function readTempoWindow(params: URLSearchParams, nowMs: number) {
  const endMs = seconds(params, "end") ?? nowMs;
  const startMs = seconds(params, "start") ?? endMs - DEFAULT_WINDOW_MS;
  if (startMs >= endMs) throw invalid("start must be before end; both are Unix seconds.");
  if (endMs > LAST_UNIX_MS)
    throw invalid("end is after the year 2554, which no telemetry can reach; write Unix seconds.");
  return { startMs, endMs };
}

function seconds(params: URLSearchParams, name: string): number | null {
  const text = params.get(name);
  if (text === null || text === "" || text === "0") return null;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw invalid(`${name} is "${text}"; write Unix seconds.`);
  return Math.round(value * 1000);
}

/** Nanoseconds of `1h2m3.5s`, `100ms`, `250us`. Throws INVALID. */
export function parseGoDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text.trim()) {
    throw invalid(`"${text}" is no duration; write a number and a unit, like 100ms, 1.5s or 2m.`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (NANO_OF[unit ?? ""] ?? 0), 0);
}

const CONDITION =
  /^((?:span|resource)?\.(?:"(?:[^"\\]|\\.)*"|[^\s=<>!&|{}()"]+)|[A-Za-z:]+)\s*(=~|!~|!=|>=|<=|=|>|<)\s*("(?:[^"\\]|\\.)*"|`[^`]*`|[^\s&|{}()"]+)/;

function parseSelector(q: string, into: Conditions): void {
  const body = /^\{([\s\S]*)\}$/.exec(q.trim())?.[1];
  if (body === undefined) {
    throw invalid(`This search understands one selector in braces, like { resource.service.name = "shop" }; got: ${q}`);
  }
  let rest = body.trim();
  while (rest !== "") {
    const match = CONDITION.exec(rest);
    if (!match) throw invalid(`Cannot read "${rest}"; conditions are written as name = value and joined with &&.`);
    const [whole, left = "", operator = "", right = ""] = match;
    if (left === "duration") addDuration(into, operator, right);
    else addEquality(into, left, operator, right);
    rest = rest.slice(whole.length).trim();
    if (rest === "") return;
    if (!rest.startsWith("&&")) throw invalid(`Conditions can only be joined with && so far; got: ${rest}`);
    rest = rest.slice(2).trim();
    if (rest === "") throw invalid("A condition is missing after the last &&.");
  }
}

function addEquality(into: Conditions, left: string, operator: string, right: string): void {
  if (operator !== "=") throw invalid(`Only = is understood for ${left} so far; ${operator} is not.`);
  const attribute = /^(span|resource)?\.([\s\S]+)$/.exec(left);
  if (attribute) {
    const on = attribute[1] === "span" ? "record" : attribute[1] === "resource" ? "resource" : "any";
    const key = unquote(attribute[2] ?? "").text;
    addAttribute(into, key, literal(right), on);
    return;
  }
  const { text, isQuoted } = unquote(right);
  if (left === "name" && isQuoted) into.name = text;
  else if (left === "kind") into.kind = indexOf(KINDS, text, "kind");
  else if (left === "status") into.statusCode = indexOf(STATUSES, text, "status");
  else throw invalid(`${left} = ${right} cannot be searched so far; name, kind, status, duration and attributes can.`);
}

function addDuration(into: Conditions, operator: string, right: string): void {
  const nano = parseGoDuration(right);
  if (!["=", ">", ">=", "<", "<="].includes(operator)) throw invalid(`duration ${operator} is not understood so far.`);
  if (operator === "=" || operator.startsWith(">")) into.minDurationNano = operator === ">" ? nano + 1 : nano;
  if (operator === "=" || operator.startsWith("<")) into.maxDurationNano = operator === "<" ? nano - 1 : nano;
}

function addTag(into: Conditions, key: string, value: string, isQuoted: boolean): void {
  if (key === "name") into.name = value;
  else if (key === "status" || key === "status.code") into.statusCode = indexOf(STATUSES, value, key);
  else if (key === "kind" || key === "span.kind") into.kind = indexOf(KINDS, value, key);
  else addAttribute(into, key, isQuoted ? { type: "string", value } : literal(value), "any");
}

function addAttribute(into: Conditions, key: string, value: AnyValue, on: AttributeFilter["on"]): void {
  if (key === SERVICE_NAME && on !== "record" && value.type === "string" && into.service === undefined) {
    into.service = value.value;
  } else into.attributes.push({ key, value, on });
}

function indexOf(words: readonly string[], word: string, of: string): number {
  const index = words.indexOf(word);
  if (index < 0) throw invalid(`${of} is "${word}"; it is one of ${words.join(", ")}.`);
  return index;
}

/** A literal with its type: quoted is a string, then true/false, whole numbers (int), other numbers (double), else a string. */
function literal(text: string): AnyValue {
  const { text: value, isQuoted } = unquote(text);
  if (isQuoted) return { type: "string", value };
  if (value === "true" || value === "false") return { type: "bool", value: value === "true" };
  if (/^-?\d{1,19}$/.test(value)) return { type: "int", value: BigInt(value) };
  if (/^-?(\d+\.\d*|\.?\d+)(e[-+]?\d+)?$/i.test(value)) return { type: "double", value: Number(value) };
  return { type: "string", value };
}

function unquote(text: string): { text: string; isQuoted: boolean } {
  if (text.startsWith("`")) return { text: text.slice(1, -1), isQuoted: true };
  if (!text.startsWith('"')) return { text, isQuoted: false };
  const plain = text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter));
  return { text: plain, isQuoted: true };
}

function parseLogfmt(text: string): [key: string, value: string, isQuoted: boolean][] {
  const found: [string, string, boolean][] = [];
  let rest = text.trim();
  while (rest !== "") {
    const match = /^([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=\s|$)/.exec(rest);
    if (!match) throw invalid(`Cannot read tags at "${rest}"; write key=value pairs separated by blanks.`);
    const { text: value, isQuoted } = unquote(match[2] ?? "");
    found.push([match[1] ?? "", value, isQuoted]);
    rest = rest.slice(match[0].length).trim();
  }
  return found;
}
