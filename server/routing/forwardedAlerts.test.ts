/** What another Alertmanager is told of: what fires and routes there, whatever its group, and what ended lately. */
import { describe, expect, it } from "vitest";
import { type Alert, RESOLVED_RETENTION_MS } from "../model/alert.ts";
import type { NotificationSettings, Route } from "../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "./defaultSettings.ts";
import { dispatchStep } from "./dispatch.ts";
import { forwardedAlerts } from "./forwardedAlerts.ts";
import { parseMatchers } from "./parseMatchers.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);
const matchers = (text: string) => parseMatchers(text).matchers ?? expect.unreachable(text);
const alertOf = (n: string, more: Partial<Alert> = {}): Alert => ({
  ...{ fingerprint: n, ruleKey: "r", labels: { alertname: "A", n }, annotations: {}, state: "firing", value: 1 },
  ...{ activeMs: NOW_MS, firedMs: NOW_MS, keepFiringSinceMs: null, resolvedMs: null, evaluatedMs: NOW_MS },
  ...more,
});
const child = (receiver: string, text: string): Route => ({
  ...DEFAULT_NOTIFICATIONS.route,
  ...{ receiver, matchers: matchers(text), continues: true },
});
const settings: NotificationSettings = {
  ...DEFAULT_NOTIFICATIONS,
  receivers: [
    { name: "am", integrations: [{ kind: "alertmanager", sendResolved: true, url: "http://am" }] },
    { name: "chat", integrations: [{ kind: "slack", sendResolved: true, url: "http://chat" }] },
  ],
  route: {
    ...DEFAULT_NOTIFICATIONS.route,
    routes: [child("am", "n=~[a-f]"), child("am", "n=a"), child("chat", "n=b")],
  },
};
const forwarded = (alerts: readonly Alert[], nowMs = NOW_MS, silences: Parameters<typeof forwardedAlerts>[1] = []) =>
  [...forwardedAlerts(settings, silences, alerts, nowMs)].map(([to, all]) => [
    to,
    all.map(({ state, labels }) => `${labels.n} ${state}`),
  ]);

describe("alerts that are forwarded", () => {
  it("are those that fire and route to an Alertmanager, once each, before any group's wait", () => {
    const pending = alertOf("c", { state: "pending", firedMs: null });
    expect(forwarded([alertOf("a"), alertOf("b"), pending, alertOf("z")])).toEqual([["am", ["a firing", "b firing"]]]);
  });

  it("are told as over for a quarter of an hour, and fire though an older one of the same labels is over", () => {
    const over = alertOf("a", { state: "inactive", resolvedMs: NOW_MS });
    expect(forwarded([over], NOW_MS + RESOLVED_RETENTION_MS - 1)).toEqual([["am", ["a inactive"]]]);
    expect(forwarded([over], NOW_MS + RESOLVED_RETENTION_MS)).toEqual([["am", []]]);
    expect(forwarded([alertOf("a"), over])).toEqual([["am", ["a firing"]]]);
  });

  it("are not those that are silenced", () => {
    const body = { matchers: matchers("n=a"), startsMs: NOW_MS, endsMs: NOW_MS + 1, comment: "", createdBy: "" };
    const silences = [{ ...body, id: "s", updatedMs: NOW_MS }];
    expect(forwarded([alertOf("a"), alertOf("b")], NOW_MS, silences)).toEqual([["am", ["b firing"]]]);
  });

  it("are in no group's message", () => {
    const receivers = settings.receivers.map((receiver) => ({
      ...receiver,
      integrations: settings.receivers.flatMap((one) => one.integrations),
    }));
    const both = { ...settings, receivers, route: { ...settings.route, groupWaitMs: 0, routes: [] } };
    const route = { ...both.route, receiver: "am", groupWaitMs: 0 };
    const { notifications } = dispatchStep({ ...both, route }, [], [alertOf("a")], [], NOW_MS);
    expect(notifications.map(({ integrations }) => integrations)).toEqual([[{ index: 1, kind: "slack" }]]);
  });
});
