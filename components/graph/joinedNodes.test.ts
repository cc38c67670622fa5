/** A node that two things are shows both under a moving playhead, and is found by either's id. */
import { describe, expect, it } from "vitest";
import { type GraphThing, mapGraph, NO_NUMBERS } from "../../server/analysis/graph/mapGraph.ts";
import { thingId } from "../../server/model/state.ts";
import { joinedMarks, joinedNumbersAt, nodeFor } from "./joinedNodes.ts";

const DB = thingId("service", "orders-db");
const CALLED = thingId("peer", "database", "orders-db");
const common = { ...NO_NUMBERS, reason: null };
const things: GraphThing[] = [
  { ...common, id: DB, kind: "service", names: ["orders-db"], properties: {} },
  { ...common, id: CALLED, kind: "peer", names: ["database", "orders-db"], properties: { service: "orders-db" } },
];
const graph = mapGraph({ things, placed: false });

describe("a node that two things are", () => {
  it("has the rate that its callers see and its own saturation", () => {
    const numbers = joinedNumbersAt(graph, (id) =>
      id === DB
        ? { ...NO_NUMBERS, health: "failed", saturation: 1 }
        : { ...NO_NUMBERS, health: "healthy", requestsPerSecond: 64 },
    );
    expect(numbers?.(DB)).toMatchObject({ health: "failed", requestsPerSecond: 64, saturation: 1 });
  });

  it("has the numbers of one where the other has none", () => {
    const numbers = joinedNumbersAt(graph, (id) => (id === CALLED ? { ...NO_NUMBERS, requestsPerSecond: 3 } : null));
    expect(numbers?.(DB)?.requestsPerSecond).toBe(3);
    expect(joinedNumbersAt(graph, () => null)?.(DB)).toBeNull();
  });

  it("is marked with what changed about both", () => {
    const marks = joinedMarks(
      graph,
      new Map([
        [DB, { change: "changed", count: 1 }],
        [CALLED, { change: "changed", count: 2 }],
      ]),
    );
    expect(marks?.get(DB)).toEqual({ change: "changed", count: 3 });
  });

  it("is found by either id", () => {
    expect([nodeFor(graph, DB)?.id, nodeFor(graph, CALLED)?.id, nodeFor(graph, "service:x")]).toEqual([
      DB,
      DB,
      undefined,
    ]);
  });
});
