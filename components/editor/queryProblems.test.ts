/** Problems of a query where they are typed, and laying it out with the window's variables in it. */
import { describe, expect, it } from "vitest";
import { findProblem, layOutQuery } from "./queryProblems.ts";
import { padVariables } from "./queryVariables.ts";

describe("findProblem", () => {
  it("is silent about a query, also one that names the window's variables", async () => {
    expect(await findProblem("sum(rate(a_total[$__rate_interval] offset $__range))")).toBeNull();
    expect(await findProblem("  ")).toBeNull();
  });

  it("stands under what is wrong, behind a variable too", async () => {
    const text = "rate(a[$__rate_interval]) + sum(b[5m])";
    const problem = await findProblem(text);
    expect(text.slice(problem?.from, problem?.to)).toContain("b[5m]");
    expect(problem?.message).toContain("expected type instant vector");
    expect(problem?.message).not.toMatch(/^\d/);
  });

  it("has a character to stand under where the text ends too soon", async () => {
    const problem = await findProblem("sum(rate(a[5m])");
    expect(problem && problem.to > problem.from && problem.to <= 15).toBe(true);
  });
});

describe("variables", () => {
  it("keep every place when they are padded", () => {
    expect(padVariables("rate(a[$__range]) + b")).toBe("rate(a[1s      ]) + b");
  });

  it("are still there when the query was laid out", async () => {
    const long =
      "sum by (service_name) (rate(http_server_request_duration_seconds_count[$__rate_interval])) / on (service_name) sum(b[$__range:$__interval])";
    const laidOut = await layOutQuery(
      long.replace("sum(b[$__range:$__interval])", "max_over_time(b[$__range:$__interval])"),
    );
    expect(laidOut).toContain("[$__rate_interval]");
    expect(laidOut).toContain("[$__range:$__interval]");
    expect(laidOut?.split("\n").length).toBe(3);
  });

  it("leave alone what is no query", async () => {
    expect(await layOutQuery("sum(")).toBeNull();
  });
});
