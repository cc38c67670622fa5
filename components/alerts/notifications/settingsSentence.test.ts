/** Whether anybody is told. */
import { describe, expect, it } from "vitest";
import type { Route } from "../../../server/model/notification.ts";
import { settingsSentence } from "./settingsSentence.ts";
import type { IntegrationRow, ReceiverRow } from "./useNotifications.ts";

const route = (receiver: string | null, ...routes: Route[]): Route => ({
  receiver,
  matchers: [],
  continues: false,
  groupBy: null,
  groupWaitMs: null,
  groupIntervalMs: null,
  repeatIntervalMs: null,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  routes,
});
const way = (
  disabled: IntegrationRow["disabled"] = null,
  trouble: IntegrationRow["trouble"] = null,
): IntegrationRow => ({
  kind: "webhook",
  sendResolved: true,
  place: "hooks.example.com",
  maxAlerts: 0,
  to: null,
  from: null,
  server: null,
  username: null,
  url: null,
  secretsSet: ["url"],
  disabled,
  trouble,
  secretsLost: [],
});
const failing = (failed: number, sinceMs: number) =>
  way(null, { failed, sinceMs, lastError: "It answered 400.", arrivedMs: null });
const receiver = (name: string, ...integrations: IntegrationRow[]): ReceiverRow => ({
  name,
  integrations,
  message: null,
  routes: 1,
});
const told = (receivers: ReceiverRow[], root: Route) =>
  settingsSentence({ receivers, route: root, inhibitRules: [], timeIntervals: [] }, (ms) => `minute ${ms}`);

describe("who is told, in a sentence", () => {
  it("is nobody where no receiver has an address", () => {
    expect(told([receiver("default")], route("default")).sentence).toBe("Nobody is told when an alert fires");
  });

  it("is nobody either where no route leads to who has one", () => {
    const { kind, sentence } = told([receiver("default"), receiver("ops", way())], route("default"));
    expect([kind, sentence]).toEqual(["warn", "Receivers are set up, but no route leads to one"]);
  });

  it("names those that a route reaches, also by inheritance", () => {
    const receivers = [receiver("default"), receiver("ops", way())];
    const { kind, sentence, why } = told(receivers, route("default", route("ops", route(null))));
    expect([kind, sentence, why]).toEqual(["ok", "ops is told when an alert fires", "3 routes."]);
  });

  it("is nobody where nothing arrives, since when, how often and where to look", () => {
    expect(told([receiver("ops", failing(14, 5))], route("ops"))).toEqual({
      kind: "fail",
      sentence: "Nothing reaches ops",
      why: "14 messages failed since minute 5, and none arrived: It answered 400. 1 route.",
      look: "deliveries",
    });
  });

  it("is nobody where the addresses cannot be read, though nothing failed yet", () => {
    const lost = { ...way(), secretsLost: ["url"] };
    const { kind, sentence } = told([receiver("ops", lost), receiver("ok", way())], route("ops", route("ok")));
    expect([kind, sentence]).toEqual(["fail", "ok is told when an alert fires, but nothing reaches ops"]);
    expect(told([receiver("ops", way(), lost)], route("ops")).kind).toBe("warn");
  });

  it("names who is told and whom nothing reaches beside each other", () => {
    const receivers = [receiver("ok", way()), receiver("bad", failing(2, 7), way({ why: "410", sinceMs: 1 }))];
    const { kind, sentence } = told(receivers, route("ok", route("bad")));
    expect([kind, sentence]).toEqual(["fail", "ok is told when an alert fires, but nothing reaches bad"]);
  });

  it("warns where one way of a receiver fails while another arrives", () => {
    const { kind, sentence, look } = told([receiver("ops", way(), failing(1, 7))], route("ops"));
    expect([kind, sentence, look]).toEqual(["warn", "ops is told when an alert fires", "deliveries"]);
  });

  it("says nothing of a receiver in trouble that no route leads to", () => {
    expect(told([receiver("ok", way()), receiver("old", failing(2, 7))], route("ok")).kind).toBe("ok");
  });

  it("warns of an address that is gone", () => {
    const { kind, why } = told([receiver("ops", way(), way({ why: "410", sinceMs: 1 }))], route("ops"));
    expect([kind, why]).toEqual(["warn", "1 route. 1 address said to be gone, and nothing is sent there."]);
  });
});
