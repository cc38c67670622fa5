/**
 * Histograms as text, as Prometheus's tests and rule tests write them:
 * `{{schema:1 count:3 sum:4.5 z_bucket:1 z_bucket_w:0.001 buckets:[2 0 1] offset:-1 n_buckets:[1] counter_reset_hint:gauge}}`.
 * Buckets are listed without gaps from the offset on. Errors: PromQlError (parse) when the text is no histogram.
 * Source: Prometheus promql/parser (buildHistogramFromMap), model/histogram (TestExpression).
 */
import {
  type Buckets,
  type CounterResetHint,
  CUSTOM_SCHEMA,
  type FloatHistogram,
  NO_BUCKETS,
} from "../floatHistogram.ts";
import { parseGoNumber } from "../formatGo.ts";
import { formatGeneral } from "../formatNumber.ts";
import { PromQlError } from "../promQlError.ts";
import { compact } from "./resolution.ts";

const HINTS: Readonly<Record<string, CounterResetHint>> = {
  unknown: "unknown",
  reset: "reset",
  not_reset: "notReset",
  gauge: "gauge",
};
const LISTS = new Set(["buckets", "n_buckets", "custom_values"]);
const NUMBERS = new Set(["schema", "sum", "count", "z_bucket", "z_bucket_w", "offset", "n_offset"]);

export interface ParsedHistogram {
  readonly histogram: FloatHistogram;
  /** The hint was written out, so that a test wants to see it. */
  readonly hasHint: boolean;
}

const broken = (what: string) => new PromQlError("parse", `parse error: ${what}`);

/** One histogram with its double braces. */
export function parseHistogram(text: string): ParsedHistogram {
  const inner = /^\{\{(.*)\}\}$/s.exec(text.trim())?.[1];
  if (inner === undefined) throw broken(`unexpected ${JSON.stringify(text)} in histogram description`);
  const parts = new Map<string, string>();
  let rest = inner.trim();
  while (rest !== "") {
    const item = /^([a-z_]+):(\[[^\]]*\]|[^\s[\]]+)(\s+|$)/.exec(rest);
    const [whole = "", key = "", value = ""] = item ?? [];
    if (item === null) {
      const wanted = "histogram description key, e.g. buckets:[5 10 7]";
      throw broken(`unexpected ${JSON.stringify(rest)} in histogram description, expected ${wanted}`);
    }
    if (parts.has(key)) throw broken(`duplicate key "${key}" in histogram`);
    parts.set(key, checked(key, value));
    rest = rest.slice(whole.length);
  }
  return { histogram: built(parts), hasHint: parts.has("counter_reset_hint") };
}

function checked(key: string, value: string): string {
  const isList = value.startsWith("[");
  const isKnown = isList ? LISTS.has(key) : NUMBERS.has(key) || (key === "counter_reset_hint" && value in HINTS);
  if (!isKnown) throw broken(`unexpected "${key}:${value}" in histogram description`);
  return value;
}

function number(text: string): number {
  const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const value = parseGoNumber(digits);
  if (value === null) throw broken(`error parsing number: ${JSON.stringify(text)}`);
  return sign === "-" ? -value : value;
}

function built(parts: ReadonlyMap<string, string>): FloatHistogram {
  const numberOf = (key: string) => number(parts.get(key) ?? "0");
  const listOf = (key: string) => {
    const words = parts.get(key)?.slice(1, -1).split(/\s+/) ?? [];
    return words.filter((word) => word !== "").map(number);
  };
  const buckets = (counts: number[], offset: number): Buckets =>
    counts.length === 0 ? NO_BUCKETS : { index: counts.map((_, i) => offset + i), count: counts };
  return {
    schema: numberOf("schema"),
    counterReset: HINTS[parts.get("counter_reset_hint") ?? "unknown"] ?? "unknown",
    zeroThreshold: numberOf("z_bucket_w"),
    zeroCount: numberOf("z_bucket"),
    count: numberOf("count"),
    sum: numberOf("sum"),
    positive: buckets(listOf("buckets"), numberOf("offset")),
    negative: buckets(listOf("n_buckets"), numberOf("n_offset")),
    customBounds: listOf("custom_values"),
  };
}

/** What parseHistogram reads back; empty buckets at the ends are left out. */
export function formatHistogram(histogram: FloatHistogram): string {
  const { schema, count, sum, zeroCount, zeroThreshold, customBounds, counterReset, positive, negative } =
    compact(histogram);
  const parts: string[] = [];
  const add = (key: string, value: number) => {
    if (value !== 0) parts.push(`${key}:${formatGeneral(value)}`);
  };
  if (schema !== 0) parts.push(`schema:${schema}`);
  add("count", count);
  add("sum", sum);
  add("z_bucket", zeroCount);
  add("z_bucket_w", zeroThreshold);
  if (schema === CUSTOM_SCHEMA) parts.push(`custom_values:[${customBounds.map(formatGeneral).join(" ")}]`);
  const hint = Object.entries(HINTS).find(([, value]) => value === counterReset)?.[0];
  if (hint !== undefined && hint !== "unknown") parts.push(`counter_reset_hint:${hint}`);
  parts.push(...formatBuckets("", positive), ...formatBuckets("n_", negative));
  return `{{${parts.join(" ")}}}`;
}

function formatBuckets(prefix: string, { index, count }: Buckets): string[] {
  const first = index[0];
  const last = index.at(-1);
  if (first === undefined || last === undefined) return [];
  const counts = new Array<number>(last - first + 1).fill(0);
  index.forEach((place, i) => {
    counts[place - first] = count[i] ?? 0;
  });
  const list = `${prefix}buckets:[${counts.map(formatGeneral).join(" ")}]`;
  return first === 0 ? [list] : [`${prefix}offset:${first}`, list];
}
