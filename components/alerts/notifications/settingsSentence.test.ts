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
const way = (disabled: IntegrationRow["disabled"] = null): IntegrationRow => ({
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
});
const receiver = (name: string, ...integrations: IntegrationRow[]): ReceiverRow => ({ name, integrations, routes: 1 });
const told = (receivers: ReceiverRow[], root: Route) =>
  settingsSentence({ receivers, route: root, inhibitRules: [], timeIntervals: [] });

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

  it("warns of an address that is gone", () => {
    const { kind, why } = told([receiver("ops", way({ why: "410", sinceMs: 1 }))], route("ops"));
    expect([kind, why]).toEqual(["warn", "1 route. 1 address said to be gone, and nothing is sent there."]);
  });
});
