/** One step of telling under a clock that tests hold: Alertmanager's worked behaviour, then what must never happen whatever comes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Alert, LabelPairs } from "../model/alert.ts";
import type {
  GroupStanding,
  Matcher,
  NotificationSettings,
  ReceiverIntegration,
  Route,
  Silence,
} from "../model/notification.ts";
import { groupId } from "./alertGroups.ts";
import { DEFAULT_NOTIFICATIONS } from "./defaultSettings.ts";
import { type DispatchedNotification, dispatchStep } from "./dispatch.ts";
import type { OwedDelivery } from "./flushGroup.ts";
import { parseMatchers } from "./parseMatchers.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 21, 12);

const matchers = (text: string): readonly Matcher[] => parseMatchers(text).matchers ?? expect.unreachable(text);
const hook = (sendResolved = true): ReceiverIntegration => ({
  kind: "webhook",
  sendResolved,
  url: "https://example.com",
  maxAlerts: 0,
  signingSecret: null,
});
function settingsOf(route: Partial<Route> = {}, more: Partial<NotificationSettings> = {}): NotificationSettings {
  const root = { ...DEFAULT_NOTIFICATIONS.route, groupBy: ["alertname"], ...route };
  return { ...DEFAULT_NOTIFICATIONS, receivers: [{ name: "default", integrations: [hook()] }], ...more, route: root };
}
function alertOf(labels: LabelPairs, firedMs: number, more: Partial<Alert> = {}): Alert {
  const fingerprint = JSON.stringify(Object.entries(labels).sort());
  const times = { activeMs: firedMs, firedMs, keepFiringSinceMs: null, resolvedMs: null, evaluatedMs: firedMs };
  return { fingerprint, ruleKey: "r", labels, annotations: {}, state: "firing", value: 1, ...times, ...more };
}
const over = (alert: Alert, resolvedMs: number): Alert => ({ ...alert, state: "inactive", resolvedMs });

/** A dispatcher that is asked each second, and what it tells with the seconds since the start. */
class Told {
  settings: NotificationSettings;
  silences: readonly Silence[] = [];
  alerts: readonly Alert[] = [];
  standings = new Map<string, GroupStanding>();
  owed: OwedDelivery[] = [];
  nowMs = START;
  readonly log: string[] = [];
  readonly messages: DispatchedNotification[] = [];

  constructor(settings: NotificationSettings) {
    this.settings = settings;
  }
  step(): void {
    const standings = [...this.standings.values()];
    const step = dispatchStep(this.settings, this.silences, this.alerts, standings, this.nowMs, this.owed);
    this.owed = this.owed.filter(({ id }) => !step.settled.includes(id));
    for (const standing of step.standings) this.standings.set(groupId(standing), standing);
    for (const ended of step.ended) this.standings.delete(groupId(ended));
    for (const told of step.notifications) {
      const { receiver, status, alerts } = told.notification;
      const names = alerts.map((alert) => `${alert.status === "firing" ? "+" : "-"}${alert.labels.n ?? ""}`).join("");
      this.log.push(`${(this.nowMs - START) / SECOND} ${receiver} ${status} ${names}`);
      this.messages.push(told);
    }
  }
  /** The last message to one integration dies. */
  dies(integration: number): void {
    const { notification } = this.messages.at(-1) ?? expect.unreachable("nothing was told");
    const id = String(this.messages.length);
    this.owed.push({ id, receiver: "default", integration, createdMs: this.nowMs - SECOND, notification });
  }
  /** To this second, each second once. */
  until(seconds: number): string[] {
    for (; this.nowMs <= START + seconds * SECOND; this.nowMs += SECOND) this.step();
    return this.log.splice(0);
  }
}

