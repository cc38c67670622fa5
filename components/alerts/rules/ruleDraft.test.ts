/** A rule read out of its form. */
import { describe, expect, it } from "vitest";
import type { AlertRuleBody } from "../../../server/model/alert.ts";
import { draftOfRule, EMPTY_RULE, readDraft } from "./ruleDraft.ts";

const RULE: AlertRuleBody = {
  name: "CheckoutErrors",
  group: "checkout",
  intervalMs: 30_000,
  condition: { kind: "promql", query: "a / b > 0.05", queryOffsetMs: 60_000, limit: 7 },
  forMs: 300_000,
  keepFiringForMs: 90_000,
  noData: "alert",
  labels: { severity: "page", team: "shop" },
  annotations: { summary: "{{ $value }}", description: "d", runbook: "r", dashboard: "https://x" },
};
const LOGS: AlertRuleBody = {
  ...RULE,
  condition: {
    kind: "logs",
    search: {
      service: "cart",
      text: "timeout",
      leastSeverity: 17,
      failedOnly: false,
      minDurationMs: null,
      attributes: [{ key: "a", value: "b" }],
    },
    windowMs: 600_000,
    operator: ">=",
    threshold: 12.5,
  },
};
const TRACES: AlertRuleBody = {
  ...RULE,
  condition: {
    kind: "traces",
    search: { service: null, text: null, leastSeverity: null, failedOnly: true, minDurationMs: 1_500, attributes: [] },
    windowMs: 60_000,
    operator: "<",
    threshold: 1,
  },
};

describe("a rule in its form", () => {
  it.each([RULE, LOGS, TRACES])("comes back as it was: %#", (body) => {
    expect(readDraft(draftOfRule(body))).toEqual({ body, trouble: null });
  });

  it("leaves out what was left empty", () => {
    const { body } = readDraft({ ...EMPTY_RULE, name: "x", query: "up == 0", labels: [{ name: " ", text: "" }] });
    expect(body).toMatchObject({ labels: { severity: "ticket" }, annotations: {}, forMs: 60_000 });
  });

  it("says the first thing in its way", () => {
    const draft = { ...EMPTY_RULE, query: "up == 0" };
    expect(readDraft(EMPTY_RULE).trouble?.field).toBe("query");
    expect(readDraft({ ...draft, hold: "soon" }).trouble?.field).toBe("hold");
    expect(readDraft({ ...draft, interval: "1s" }).trouble?.field).toBe("interval");
    expect(readDraft(draft).trouble?.field).toBe("name");
    expect(readDraft({ ...draft, name: "x", labels: [{ name: "0a", text: "" }] }).trouble?.field).toBe("labels");
    const logs = { ...draft, kind: "logs" as const };
    expect(readDraft({ ...logs, window: "1s" }).trouble?.field).toBe("window");
    expect(readDraft({ ...logs, threshold: "many" }).trouble?.field).toBe("threshold");
    expect(readDraft({ ...logs, kind: "traces", minDuration: "long" }).trouble?.field).toBe("minDuration");
  });

  it("can be tried before it has a name", () => {
    expect(readDraft({ ...EMPTY_RULE, query: "up == 0" }, true).body?.name).toBe("unnamed");
  });

  it("keeps what belongs to logs out of traces", () => {
    const logs = draftOfRule(LOGS);
    const { body } = readDraft({ ...logs, kind: "traces" });
    expect(body?.condition).toMatchObject({ search: { leastSeverity: null, text: "timeout" } });
  });
});
