/** A routing tree that is changed node by node. */
import { describe, expect, it } from "vitest";
import type { Route } from "../../../server/model/notification.ts";
import { addRoute, changeRoute, EMPTY_ROUTE, isOnWay, moveRoute, removeRoute } from "./routeTreeDraft.ts";

const route = (receiver: string, ...routes: Route[]): Route => ({ ...EMPTY_ROUTE, receiver, routes });
const ROOT = route("root", route("a", route("a0"), route("a1")), route("b"));
const names = (one: Route): unknown => [one.receiver, ...one.routes.map(names)];

describe("a routing tree", () => {
  it("changes one node and leaves the tree it came from alone", () => {
    const next = changeRoute(ROOT, [0, 1], (one) => ({ ...one, receiver: "new" }));
    expect(names(next)).toEqual(["root", ["a", ["a0"], ["new"]], ["b"]]);
    expect(names(ROOT)).toEqual(["root", ["a", ["a0"], ["a1"]], ["b"]]);
  });

  it("gains, loses and moves nodes; the root stays", () => {
    expect(names(addRoute(ROOT, [1]))).toEqual(["root", ["a", ["a0"], ["a1"]], ["b", [null]]]);
    expect(names(removeRoute(ROOT, [0]))).toEqual(["root", ["b"]]);
    expect(removeRoute(ROOT, [])).toBe(ROOT);
    expect(names(moveRoute(ROOT, [0], 1))).toEqual(["root", ["b"], ["a", ["a0"], ["a1"]]]);
    expect(names(moveRoute(ROOT, [0, 0], -1))).toEqual(names(ROOT));
    expect(names(moveRoute(ROOT, [1], 1))).toEqual(names(ROOT));
  });

  it("knows which nodes lie on the way to one", () => {
    expect([isOnWay([], [0, 1]), isOnWay([0], [0, 1]), isOnWay([1], [0, 1]), isOnWay([0, 1, 0], [0, 1])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
