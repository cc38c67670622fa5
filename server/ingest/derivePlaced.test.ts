/** Regions and exceptions of what is derived, how far back a flush touches, and what a failed flush leaves behind. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellTotal } from "../model/durationCells.ts";
import { decodeIncrements, type Increments } from "../model/increments.ts";
import { MAX_EXCEPTION_TYPES, OTHER_EXCEPTIONS } from "../model/incrementsPlaced.ts";
import {
  attributesOf,
  gaugeOf,
  logColumns,
  logOf,
  logsFrom,
  metricsFrom,
  pointColumns,
  pointOf,
} from "../testing/builders.ts";
import { createDeriver, type Deriver, type DeriverOptions } from "./derive.ts";
import { requestOf, SAMPLE_NOW_MS, type SampleSpan } from "./deriveSamples.ts";

const MINUTE_MS = 60_000;
const fresh = (options: DeriverOptions = {}) => createDeriver({ now: () => SAMPLE_NOW_MS, ...options });

function derived(deriver: Deriver, samples: readonly SampleSpan[]): Increments {
  const derivation = deriver.derive([requestOf(samples)]);
  derivation.commit();
  return decodeIncrements(derivation.increments);
}
const in_ = (region: string) => ({ resource: { "cloud.region": region } });
const CLIENT: SampleSpan = { id: 1, service: "shop", kind: 3, durationNano: 9_000_000, ...in_("us") };
const SERVER: SampleSpan = { id: 2, parent: 1, service: "cart", kind: 2, durationNano: 5_000_000, ...in_("eu") };
const edgesOf = ({ placedEdges }: Increments) =>
  placedEdges.map((it) => [
    `${it.client}/${it.clientRegion} -> ${it.server}/${it.serverRegion}`,
    cellTotal(it.cells),
    it.errors,
    it.sumNano / 1e6,
  ]);

describe("placements", () => {
  const samples = fc
    .array(
      fc.record({
        service: fc.constantFrom("cart", "shop"),
        kind: fc.integer({ min: 0, max: 5 }),
        status: fc.integer({ min: 0, max: 2 }),
        durationNano: fc.nat({ max: 1e9 }),
        region: fc.constantFrom("", "eu", "us"),
      }),
      { maxLength: 40 },
    )
    .map((spans) => spans.map(({ region, ...span }, i): SampleSpan => ({ ...span, id: i + 1, ...in_(region) })));

  it("are counted as by hand: entry spans where a service has any in its region, else all; none without a region", () => {
    fc.assert(
      fc.property(samples, (spans) => {
        const { placements } = derived(fresh(), spans);
        for (const service of ["cart", "shop"]) {
          for (const region of ["", "eu", "us"]) {
            const here = spans.filter((it) => it.service === service && it.resource?.["cloud.region"] === region);
            const entries = here.filter((it) => it.kind === 2 || it.kind === 5);
            const counted = region === "" ? [] : entries.length > 0 ? entries : here;
            const found = placements.filter((it) => it.service === service && it.region === region);
            const sum = (of: (it: (typeof found)[number]) => number) => found.reduce((total, it) => total + of(it), 0);
            expect(found.every((it) => it.entry === entries.length > 0)).toBe(true);
            expect(sum((it) => cellTotal(it.cells))).toBe(counted.length);
            expect(sum((it) => it.errors)).toBe(counted.filter((it) => it.status === 2).length);
            expect(sum((it) => it.sumNano)).toBe(counted.reduce((total, it) => total + (it.durationNano ?? 0), 0));
          }
        }
      }),
    );
  });
});

describe("placed edges", () => {
  it("have the region of each end, in either order and across flushes, and the caller's duration", () => {
    const call = ["shop/us -> cart/eu", 1, 0, 9];
    expect(edgesOf(derived(fresh(), [SERVER, CLIENT]))).toEqual([call]);
    const deriver = fresh();
    derived(deriver, [CLIENT]);
    expect(edgesOf(derived(deriver, [{ ...SERVER, status: 2 }]))).toEqual([["shop/us -> cart/eu", 1, 1, 9]]);
  });

  it("need one end only, and are none without", () => {
    const nowhere = { resource: {} };
    expect(edgesOf(derived(fresh(), [{ ...CLIENT, ...nowhere }, SERVER]))).toEqual([["shop/ -> cart/eu", 1, 0, 9]]);
    expect(edgesOf(derived(fresh(), [CLIENT, { ...SERVER, ...nowhere }]))).toEqual([["shop/us -> cart/", 1, 0, 9]]);
    const none = derived(fresh(), [
      { ...CLIENT, ...nowhere },
      { ...SERVER, ...nowhere },
    ]);
    expect([none.edges.length, none.placedEdges, none.placements]).toEqual([1, [], []]);
  });

  it("to peers that never report, to databases and from users have no region there", () => {
    let nowMs = SAMPLE_NOW_MS;
    const deriver = fresh({ now: () => nowMs });
    const database = { ...CLIENT, id: 5, attributes: { "db.system.name": "redis" } };
    const first = derived(deriver, [
      { ...CLIENT, attributes: { "peer.service": "stripe" } },
      database,
      { ...SERVER, parent: undefined },
    ]);
    expect(edgesOf(first)).toEqual([
      ["shop/us -> redis/", 1, 0, 9],
      ["user/ -> cart/eu", 1, 0, 5],
    ]);
    nowMs += MINUTE_MS;
    expect(edgesOf(derived(deriver, []))).toEqual([["shop/us -> stripe/", 1, 0, 9]]);
  });

  it("are the same when a flush that failed is derived again", () => {
    const deriver = fresh();
    derived(deriver, [CLIENT]);
    const failed = deriver.derive([requestOf([SERVER])]);
    failed.rollback();
    const again = deriver.derive([requestOf([SERVER])]);
    again.commit();
    expect(again.increments).toEqual(failed.increments);
    expect(again.touchedMs).toBe(failed.touchedMs);
    expect(edgesOf(decodeIncrements(again.increments))).toHaveLength(1);
  });
});

describe("exceptions", () => {
  const log = (type: string) => logOf({ timeMs: SAMPLE_NOW_MS, attributes: attributesOf({ "exception.type": type }) });

  it("are told apart by 200 types a service, the rest together", () => {
    const records = Array.from({ length: 250 }, (_, i) => log(`Error${i}`));
    const derivation = fresh().derive([logColumns(logsFrom("cart", records), logsFrom("shop", [log("Error249")]))]);
    const { exceptions } = decodeIncrements(derivation.increments);
    expect(exceptions.filter((it) => it.service === "cart")).toHaveLength(MAX_EXCEPTION_TYPES + 1);
    const of = (service: string, type: string) =>
      exceptions.find((it) => it.service === service && it.type === type)?.count;
    expect(of("cart", OTHER_EXCEPTIONS)).toBe(50);
    expect(of("shop", "Error249")).toBe(1);
    expect(of("shop", OTHER_EXCEPTIONS)).toBeUndefined();
  });

  it("are found in the records that hold the key, whatever stands beside them", () => {
    const noise = [
      logOf({ body: { type: "string", value: "exception.type" } }),
      logOf({ attributes: attributesOf({ "exception.type": 7n }) }),
      logOf({ attributes: attributesOf({ "xexception.type": "A", "exception.types": "B" }) }),
      logOf({ attributes: [], body: { type: "empty" } }),
    ];
    const records = fc.array(fc.oneof(fc.constantFrom(...noise), fc.constantFrom(log("A"), log("B"))));
    fc.assert(
      fc.property(records, (list) => {
        const { exceptions } = decodeIncrements(fresh().derive([logColumns(logsFrom("cart", list))]).increments);
        const found = exceptions.reduce((sum, it) => sum + it.count, 0);
        expect(found).toBe(list.filter((it) => !noise.includes(it)).length);
      }),
    );
  });
});

describe("what a flush touches", () => {
  const touchedBy = (deriver: Deriver, ...requests: Parameters<Deriver["derive"]>[0]) => {
    const derivation = deriver.derive(requests);
    derivation.commit();
    return derivation.touchedMs;
  };
  const logAt = (timeMs: number) => logColumns(logsFrom("cart", [logOf({ timeMs })]));
  const pointAt = (timeMs: number) => pointColumns(metricsFrom("cart", [gaugeOf("load", [pointOf({ timeMs })])]));

  it("begins with the earliest bucket that something is counted in", () => {
    expect(touchedBy(fresh(), logAt(SAMPLE_NOW_MS - 3_000))).toBe(SAMPLE_NOW_MS - 5 * MINUTE_MS - 3_000);
    const deriver = fresh();
    touchedBy(deriver, logAt(SAMPLE_NOW_MS));
    expect(touchedBy(deriver, logAt(SAMPLE_NOW_MS + 3_000))).toBe(SAMPLE_NOW_MS);
    expect(touchedBy(deriver, logAt(SAMPLE_NOW_MS + 13_000), logAt(SAMPLE_NOW_MS + 45_000))).toBe(
      SAMPLE_NOW_MS + 10_000,
    );
    expect(touchedBy(deriver)).toBeNull();
  });

  it("begins with a data point only when that is more than two minutes old", () => {
    const deriver = fresh();
    const lives = [8, 4, 0].map((minutes) => pointAt(SAMPLE_NOW_MS - minutes * MINUTE_MS));
    touchedBy(deriver, ...lives);
    expect(touchedBy(deriver, pointAt(SAMPLE_NOW_MS - MINUTE_MS))).toBeNull();
    expect(touchedBy(deriver, pointAt(SAMPLE_NOW_MS - 3 * MINUTE_MS))).toBe(SAMPLE_NOW_MS - 3 * MINUTE_MS);
  });

  it("does not begin with what a failed flush had seen", () => {
    const deriver = fresh();
    touchedBy(deriver, pointAt(SAMPLE_NOW_MS));
    const early = pointAt(SAMPLE_NOW_MS - MINUTE_MS);
    const failed = deriver.derive([early]);
    failed.rollback();
    expect(failed.touchedMs).toBe(SAMPLE_NOW_MS - 6 * MINUTE_MS);
    expect(touchedBy(deriver, early)).toBe(failed.touchedMs);
    expect(touchedBy(deriver, early)).toBeNull();
  });
});
