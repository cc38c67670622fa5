/** Whose calls count as a service's own. */
import { expect, test } from "vitest";
import type { EdgeSeries } from "../model/derived.ts";
import { callEdges } from "./edgeQueries.ts";

const window = { startMs: 0, endMs: 10_000 };
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
  const { callers, callees } = callEdges({ ...window, stepMs: 10_000, bucketCount: 1, series }, "inventory", window);
  expect(callers.map(({ service }) => service)).toEqual(["orders"]);
  expect(callees).toMatchObject([{ service: "inventory", type: "database", calls: 3 }]);
});
