/** Whoever sends spans of its own is one thing, also where calls to it got no answer. */
import { describe, expect, it } from "vitest";
import type { DurationHistogram, EdgeSeries } from "../../model/derived.ts";
import { edgeCalls, type PlacedEdgeCalls, placedEdgeCalls } from "./callGrids.ts";

const took = (calls: number): DurationHistogram => ({ zero: 0, index: [10], count: [calls] });
const counts = (calls: number, errors: number) => ({
  ...{ calls: [calls, 0], errors: [errors, 0], durationSumSeconds: [calls, 0] },
});
function edge(client: string, server: string, type: EdgeSeries["type"], calls: number, errors = 0): EdgeSeries {
  const duration = [took(calls), took(0)];
  const sides = { clientDuration: duration, serverDuration: duration, clientCells: [], serverCells: [] };
  const sums = { clientSumSeconds: [calls, 0], serverSumSeconds: [calls, 0] };
  return { client, server, type, ...counts(calls, errors), ...sides, ...sums };
}
function placed(from: string, to: string, type: string, calls: number, errors = 0): PlacedEdgeCalls {
  const [client = "", clientRegion = ""] = from.split("/");
  const [server = "", serverRegion = ""] = to.split("/");
  const names = { client, clientRegion, server, serverRegion, type };
  return { ...names, ...counts(calls, errors), duration: [took(calls), took(0)] };
}
const said = (found: ReturnType<typeof edgeCalls>) =>
  found.map(({ thing, calls, errors, duration }) => [thing, calls[0], errors[0], duration[0]?.count[0]]);

describe("edgeCalls", () => {
  const services = new Set(["gateway", "checkout"]);

  it("counts calls that got no answer with the others to the same service, and makes no peer of it", () => {
    const edges = [edge("gateway", "checkout", "virtual_node", 3, 3), edge("gateway", "checkout", "", 40, 1)];
    expect(said(edgeCalls(edges, services))).toEqual([["edge:gateway/checkout/", 43, 4, 43]]);
    expect(said(edgeCalls(edges.slice(0, 1), services))).toEqual([["edge:gateway/checkout/", 3, 3, 3]]);
  });

  it("keeps what sends nothing of its own as a peer, and no peer of a service that is called from outside", () => {
    const edges = [edge("checkout", "stripe", "virtual_node", 3), edge("user", "gateway", "virtual_node", 5)];
    expect(said(edgeCalls(edges, services)).map(([thing]) => thing)).toEqual([
      ...["edge:checkout/stripe/virtual_node", "edge:user/gateway/virtual_node", "peer:virtual_node/stripe"],
    ]);
    expect(edgeCalls(edges, new Set()).map(({ thing }) => thing)).not.toContain("peer:virtual_node/gateway");
  });
});

describe("placedEdgeCalls", () => {
  const services = new Set(["gateway", "checkout"]);
  const lost = placed("gateway/eu", "checkout", "virtual_node", 3, 3);
  const folded = (others: readonly PlacedEdgeCalls[], regions: readonly string[] = []) =>
    said(placedEdgeCalls([lost, ...others], services, new Map([["checkout", new Set(regions)]])));

  it("counts calls that got no answer where the service runs: in its one region, or in the caller's own", () => {
    const answered = placed("gateway/eu", "checkout/us", "", 40, 1);
    expect(folded([answered], ["us"])).toEqual([["placedEdge:gateway/eu/checkout/us/", 43, 4, 43]]);
    expect(folded([], ["eu", "us"])).toEqual([["placedEdge:gateway/eu/checkout/eu/", 3, 3, 3]]);
    expect(folded([])).toEqual([["placedEdge:gateway/eu/checkout//", 3, 3, 3]]);
  });

  it("tells nothing where nobody can say which region was called", () => {
    expect(folded([], ["us", "asia"])).toEqual([]);
  });

  it("leaves peers, and who calls from outside, as they are", () => {
    const others = [
      placed("checkout/eu", "stripe", "virtual_node", 2),
      placed("user", "gateway/eu", "virtual_node", 9),
    ];
    expect(said(placedEdgeCalls(others, services, new Map())).map(([thing]) => thing)).toEqual([
      ...["placedEdge:checkout/eu/stripe//virtual_node", "placedEdge:user//gateway/eu/virtual_node"],
    ]);
  });
});
