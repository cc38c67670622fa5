/** Whose calls count as a service's own. */
import { expect, test } from "vitest";
import type { EdgeSeries } from "../model/derived.ts";
import { callEdges } from "./edgeQueries.ts";

const window = { startMs: 0, endMs: 10_000 };
const NO_DURATIONS = { zero: 0, index: [], count: [] };
const edge = (client: string, server: string, type: EdgeSeries["type"]): EdgeSeries => ({
  client,
  server,
  type,
  calls: [3],
  errors: [0],
  clientSumSeconds: [1],
  serverSumSeconds: [1],
  clientDuration: [],
  serverDuration: [],
  clientCells: [],
  serverCells: [],
});

test("calls to a database of the service's name are not calls to the service", () => {
  const series = [edge("inventory", "inventory", "database"), edge("orders", "inventory", "")];
  const answer = { ...window, stepMs: 10_000, bucketCount: 1, series };
  const { callers, callees } = callEdges(answer, { ...answer, series: [] }, "inventory", window);
  expect(callers.map(({ service }) => service)).toEqual(["orders"]);
  expect(callees).toMatchObject([{ service: "inventory", type: "database", calls: 3 }]);
});

test("what is called since a while has the rate of that while, and what was called before that of the window", () => {
  const hour = { startMs: 0, endMs: 3_600_000 };
  const [calls, duration] = [new Array<number>(60).fill(0), Array.from({ length: 60 }, () => NO_DURATIONS)];
  calls[50] = 20;
  const late = { ...edge("orders", "inventory", ""), calls, clientDuration: duration, serverDuration: duration };
  const grid = { startMs: 0, stepMs: 60_000, bucketCount: 60 };
  const before = { ...grid, series: [edge("orders", "inventory", "")] };
  const rateOf = (past: typeof before) =>
    callEdges({ ...grid, series: [late] }, past, "inventory", hour).callers[0]?.ratePerSecond;
  expect(rateOf({ ...before, series: [] })).toBeCloseTo(20 / 600, 9);
  expect(rateOf(before)).toBeCloseTo(20 / 3600, 9);
});
