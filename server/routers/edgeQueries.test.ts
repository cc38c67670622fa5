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
  const now = { ...window, stepMs: 10_000, bucketCount: 1, series };
  const { callers, callees } = callEdges({ now, before: { ...now, series: [] }, latest: now }, "inventory", window);
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
    callEdges({ now: { ...grid, series: [late] }, before: past, latest: before }, "inventory", hour).callers[0]
      ?.ratePerSecond;
  expect(rateOf({ ...before, series: [] })).toBeCloseTo(20 / 600, 9);
  expect(rateOf(before)).toBeCloseTo(20 / 3600, 9);
});

test("a call is judged by the stretch of now and not by the window's share", () => {
  const hour = { startMs: 0, endMs: 3_600_000 };
  const grid = { startMs: 0, stepMs: 3_600_000, bucketCount: 1 };
  const minute = { startMs: 3_540_000, stepMs: 60_000, bucketCount: 1 };
  const of = (calls: number, errors: number) => [
    { ...edge("orders", "inventory", ""), calls: [calls], errors: [errors] },
  ];
  const healthOf = (now: EdgeSeries[], latest: EdgeSeries[]) => {
    const seen = {
      now: { ...grid, series: now },
      before: { ...grid, series: [] },
      latest: { ...minute, series: latest },
    };
    return callEdges({ ...seen, lengthMs: 60_000 }, "inventory", hour).callers[0];
  };
  expect(healthOf(of(3600, 900), of(60, 0))).toMatchObject({ errorRatio: 0.25, health: { kind: "ok" } });
  expect(healthOf(of(3600, 12), of(60, 12))?.health).toMatchObject({ kind: "fail", reason: "errors" });
  expect(healthOf(of(3600, 900), [])?.health).toMatchObject({ kind: "unknown", reason: "quiet" });
});
