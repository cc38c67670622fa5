/** The truth about the demo, as its file has it and the door gives it. */
import { describe, expect, it } from "vitest";
import { demoScenarios } from "./demoScenarios.ts";

const one = {
  name: "queue-delay",
  startedAt: "2026-11-21T09:00:00.000Z",
  endedAt: "2026-11-21T09:20:00.000Z",
  recoveredAt: "2026-11-21T09:24:00.000Z",
  rootCause: { kind: "queue", name: "order-events", sentence: "Commits are slow." },
  affected: ["shipping", "mailer"],
  timeline: [{ offsetSeconds: 0, subject: "order-events", sentence: "Commits take longer." }],
};
const later = {
  ...one,
  name: "bad-deploy",
  startedAt: "2026-11-21T10:00:00.000Z",
  endedAt: "2026-11-21T10:15:00.000Z",
};
const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("the demo's scenarios", () => {
  it("are told without what belongs to the simulator alone", () => {
    const { name, startedAt, endedAt, rootCause, affected } = one;
    expect(demoScenarios(JSON.stringify([one]), NOON)).toEqual([{ name, startedAt, endedAt, rootCause, affected }]);
  });

  it("are told from the instant on at which they begin, not before", () => {
    const text = JSON.stringify([one, later]);
    const names = (at: string) => demoScenarios(text, Date.parse(at)).map(({ name }) => name);
    expect(names("2026-11-21T08:59:59.999Z")).toEqual([]);
    expect(names("2026-11-21T09:59:59.999Z")).toEqual(["queue-delay"]);
    expect(names("2026-11-21T10:00:00Z")).toEqual(["queue-delay", "bad-deploy"]);
  });

  it("are none before the past has been written", () => {
    expect(demoScenarios("[]", NOON)).toEqual([]);
  });

  it("are refused when the file says something else", () => {
    expect(() => demoScenarios(JSON.stringify([{ ...one, affected: "all" }]), NOON)).toThrow();
    expect(() => demoScenarios('[{"name": ', NOON)).toThrow();
  });
});
