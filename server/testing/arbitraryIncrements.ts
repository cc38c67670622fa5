/** Any increments of two hours, for properties of what keeps and reads them. */
import fc from "fast-check";
import { CELL_COUNT } from "../model/durationCells.ts";
import { INSTANCE_BUCKETS } from "../model/increments.ts";

export const INCREMENTS_BASE_MS = Date.UTC(2026, 0, 5, 12);
const BASE_MS = INCREMENTS_BASE_MS;
const BASE = BASE_MS / 10_000;

const cells = fc.uniqueArray(fc.nat({ max: CELL_COUNT - 1 }), { minLength: 1, maxLength: 4 }).map((index) => ({
  index: index.sort((a, b) => a - b),
  count: index.map((cell) => (cell % 5) + 1),
}));
const bucket = fc.nat({ max: 719 }).map((offset) => BASE + offset);
const service = fc.constantFrom("cart", "shop", "nul\0");
const region = fc.constantFrom("", "eu-west", "nul\0");
const sumNano = fc.nat({ max: 1e9 });
const totals = fc.record({ calls: fc.nat(9), errors: fc.nat(9), sumNano });
export const FLUSH = fc.record({
  operations: fc.array(
    fc.record({
      bucket,
      service,
      name: fc.constantFrom("GET /", "pay", "ü"),
      kind: fc.nat({ max: 5 }),
      status: fc.nat({ max: 2 }),
      overflow: fc.constant(false),
      sumNano,
      cells,
    }),
    { maxLength: 8 },
  ),
  edges: fc.array(
    fc.record({
      bucket,
      client: service,
      server: service,
      type: fc.nat({ max: 3 }),
      calls: fc.nat(9),
      errors: fc.nat(9),
      clientSumNano: sumNano,
      serverSumNano: sumNano,
      clientCells: cells,
      serverCells: cells,
    }),
    { maxLength: 4 },
  ),
  logs: fc.array(fc.record({ bucket, service, severity: fc.nat({ max: 6 }), records: fc.nat(9) }), { maxLength: 4 }),
  instances: fc.array(
    fc.record({
      bucket: bucket.map((it) => it - (it % INSTANCE_BUCKETS)),
      hash: fc.constantFrom("00000000000000aa", "ff000000000000bb"),
      service: fc.constant("cart"),
      entry: totals,
      all: totals,
      firstSeenMs: fc.constant(BASE_MS),
      lastSeenMs: fc.nat({ max: 1000 }).map((ms) => BASE_MS + ms),
      description: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
  placements: fc.array(fc.record({ bucket, service, region, entry: fc.boolean(), errors: fc.nat(9), sumNano, cells }), {
    maxLength: 4,
  }),
  placedEdges: fc.array(
    fc.record({
      bucket,
      client: service,
      clientRegion: region,
      server: service,
      serverRegion: region,
      type: fc.nat({ max: 3 }),
      errors: fc.nat(9),
      sumNano,
      cells,
    }),
    { maxLength: 4 },
  ),
  exceptions: fc.array(
    fc.record({ bucket, service, type: fc.constantFrom("", "IOException", "(others)"), count: fc.nat(9) }),
    { maxLength: 4 },
  ),
});
export const FLUSHES = fc.array(fc.record({ slot: fc.constantFrom(0, 3), increments: FLUSH }), {
  minLength: 1,
  maxLength: 6,
});
