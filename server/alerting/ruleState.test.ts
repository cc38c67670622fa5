/** The state machine: every arrow of it, and what a rule does with answers it cannot take. */
import { describe, expect, it } from "vitest";
import { type Alert, ENDED_WITH_RULE } from "../model/alert.ts";
import { labelFingerprint } from "./fingerprint.ts";
import type { AlertCandidate } from "./nextAlert.ts";
import { DUPLICATE_ALERTS, RuleState, type RuleStep } from "./ruleState.ts";

const MINUTE = 60_000;
const RULE = { key: "builtin:Down", forMs: 5 * MINUTE, keepFiringForMs: 0, limit: 0 };

function candidate(instance: string, value = 1): AlertCandidate {
  const labels = { alertname: "Down", instance };
  return { fingerprint: labelFingerprint(labels), labels, annotations: { summary: `${instance} is ${value}` }, value };
}
const states = ({ alerts }: Pick<RuleStep, "alerts">) => alerts.map(({ state }) => state);
const only = ({ alerts }: RuleStep): Alert => {
  const [alert] = alerts;
  if (!alert || alerts.length > 1) throw new Error(`${alerts.length} alerts instead of one`);
  return alert;
};
/** Answers minute by minute, from 0: for each the instances for which the condition holds. */
function run(state: RuleState, minutes: readonly (readonly string[])[]): RuleStep[] {
  return minutes.map((held, minute) =>
    state.take(
      held.map((instance) => candidate(instance)),
      minute * MINUTE,
    ),
  );
}

describe("for", () => {
  it("fires at the first evaluation at which it has passed, and not a moment before", () => {
    const state = new RuleState(RULE);
    expect(states(state.take([candidate("a")], 0))).toEqual(["pending"]);
    expect(states(state.take([candidate("a")], 5 * MINUTE - 1))).toEqual(["pending"]);
    const step = state.take([candidate("a", 7)], 5 * MINUTE);
    expect(only(step)).toMatchObject({ state: "firing", activeMs: 0, firedMs: 5 * MINUTE, value: 7, resolvedMs: null });
    expect(only(step).annotations).toEqual({ summary: "a is 7" });
    expect(step.changed).toEqual(step.alerts);
  });

  it("of nothing fires at once", () => {
    const step = new RuleState({ ...RULE, forMs: 0 }).take([candidate("a")], 9);
    expect(only(step)).toMatchObject({ state: "firing", activeMs: 9, firedMs: 9 });
  });

  it("begins anew after a single evaluation without the condition", () => {
    const steps = run(new RuleState(RULE), [["a"], ["a"], ["a"], [], ["a"], ["a"], ["a"], ["a"], ["a"], ["a"]]);
    expect(steps[3]).toMatchObject({ alerts: [], changed: [], forgotten: [candidate("a").fingerprint] });
    expect(steps.slice(4).map(states)).toEqual([...Array(5).fill(["pending"]), ["firing"]]);
  });

  it("raised later sends a firing alert back to pending when that has not passed", () => {
    const state = new RuleState({ ...RULE, forMs: 0, keepFiringForMs: MINUTE });
    state.take([candidate("a")], 0);
    state.redefine({ ...RULE, forMs: 10 * MINUTE });
    const step = state.take([candidate("a")], 9 * MINUTE);
    expect(only(step)).toMatchObject({ state: "pending", activeMs: 0, firedMs: null });
    expect(step.changed).toHaveLength(1);
    expect(only(state.take([candidate("a")], 10 * MINUTE))).toMatchObject({ state: "firing", firedMs: 10 * MINUTE });
  });

  it("tells each label set from the others", () => {
    const steps = run(new RuleState({ ...RULE, forMs: 2 * MINUTE }), [["a"], ["a", "b"], ["b", "a"], ["b"]]);
    expect(steps.map(states)).toEqual([
      ["pending"],
      ["pending", "pending"],
      ["firing", "pending"],
      ["inactive", "firing"],
    ]);
    expect(steps[2]?.changed.map(({ labels }) => labels.instance)).toEqual(["a"]);
  });
});

describe("an alert that is over", () => {
  const rule = { ...RULE, forMs: 0 };

  it("is resolved, kept for 15 minutes, then forgotten", () => {
    const state = new RuleState(rule);
    state.take([candidate("a")], 0);
    const resolved = state.take([], MINUTE);
    expect(only(resolved)).toMatchObject({ state: "inactive", resolvedMs: MINUTE, firedMs: 0 });
    expect(resolved.changed).toHaveLength(1);
    expect(state.take([], 16 * MINUTE)).toMatchObject({ changed: [], forgotten: [], alerts: [{ resolvedMs: MINUTE }] });
    const gone = state.take([], 16 * MINUTE + 1);
    expect(gone).toMatchObject({ alerts: [], changed: [], forgotten: [candidate("a").fingerprint] });
  });

  it("that comes back is a new one, with its own beginning", () => {
    const state = new RuleState({ ...rule, forMs: MINUTE });
    run(state, [["a"], ["a"], []]);
    const again = state.take([candidate("a")], 3 * MINUTE);
    expect(only(again)).toMatchObject({ state: "pending", activeMs: 3 * MINUTE, firedMs: null, resolvedMs: null });
    expect(again.changed).toHaveLength(1);
  });
});

