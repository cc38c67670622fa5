/** The sentence over the ingest page. */
import { describe, expect, it } from "vitest";
import type { SignalArrivals } from "../../server/routers/ingest.ts";
import { ingestVerdict } from "./ingestVerdict.ts";

const arrivals = (over: Partial<SignalArrivals>): SignalArrivals => ({
  signal: "traces",
  accepted: [],
  rejectedPerBucket: [],
  refusedPerBucket: [],
  bytes: [],
  totals: { requests: 10, accepted: 3_600, bytes: 1, repeats: 0 },
  rejected: [],
  refused: [],
  newestMs: null,
  ...over,
});

describe("ingestVerdict", () => {
  it("says refused requests before rejected items", () => {
    const signals = [
      arrivals({ rejected: [{ reason: "too_old", count: 4 }], refused: [{ reason: "undecodable", count: 2 }] }),
    ];
    expect(ingestVerdict(signals, 3_600_000)).toMatchObject({ kind: "fail", sentence: "2 requests were refused" });
  });

  it("tells what is only put off from what is lost", () => {
    const putOff = { refused: [{ reason: "overloaded", count: 2 }] };
    expect(ingestVerdict([arrivals(putOff)], 3_600_000)).toMatchObject({
      kind: "warn",
      sentence: "2 requests were put off",
    });
    const both = { refused: [...putOff.refused, { reason: "unauthenticated", count: 1 }] };
    expect(ingestVerdict([arrivals(both)], 3_600_000)).toMatchObject({
      kind: "fail",
      sentence: "3 requests were refused",
    });
  });

  it("tells rates when all is well, and silence when nothing came", () => {
    expect(ingestVerdict([arrivals({})], 3_600_000).why).toContain("1\u00a0spans/s");
    const silent = arrivals({ totals: { requests: 0, accepted: 0, bytes: 0, repeats: 0 } });
    expect(ingestVerdict([silent], 3_600_000).kind).toBe("unknown");
  });
});
