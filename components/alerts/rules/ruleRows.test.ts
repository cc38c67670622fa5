/** How rules stand in their table. */
import { describe, expect, it } from "vitest";
import { isRuleShown, type RuleRow, ruleRows, stateOf } from "./ruleRows.ts";

const rule = (name: string, more: Partial<RuleRow> = {}): RuleRow => ({
  key: `builtin:${name}`,
  source: "builtin",
  isEnabled: true,
  isEditable: false,
  definition: null,
  file: null,
  body: {
    name,
    group: "errors",
    intervalMs: 15_000,
    condition: { kind: "promql", query: "up == 0", queryOffsetMs: 0, limit: 0 },
    forMs: 0,
    keepFiringForMs: 0,
    noData: "ok",
    labels: {},
    annotations: { summary: "Something is down" },
  },
  watches: "up == 0",
  severity: "page",
  health: "ok",
  lastError: null,
  lastEvaluationMs: 1,
  evaluationMs: 1,
  firing: 0,
  pending: 0,
  ...more,
});
const ALL = { q: "", source: null, state: null };

describe("rules in a table", () => {
  it("stand by what needs somebody: failing, firing, pending, then the others, switched off last", () => {
    const rows = ruleRows([
      rule("off", { isEnabled: false }),
      rule("b10"),
      rule("b9"),
      rule("mine", { source: "console" }),
      rule("pending", { pending: 1 }),
      rule("firing", { firing: 2, pending: 1 }),
      rule("broken", { health: "err" }),
    ]);
    expect(rows.map(({ body }) => body.name)).toEqual(["broken", "firing", "pending", "mine", "b9", "b10", "off"]);
  });

  it("are off before they are anything else, and new until they were evaluated", () => {
    expect(stateOf(rule("a", { isEnabled: false, health: "err" }))).toBe("off");
    expect(stateOf(rule("a", { health: "unknown" }))).toBe("new");
  });

  it("are found by name, group, query and sentence", () => {
    for (const q of ["DOWN", "errors", "up ==", "somE"]) expect(isRuleShown(rule("Down"), { ...ALL, q })).toBe(true);
    expect(isRuleShown(rule("Down"), { ...ALL, q: "disk" })).toBe(false);
    expect(isRuleShown(rule("Down"), { ...ALL, source: "file" })).toBe(false);
    expect(isRuleShown(rule("Down"), { ...ALL, state: "calm" })).toBe(true);
  });
});
