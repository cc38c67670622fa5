/**
 * What a search for traces asks, between the URL and the server: `service`, `name`, `kind`, `status`, `min`, `max` (durations as people
 * write them: `250ms`, `1.5s`, `2m`), `attr` (typed equality, see components/state/attributeFilters.ts), `order`.
 * Nonsense in the URL reads as absent, never as an error; of lengths that make no sense `unusedDurations` tells.
 */
import { createParser, createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs";
import { type AttributeEquals, parseAttributeFilter, writeAttributeFilter } from "../state/attributeFilters.ts";

export const KINDS = ["server", "client", "internal", "producer", "consumer", "unspecified"] as const;
export const STATUSES = ["error", "ok", "unset"] as const;
export const ORDERS = ["newest", "slowest", "mostErrors"] as const;
const KIND_NUMBERS: Readonly<Record<(typeof KINDS)[number], number>> = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};
const STATUS_NUMBERS: Readonly<Record<(typeof STATUSES)[number], number>> = { unset: 0, ok: 1, error: 2 };
const UNITS_NANO: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

const attribute = createParser({ parse: parseAttributeFilter, serialize: writeAttributeFilter });

export const FILTER_PARAMS = {
  service: parseAsString.withDefault(""),
  name: parseAsString.withDefault(""),
  kind: parseAsStringLiteral(KINDS),
  status: parseAsStringLiteral(STATUSES),
  min: parseAsString.withDefault(""),
  max: parseAsString.withDefault(""),
  attr: parseAsArrayOf(attribute).withDefault([]),
  order: parseAsStringLiteral(ORDERS).withDefault("newest"),
};

export interface TraceFilters {
  readonly service: string;
  readonly name: string;
  readonly kind: (typeof KINDS)[number] | null;
  readonly status: (typeof STATUSES)[number] | null;
  readonly min: string;
  readonly max: string;
  readonly attr: readonly AttributeEquals[];
  readonly order: (typeof ORDERS)[number];
}

/** Nanoseconds of a written duration, or null. A bare number is milliseconds. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|min|m|h)?$/.exec(text.trim());
  if (!match) return null;
  return Math.round(Number(match[1]) * (UNITS_NANO[match[2] ?? "ms"] ?? 1e6));
}

/** One sentence about lengths that cannot be read and hence filter nothing; null when there are none. */
export function unusedDurations({ min, max }: Pick<TraceFilters, "min" | "max">): string | null {
  const wrong = [
    ...(min !== "" && parseDuration(min) === null ? [`longer than “${min}”`] : []),
    ...(max !== "" && parseDuration(max) === null ? [`shorter than “${max}”`] : []),
  ];
  if (wrong.length === 0) return null;
  return `Not used: ${wrong.join(" and ")}. Write a number and a unit, as in 250ms, 1.5s or 2m.`;
}

/** The filters as `traces.search` takes them; what is absent is left out. */
export function searchInput(filters: TraceFilters) {
  const [min, max] = [parseDuration(filters.min), parseDuration(filters.max)];
  return {
    ...(filters.service && { service: filters.service }),
    ...(filters.name && { name: filters.name }),
    ...(filters.kind && { kind: KIND_NUMBERS[filters.kind] }),
    ...(filters.status && { statusCode: STATUS_NUMBERS[filters.status] }),
    ...(min !== null && { minDurationNano: min }),
    ...(max !== null && { maxDurationNano: max }),
    attributes: filters.attr.map(({ key, type, text }) => ({ key, type, text, on: "any" as const })),
    order: filters.order,
  };
}

const serialize = createSerializer(FILTER_PARAMS);

/** The address of a search for traces. */
export function searchAddress(filters: Partial<TraceFilters>): string {
  return serialize("/traces", { ...filters, attr: filters.attr ? [...filters.attr] : null });
}