describe("dispatch", () => {
  it("waits for the group, looks again each interval, and reminds after the repeat interval", () => {
    const told = new Told(settingsOf());
    const a = alertOf({ alertname: "A", n: "1" }, START);
    told.alerts = [a];
    expect(told.until(29)).toEqual([]);
    expect(told.until(60)).toEqual(["30 default firing +1"]);
    told.alerts = [a, alertOf({ alertname: "A", n: "2" }, told.nowMs)];
    expect(told.until(329)).toEqual([]);
    expect(told.until(330)).toEqual(["330 default firing +1+2"]);
    expect(told.until(330 + 4 * 3_600 - 1)).toEqual([]);
    expect(told.until(330 + 4 * 3_600)).toEqual([`${330 + 4 * 3_600} default firing +1+2`]);
  });

  it("rounds the repeat interval up to a multiple of the group interval", () => {
    const told = new Told(settingsOf({ repeatIntervalMs: 12 * MINUTE }));
    told.alerts = [alertOf({ alertname: "A", n: "1" }, START)];
    expect(told.until(30 + 15 * 60)).toEqual(["30 default firing +1", "930 default firing +1"]);
  });

  it("never tells of an alert that is over before its first notification", () => {
    const told = new Told(settingsOf());
    const [a, b] = [alertOf({ alertname: "A", n: "1" }, START), alertOf({ alertname: "B", n: "2" }, START)];
    told.alerts = [a];
    told.until(10);
    told.alerts = [over(a, told.nowMs)];
    expect(told.until(60)).toEqual([]);
    expect(told.standings.size).toBe(0);
    told.alerts = [b, over(alertOf({ alertname: "B", n: "3" }, told.nowMs), told.nowMs)];
    expect(told.until(120)).toEqual(["61 default firing +2"]);
  });

  it("tells of the end once, then begins anew with a group wait", () => {
    const told = new Told(settingsOf());
    const a = alertOf({ alertname: "A", n: "1" }, START);
    told.alerts = [a];
    told.until(100);
    told.alerts = [over(a, told.nowMs)];
    expect(told.until(900)).toEqual(["330 default resolved -1"]);
    told.alerts = [alertOf({ alertname: "A", n: "1" }, told.nowMs)];
    expect(told.until(1_000)).toEqual(["931 default firing +1"]);
  });

  it("tells that an alert fires although another rule's alert of the same labels pends or is over", () => {
    const a = alertOf({ alertname: "A", n: "1" }, START);
    const ended = over({ ...a, ruleKey: "moved" }, START);
    const pending: Alert = { ...a, ruleKey: "twin", state: "pending", firedMs: null };
    for (const alerts of [
      [a, ended, pending],
      [pending, ended, a],
    ]) {
      const told = new Told(settingsOf());
      told.alerts = alerts;
      expect(told.until(900)).toEqual(["30 default firing +1"]);
      told.alerts = [ended, over(a, told.nowMs), over({ ...a, ruleKey: "old", activeMs: 0 }, START)];
      expect(told.until(1_230)).toEqual(["930 default resolved -1"]);
      expect(told.messages.at(-1)?.notification.alerts[0]?.endsMs).toBe(START + 901 * SECOND);
    }
  });

  it("tells whom it could not tell at each look until it is told, nobody else, and never the same message", () => {
    const receivers = [{ name: "default", integrations: [hook(), hook(false)] }];
    const told = new Told(settingsOf({}, { receivers }));
    const a = alertOf({ alertname: "A", n: "1" }, START);
    told.alerts = [a];
    told.until(30);
    told.dies(1);
    expect(told.until(329)).toEqual([]);
    expect(told.until(330)).toEqual(["330 default firing +1"]);
    told.dies(1);
    expect(told.until(900)).toEqual(["630 default firing +1"]);
    expect(told.messages.map(({ integrations }) => integrations.map(({ index }) => index))).toEqual([[0, 1], [1], [1]]);
    expect(new Set(told.messages.map(({ stateHash }) => stateHash)).size).toBe(3);
    expect(told.owed).toEqual([]);
    expect(told.until(4 * 3_600 + 29)).toEqual([]);
    told.until(4 * 3_600 + 30);
    expect(told.messages.at(-1)?.integrations).toHaveLength(2);
  });

  it("tells the end again to whom it could not be told, for as long as it is kept, and anew if it fires again", () => {
    const told = new Told(settingsOf());
    const a = alertOf({ alertname: "A", n: "1" }, START);
    told.alerts = [a];
    told.until(40);
    told.alerts = [over(a, told.nowMs)];
    told.until(330);
    expect(told.standings.size).toBe(0);
    told.dies(0);
    expect(told.log.splice(0)).toEqual([]);
    expect(told.until(629)).toEqual([]);
    expect(told.until(630)).toEqual(["630 default resolved -1"]);
    told.dies(0);
    told.alerts = [alertOf({ alertname: "A", n: "1" }, told.nowMs)];
    expect(told.until(700)).toEqual(["661 default firing +1"]);
    told.dies(0);
    told.alerts = [];
    told.step();
    expect(told.owed).toEqual([]);
  });

  it("tells an integration without sendResolved of what fires alone, and reminds it in time", () => {
    const quiet = { receivers: [{ name: "default", integrations: [hook(), hook(false)] }] };
    const told = new Told(settingsOf({ repeatIntervalMs: HOUR }, quiet));
    const [a, b] = [alertOf({ alertname: "A", n: "1" }, START), alertOf({ alertname: "A", n: "2" }, START)];
    told.alerts = [a, b];
    told.until(40);
    told.alerts = [a, over(b, told.nowMs)];
    expect(told.until(330)).toEqual(["330 default firing +1-2"]);
    expect(told.messages.map(({ integrations }) => integrations.map(({ index }) => index))).toEqual([[0, 1], [0]]);
    expect(told.until(3_630)).toEqual(["3630 default firing +1"]);
    expect(told.messages[2]?.integrations).toHaveLength(2);
  });

  it("routes to the first child that matches, to more where one continues, and else to the parent", () => {
    const child = (receiver: string, text: string, more: Partial<Route> = {}): Route => ({
      ...DEFAULT_NOTIFICATIONS.route,
      ...{ groupBy: null, groupWaitMs: null, groupIntervalMs: null, repeatIntervalMs: null },
      receiver,
      matchers: matchers(text),
      ...more,
    });
    const routes = [
      child("audit", "severity=~.+", { continues: true, groupBy: ["..."] }),
      child("db", "service=~mysql|cassandra"),
      child("page", "severity=page"),
    ];
    const receivers = ["default", "audit", "db", "page"].map((name) => ({ name, integrations: [hook()] }));
    const told = new Told(settingsOf({ routes, groupWaitMs: 0 }, { receivers }));
    told.alerts = [
      alertOf({ alertname: "A", n: "1", severity: "page", service: "mysql" }, START),
      alertOf({ alertname: "A", n: "2", severity: "page" }, START),
      alertOf({ alertname: "A", n: "3" }, START),
    ];
    told.step();
    expect(told.log.map((line) => line.split(" ").slice(1).join(" ")).sort()).toEqual([
      "audit firing +1",
      "audit firing +2",
      "db firing +1",
      "default firing +3",
      "page firing +2",
    ]);
    expect(told.messages.map(({ notification }) => notification.groupKey).sort()).toEqual([
      '{}/{service=~"mysql|cassandra"}:{alertname="A"}',
      '{}/{severity="page"}:{alertname="A"}',
      '{}/{severity=~".+"}:{alertname="A", n="1", service="mysql", severity="page"}',
      '{}/{severity=~".+"}:{alertname="A", n="2", severity="page"}',
      '{}:{alertname="A"}',
    ]);
  });

  it("holds a target back while its source fires, missing labels being empty, and no alert by itself", () => {
    const rule = {
      source: matchers("severity=page"),
      target: matchers('severity=~"page|ticket"'),
      equal: ["cluster", "zone"],
    };
    const told = new Told(settingsOf({ groupWaitMs: 0 }, { inhibitRules: [rule] }));
    const source = alertOf({ alertname: "S", n: "s", severity: "page", cluster: "x" }, START);
    told.alerts = [
      source,
      alertOf({ alertname: "T", n: "t", severity: "ticket", cluster: "x", zone: "" }, START),
      alertOf({ alertname: "O", n: "o", severity: "ticket", cluster: "y" }, START),
    ];
    told.step();
    expect(told.log).toEqual(["0 default firing +s", "0 default firing +o"]);
    told.alerts = [over(source, START + SECOND), ...told.alerts.slice(1)];
    told.log.length = 0;
    expect(told.until(300)).toEqual(["300 default resolved -s", "300 default firing +t"]);
  });

  it("holds back what is silenced, and tells of it when the silence ends", () => {
    const told = new Told(settingsOf());
    told.alerts = [alertOf({ alertname: "A", n: "1" }, START), alertOf({ alertname: "A", n: "2" }, START)];
    const ends = START + 400 * SECOND;
    const body = { matchers: matchers("n=1"), startsMs: START, endsMs: ends, comment: "", createdBy: "" };
    told.silences = [{ ...body, id: "s", updatedMs: START }];
    expect(told.until(399)).toEqual(["30 default firing +2"]);
    expect(told.until(700)).toEqual(["630 default firing +1+2"]);
  });

  it("tells anew of what was over while nobody was to hear of it", () => {
    const told = new Told(settingsOf());
    const [a, b] = [alertOf({ alertname: "A", n: "1" }, START), alertOf({ alertname: "A", n: "2" }, START)];
    told.alerts = [a, b];
    told.until(40);
    const body = {
      matchers: matchers("n=1"),
      startsMs: START,
      endsMs: START + 400 * SECOND,
      comment: "",
      createdBy: "",
    };
    told.silences = [{ ...body, id: "s", updatedMs: START }];
    told.alerts = [over(a, told.nowMs), b];
    expect(told.until(399)).toEqual([]);
    told.alerts = [a, b];
    expect(told.until(700)).toEqual(["630 default firing +1+2"]);
  });

  it("is silent in a mute interval and tells of everything after it", () => {
    const interval = {
      times: [{ startMinute: 720, endMinute: 730 }],
      weekdays: [],
      daysOfMonth: [],
      months: [],
      years: [],
    };
    const timeIntervals = [{ name: "lunch", intervals: [{ ...interval, location: "UTC" }] }];
    const all = { ...DEFAULT_NOTIFICATIONS.route, matchers: [], muteTimeIntervals: ["lunch"] };
    const told = new Told(settingsOf({ routes: [{ ...all, groupBy: null }] }, { timeIntervals }));
    told.alerts = [alertOf({ alertname: "A", n: "1" }, START)];
    expect(told.until(629)).toEqual([]);
    expect(told.until(700)).toEqual(["630 default firing +1"]);
  });

  it("tells a receiver that had nobody once it has somebody", () => {
    const told = new Told(settingsOf({}, { receivers: [{ name: "default", integrations: [] }] }));
    told.alerts = [alertOf({ alertname: "A", n: "1" }, START)];
    expect(told.until(100)).toEqual([]);
    told.settings = settingsOf();
    expect(told.until(330)).toEqual(["330 default firing +1"]);
  });

  it("is not held up by a clock that jumps back, nor by one that jumps ahead", () => {
    const told = new Told(settingsOf());
    told.alerts = [alertOf({ alertname: "A", n: "1" }, START)];
    told.until(40);
    told.nowMs -= 24 * HOUR;
    told.alerts = [...told.alerts, alertOf({ alertname: "A", n: "2" }, told.nowMs)];
    told.step();
    expect(told.log.splice(0).map((line) => line.slice(-4))).toEqual(["+2+1"]);
    told.nowMs += 72 * HOUR;
    told.step();
    expect(told.log.splice(0).map((line) => line.slice(-4))).toEqual(["+2+1"]);
  });

  it("writes the same message of the same standing once", () => {
    const [first, second] = [new Told(settingsOf()), new Told(settingsOf())];
    for (const told of [first, second]) {
      told.alerts = [alertOf({ alertname: "A", n: "1" }, START)];
      told.until(30);
    }
    second.nowMs += 700;
    expect(first.messages[0]?.stateHash).toBe(second.messages[0]?.stateHash);
    first.until(4 * 3_600 + 330);
    expect(new Set(first.messages.map(({ stateHash }) => stateHash)).size).toBe(first.messages.length);
  });

  /** Alerts that come and go, silences and steps of the clock; one alert, `n="x"`, fires from some moment on for good. */
  const events = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("flip" as const), n: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant("jump" as const), ms: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }) }),
      fc.record({
        kind: fc.constant("silence" as const),
        n: fc.integer({ min: 0, max: 5 }),
        ms: fc.integer({ min: 0, max: HOUR }),
      }),
      fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 900 }) }),
      fc.constant({ kind: "restart" as const }),
    ),
    { maxLength: 30 },
  );

  it("never leaves an alert untold that fires long enough, and tells of no end without a beginning", () => {
    fc.assert(
      fc.property(events, fc.boolean(), (happenings, sendResolved) => {
        const told = new Told(settingsOf({}, { receivers: [{ name: "default", integrations: [hook(sendResolved)] }] }));
        const firing = new Map<string, Alert>();
        const steady = () => alertOf({ alertname: "A", n: "x" }, told.nowMs);
        for (const event of happenings) {
          if (event.kind === "flip") {
            const key = String(event.n);
            const before = firing.get(key);
            const isOn = before?.state === "firing";
            firing.set(
              key,
              isOn && before ? over(before, told.nowMs) : alertOf({ alertname: "A", n: key }, told.nowMs),
            );
          } else if (event.kind === "jump") told.nowMs += event.ms;
          else if (event.kind === "silence") {
            const body = { matchers: matchers(`n=${event.n}`), startsMs: told.nowMs, endsMs: told.nowMs + event.ms };
            told.silences = [...told.silences, { ...body, comment: "", createdBy: "", id: "s", updatedMs: 0 }];
          } else if (event.kind === "restart")
            told.standings = new Map(JSON.parse(JSON.stringify([...told.standings])));
          else for (let i = 0; i < event.seconds; i += 7, told.nowMs += 7 * SECOND) told.step();
          told.alerts = [...firing.values()];
        }
        told.alerts = [...told.alerts, steady()];
        const from = told.messages.length;
        const endMs = told.nowMs + 6 * MINUTE;
        for (; told.nowMs <= endMs; told.nowMs += SECOND) told.step();
        const last = told.messages.slice(from).flatMap(({ notification }) => notification.alerts);
        expect(last.some(({ labels, status }) => labels.n === "x" && status === "firing")).toBe(true);
        const known = new Set<string>();
        for (const { notification } of told.messages) {
          for (const { fingerprint, status } of notification.alerts) {
            if (status === "resolved") expect(known.has(fingerprint)).toBe(true);
            else known.add(fingerprint);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
