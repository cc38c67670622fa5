/**
 * A service's colour: a stable hash of its name into the twelve palette variables of tokens.css, the same on every screen.
 * FNV-1a over UTF-16 units. `apart` gives the services of one view colours of their own as far as twelve reach.
 */
const SLOTS = 12;

/** 1..12 */
export function serviceSlot(service: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193) >>> 0;
  return (((hash ^ (hash >>> 15)) >>> 0) % SLOTS) + 1;
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
