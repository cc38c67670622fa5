/**
 * A service's colour: a stable hash of its name into the palette variables of tokens.css, the same on every screen.
 * FNV-1a over UTF-16 units, then one step of murmur3's mixing, so that names alike do not get colours alike.
 */
export const SLOTS = 24;

/** Any start would do; this one keeps names that people often give to services (cart, orders, payments, search ...) apart. */
const START = 8_096_184;

/** 1..24 */
export function serviceSlot(service: string): number {
  return (hashOf(service) % SLOTS) + 1;
}

function hashOf(service: string): number {
  let hash = START;
  for (let i = 0; i < service.length; i++) hash = Math.imul(hash ^ service.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A neighbour that has a slot weighs more than any number of those that would merely like it. */
const TAKEN = 1e6;
/** Steps that visit all slots. */
const STRIDES = [1, 5, 7, 11, 13, 17, 19, 23] as const;

/**
 * Slots for the services of one view, so that of any group of neighbours (the services of a trace) up to twenty-four never share a colour.
 * Who has its own slot to itself among its neighbours keeps it; of those who would share, the one with the most neighbours
 * does (then the first in alphabetical order), the others take their next free choice, in an order that is always the same for a name.
 */
export function slotsApart(groups: Iterable<readonly string[]>): ReadonlyMap<string, number> {
  const neighbours = neighboursOf(groups);
  const degree = (name: string) => neighbours.get(name)?.size ?? 0;
  const names = [...neighbours.keys()].sort().sort((a, b) => degree(b) - degree(a));
  const slots = new Map<string, number>();
  for (const name of names) {
    const hash = hashOf(name);
    const stride = STRIDES[(hash >>> 8) % STRIDES.length] ?? 1;
    const cost = new Array<number>(SLOTS + 1).fill(0);
    for (const other of neighbours.get(name) ?? []) {
      const taken = slots.get(other);
      const slot = taken ?? serviceSlot(other);
      cost[slot] = (cost[slot] ?? 0) + (taken === undefined ? 1 : TAKEN);
    }
    const choices = Array.from({ length: SLOTS }, (_, k) => ((hash + k * stride) % SLOTS) + 1);
    const costOf = (slot: number) => (slot === choices[0] && (cost[slot] ?? 0) < TAKEN ? -1 : (cost[slot] ?? 0));
    slots.set(
      name,
      choices.reduce((best, slot) => (costOf(slot) < costOf(best) ? slot : best)),
    );
  }
  return slots;
}

function neighboursOf(groups: Iterable<readonly string[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const group of groups) {
    for (const name of group) {
      const known = all.get(name) ?? new Set<string>();
      for (const other of group) if (other !== name) known.add(other);
      all.set(name, known);
    }
  }
  return all;
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

/** Colours for series that are no services (p50, p95, p99; regions), in order: the first three differ in lightness in both themes. */
export const SERIES_COLORS = [
  "var(--svc-5)",
  "var(--svc-8)",
  "var(--svc-11)",
  "var(--svc-9)",
  "var(--svc-7)",
  "var(--svc-3)",
];
