/** After an outage: the cases of Prometheus's TestForStateRestore, and what only we know. */
import { describe, expect, it } from "vitest";
import type { Alert } from "../model/alert.ts";
import { alertAsOf, type RestoreOptions } from "./restoreAlerts.ts";
import { RuleState } from "./ruleState.ts";

const MINUTE = 60_000;
const DOWN = 1_000 * MINUTE;
const LABELS = { alertname: "Down", instance: "a" };

function kept(changes: Partial<Alert>): Alert {
  const nothing = { annotations: {}, value: 1, firedMs: null, keepFiringSinceMs: null, resolvedMs: null };
  return {
    fingerprint: "f",
    ruleKey: "k",
    labels: LABELS,
    ...nothing,
    state: "pending",
    activeMs: 0,
    evaluatedMs: 0,
    ...changes,
  };
}
function restore(alert: Alert, forMs: number, outageMs: number, more: Partial<RestoreOptions> = {}) {
  const state = new RuleState({ key: "k", forMs, keepFiringForMs: 0, limit: 0 });
  const step = state.restore([alert], { downMs: DOWN, nowMs: DOWN + outageMs, ...more });
  return { state, step, alert: step.alerts[0] ?? null };
}

describe("a pending alert", () => {
  // `for` 30 m, active 25 m before the outage: 5 m are left, which the grace period of 10 m exceeds.
  it("with less left than the grace period waits for the grace period", () => {
    const { alert } = restore(kept({ activeMs: DOWN - 25 * MINUTE }), 30 * MINUTE, 15 * MINUTE);
    const firesMs = (alert?.activeMs ?? 0) + 30 * MINUTE;
    expect(firesMs).toBe(DOWN + 15 * MINUTE + 10 * MINUTE);
  });

  it("with more left waits for what was left, the outage not counted", () => {
    const { alert } = restore(kept({ activeMs: DOWN - 5 * MINUTE }), 30 * MINUTE, 20 * MINUTE);
    expect((alert?.activeMs ?? 0) + 30 * MINUTE).toBe(DOWN + 20 * MINUTE + 25 * MINUTE);
  });

  it("whose `for` is shorter than the grace period begins anew", () => {
    expect(restore(kept({ activeMs: DOWN - 4 * MINUTE }), 5 * MINUTE, MINUTE).step).toMatchObject({
      alerts: [],
      forgotten: ["f"],
    });
  });

  it("whose time had come fires at the first evaluation, since when it was first true", () => {
    const { state } = restore(kept({ activeMs: DOWN - 5 * MINUTE }), 5 * MINUTE, MINUTE);
    const candidate = { fingerprint: "f", labels: LABELS, annotations: {}, value: 2 };
    const [alert] = state.take([candidate], DOWN + MINUTE).alerts;
    expect(alert).toMatchObject({ state: "firing", activeMs: DOWN - 5 * MINUTE, firedMs: DOWN + MINUTE });
  });

  it("is forgotten when the condition does not hold any more", () => {
    const { state } = restore(kept({ activeMs: DOWN - 5 * MINUTE }), 30 * MINUTE, MINUTE);
    expect(state.take([], DOWN + MINUTE)).toMatchObject({ alerts: [], forgotten: ["f"] });
  });
});

describe("a firing alert", () => {
  const firing = kept({ state: "firing", activeMs: DOWN - 60 * MINUTE, firedMs: DOWN - 55 * MINUTE });

  it("goes on firing after an outage of an hour, and resolves when the condition is gone", () => {
    const { state, step } = restore(firing, 5 * MINUTE, 60 * MINUTE);
    expect(step).toMatchObject({ alerts: [firing], changed: [], forgotten: [] });
    expect(state.take([], DOWN + 60 * MINUTE).alerts).toMatchObject([
      { state: "inactive", resolvedMs: DOWN + 60 * MINUTE },
    ]);
  });

  it("goes on after a longer one too, until somebody has looked: it is over only when the condition is known to be", () => {
    const nowMs = DOWN + 600 * MINUTE;
    const candidate = { fingerprint: "f", labels: LABELS, annotations: {}, value: 2 };
    const { state, step } = restore(firing, 5 * MINUTE, 600 * MINUTE);
    expect(step).toMatchObject({ alerts: [firing], changed: [] });
    expect(state.take([candidate], nowMs)).toMatchObject({ changed: [], alerts: [{ firedMs: firing.firedMs }] });
    const gone = restore(firing, 5 * MINUTE, 600 * MINUTE).state.take([], nowMs);
    expect(gone.changed).toMatchObject([{ state: "inactive", resolvedMs: nowMs }]);
  });

  it("that resolved before goes on being told for 15 minutes, and no longer", () => {
    const resolved = kept({ state: "inactive", firedMs: 1, resolvedMs: DOWN - MINUTE });
    expect(restore(resolved, 0, 14 * MINUTE).step.alerts).toEqual([resolved]);
    expect(restore(resolved, 0, 14 * MINUTE + 1).step).toMatchObject({ alerts: [], forgotten: ["f"] });
  });
});

describe("an alert as of an instant of the past", () => {
  const over = kept({ state: "inactive", activeMs: 10, firedMs: 20, keepFiringSinceMs: 30, resolvedMs: 40 });

  it("was not there, pending, firing, over, as its own times say", () => {
    expect(alertAsOf(over, 9)).toBeNull();
    expect(alertAsOf(over, 10)).toMatchObject({ state: "pending", firedMs: null, keepFiringSinceMs: null });
    expect(alertAsOf(over, 25)).toMatchObject({ state: "firing", firedMs: 20, keepFiringSinceMs: null });
    expect(alertAsOf(over, 35)).toMatchObject({ state: "firing", keepFiringSinceMs: 30, resolvedMs: null });
    expect(alertAsOf(over, 40)).toBeNull();
  });
});
