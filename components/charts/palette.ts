/**
 * A service's colour: a stable hash of its name into the twelve palette variables of tokens.css, the same on every screen.
 * FNV-1a over UTF-16 units, then one step of murmur3's mixing, so that names alike do not get colours alike.
 */
const SLOTS = 12;

/** Any start would do; this one keeps names that people often give to services (cart, orders, payments, search ...) apart. */
const START = 1991;

/** 1..12 */
export function serviceSlot(service: string): number {
  let hash = START;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (((hash ^ (hash >>> 13)) >>> 0) % SLOTS) + 1;
}

/** A CSS colour, as in `var(--svc-7)`. */
export function serviceColor(service: string): string {
  return `var(--svc-${serviceSlot(service)})`;
}

/** Log severities and statuses; never a service's colour. */
export const SEVERITY_COLORS: Readonly<Record<string, string>> = {
  FATAL: "var(--fail-fill)",
  ERROR: "var(--fail-fill)",
  WARN: "var(--warn-fill)",
  INFO: "var(--spark)",
  DEBUG: "var(--line-control)",
  TRACE: "var(--line-strong)",
  UNSPECIFIED: "var(--line-strong)",
};

/** Colours for series that are no services (p50, p95, p99; regions), in order. */
export const SERIES_COLORS = [
  "var(--svc-5)",
  "var(--svc-8)",
  "var(--svc-9)",
  "var(--svc-11)",
  "var(--svc-7)",
  "var(--svc-3)",
];
