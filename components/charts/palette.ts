/**
 * A service's colour: a stable hash of its name into the twelve palette variables of tokens.css, the same on every screen.
 * FNV-1a over UTF-16 units, then one step of murmur3's mixing, so that names alike do not get colours alike.
 */
const SLOTS = 12;

/** Any start would do; this one keeps names that people often give to services (cart, orders, payments, search ...) apart. */
const START = 1991;

/** 1..12 */
export function serviceSlot(service: string): number {
  return (hashOf(service) % SLOTS) + 1;
}

function hashOf(service: string): number {
  let hash = START;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Steps that visit all twelve slots. */
const STRIDES = [1, 5, 7, 11] as const;

/**
 * Slots for the services of one view, so that up to twelve never share a colour. Who has its own slot to itself keeps it; of those
 * who would share, the first in alphabetical order does, the others take their next choice, which is always the same for a name.
 */
export function slotsApart(services: Iterable<string>): ReadonlyMap<string, number> {
  const names = [...new Set(services)].sort();
  const most = Math.ceil(names.length / SLOTS);
  const used = new Array<number>(SLOTS + 1).fill(0);
  const slots = new Map<string, number>();
  const take = (name: string, slot: number) => {
    if ((used[slot] ?? 0) >= most) return false;
    used[slot] = (used[slot] ?? 0) + 1;
    slots.set(name, slot);
    return true;
  };
  const crowded = names.filter((name) => !take(name, serviceSlot(name)));
  for (const name of crowded) {
    const hash = hashOf(name);
    const stride = STRIDES[(hash >>> 8) % STRIDES.length] ?? 1;
    for (let k = 1; k < SLOTS; k++) if (take(name, ((hash + k * stride) % SLOTS) + 1)) break;
  }
  return slots;
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