describe("keep_firing_for", () => {
  const rule = { ...RULE, forMs: 0, keepFiringForMs: 3 * MINUTE };

  it("goes on firing until it has passed since the condition first did not hold", () => {
    const steps = run(new RuleState(rule), [["a"], [], [], [], [], []]);
    expect(steps.map(states)).toEqual([["firing"], ["firing"], ["firing"], ["firing"], ["inactive"], ["inactive"]]);
    expect(steps.map(({ changed }) => changed.length)).toEqual([1, 1, 0, 0, 1, 0]);
    expect(steps[4]?.alerts[0]).toMatchObject({ keepFiringSinceMs: MINUTE, resolvedMs: 4 * MINUTE });
  });

  it("starts anew when the condition holds in between, without a new alert", () => {
    const steps = run(new RuleState(rule), [["a"], [], [], ["a"], [], [], [], []]);
    expect(steps.map((step) => states(step)[0])).toEqual([...Array(7).fill("firing"), "inactive"]);
    expect(steps[3]?.alerts[0]).toMatchObject({ activeMs: 0, keepFiringSinceMs: null });
  });

  it("does nothing for an alert that never fired", () => {
    const steps = run(new RuleState({ ...rule, forMs: MINUTE }), [["a"], []]);
    expect(steps[1]).toMatchObject({ alerts: [], forgotten: [candidate("a").fingerprint] });
  });
});

describe("an answer that cannot be taken", () => {
  it("with one label set twice is an error and changes nothing", () => {
    const state = new RuleState({ ...RULE, forMs: 0 });
    state.take([candidate("a")], 0);
    const step = state.take([candidate("b"), candidate("b", 2)], MINUTE);
    expect(step).toMatchObject({ error: DUPLICATE_ALERTS, changed: [], forgotten: [] });
    expect(only(step)).toMatchObject({ state: "firing", labels: { instance: "a" } });
  });

  it("beyond the limit is an error: nothing begins or waits on, what fires stays as last known until it can be judged again", () => {
    const state = new RuleState({ ...RULE, forMs: MINUTE, limit: 2 });
    expect(state.take([candidate("a")], 0).error).toBeNull();
    const before = only(state.take([candidate("a")], MINUTE));
    expect(states(state.take([candidate("a"), candidate("b")], 2 * MINUTE))).toEqual(["firing", "pending"]);
    const step = state.take([candidate("b"), candidate("c"), candidate("d")], 3 * MINUTE);
    expect(step.error).toBe("exceeded limit of 2 with 3 alerts");
    expect(step.alerts).toMatchObject([{ state: "firing", firedMs: MINUTE, resolvedMs: null }]);
    expect(step.changed).toEqual([]);
    expect(step.forgotten).toEqual([candidate("b").fingerprint]);
    expect(step.lapsed).toMatchObject([{ labels: { instance: "b" }, activeMs: 2 * MINUTE }]);
    const known = state.take([], 4 * MINUTE);
    expect(known.changed).toMatchObject([{ fingerprint: before.fingerprint, resolvedMs: 4 * MINUTE }]);
  });

  it("does not count resolved alerts against the limit", () => {
    const state = new RuleState({ ...RULE, forMs: 0, limit: 2 });
    state.take([candidate("a"), candidate("b")], 0);
    expect(state.take([candidate("c"), candidate("d")], MINUTE)).toMatchObject({ error: null, forgotten: [] });
    expect(states(state)).toEqual(["inactive", "inactive", "firing", "firing"]);
  });

  it("that never came keeps everything as it was", () => {
    const state = new RuleState({ ...RULE, forMs: MINUTE });
    const before = state.take([candidate("a")], 0).alerts;
    expect(state.fail("query timed out")).toEqual({
      alerts: before,
      changed: [],
      forgotten: [],
      lapsed: [],
      error: "query timed out",
      isJudged: false,
    });
    expect(states(state.take([candidate("a")], 2 * MINUTE))).toEqual(["firing"]);
  });
});

describe("a rule that ends", () => {
  it("tells what fired as over, with the reason, and forgets what was pending", () => {
    const state = new RuleState({ ...RULE, forMs: MINUTE });
    run(state, [["a"], ["a", "b"]]);
    const step = state.end(2 * MINUTE);
    expect(step.changed).toMatchObject([{ labels: { instance: "a" }, state: "inactive", resolvedMs: 2 * MINUTE }]);
    expect(step.changed[0]?.annotations[ENDED_WITH_RULE]).toContain("is not known");
    expect(step.forgotten).toHaveLength(2);
    expect(step.lapsed).toMatchObject([{ labels: { instance: "b" } }]);
    expect(state.alerts).toEqual([]);
  });
});
