/** What series of a query without a legend are called. */
import { expect, it } from "vitest";
import { lonelyLegend } from "./lonelyLegend.ts";

const of = (...labels: readonly Record<string, string>[]) => lonelyLegend(labels.map((one) => ({ labels: one })));

it("calls series by the one label that they have", () => {
  expect(of({ service_name: "cart" }, { service_name: "web" })).toBe("{{service_name}}");
});

it("tells all labels where there are more, or not the same, or none", () => {
  expect(of({ service_name: "cart", job: "a" }, { service_name: "web", job: "a" })).toBe("");
  expect(of({ service_name: "cart" }, {})).toBe("");
  expect(of({ service_name: "cart" }, { job: "a" })).toBe("");
  expect(of({ __name__: "up" })).toBe("");
  expect(of({})).toBe("");
  expect(of()).toBe("");
});
