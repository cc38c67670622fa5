/**
 * Alertmanager's configuration in and out: its own example, what we lack is named, and, where Debian's amtool is installed
 * (prometheus-alertmanager), routes and files judged by the real thing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Matcher, NotificationSettings, Receiver, Route } from "../model/notification.ts";
import { DEFAULT_NOTIFICATIONS } from "./defaultSettings.ts";
import { formatLength, parseLength } from "./durations.ts";
import { readConfig } from "./readConfig.ts";
import { routesOf } from "./routeTree.ts";
import { writeConfig } from "./writeConfig.ts";

/** After doc/examples/simple.yml of Alertmanager. */
const EXAMPLE = `
global:
  smtp_smarthost: 'localhost:25'
  smtp_from: 'alertmanager@example.org'
  smtp_auth_username: 'alertmanager'
  smtp_auth_password: 'password'
templates: ['/etc/alertmanager/template/*.tmpl']
route:
  group_by: ['alertname', 'cluster', 'service']
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 3h
  receiver: team-X-mails
  routes:
    - matchers: [ service=~"foo1|foo2|baz" ]
      receiver: team-X-mails
      routes:
        - matchers: [ severity="critical" ]
          receiver: team-X-pager
    - match: {service: files}
      receiver: team-Y-mails
      mute_time_intervals: [offhours]
      routes:
        - match_re: {severity: "crit.*"}
          receiver: team-Y-pager
    - matchers: [ service="database" ]
      receiver: team-DB-pager
      group_by: [alertname, cluster, database]
      routes:
        - matchers: [ owner="team-X" ]
          receiver: team-X-pager
          continue: true
        - matchers: [ owner="team-Y" ]
          receiver: team-Y-pager
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity="warning"]
    equal: [alertname, cluster, service]
time_intervals:
  - name: offhours
    time_intervals:
      - times: [{start_time: "00:00", end_time: "09:00"}, {start_time: "17:30", end_time: "24:00"}]
        weekdays: ['monday:friday', 'Sunday']
        days_of_month: ['1:5', '-3:-1']
        months: ['january:march', '5']
        years: ['2026:2030']
        location: Australia/Sydney
receivers:
  - name: team-X-mails
    email_configs: [{to: 'a@example.org, b@example.org', require_tls: false}]
  - name: team-X-pager
    pagerduty_configs: [{routing_key: key-x}]
  - name: team-Y-mails
    webhook_configs: [{url: 'https://example.org/hook?token=secret', max_alerts: 5}]
    opsgenie_configs: [{api_key: x}]
  - name: team-Y-pager
    slack_configs: [{api_url: 'https://hooks.slack.com/services/T/B/x', channel: '#ops'}]
  - name: team-DB-pager
`;
const settingsOf = (yaml: string, current = DEFAULT_NOTIFICATIONS): NotificationSettings => {
  const { settings, problems } = readConfig(yaml, current);
  return settings ?? expect.unreachable(problems.join(" "));
};
const minimal = (route: string) => `route: {receiver: a, ${route}}\nreceivers: [{name: a}]\n`;

describe("Alertmanager's configuration", () => {
  it("reads its own example, and names what nothing is made of", () => {
    const { unknown, problems } = readConfig(EXAMPLE, DEFAULT_NOTIFICATIONS);
    expect(problems).toEqual([]);
    expect(unknown).toEqual([
      "receivers[0].email_configs[0].require_tls",
      "receivers[2].opsgenie_configs",
      "receivers[3].slack_configs[0].channel",
      "templates",
    ]);
    const { route, receivers, timeIntervals } = settingsOf(EXAMPLE);
    expect(route).toMatchObject({ groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 10_800_000 });
    expect(receivers[0]?.integrations).toEqual([
      {
        kind: "email",
        sendResolved: false,
        to: ["a@example.org", "b@example.org"],
        from: "alertmanager@example.org",
        server: "smtp://localhost:25",
        username: "alertmanager",
        password: "password",
      },
    ]);
    expect(timeIntervals[0]?.intervals[0]).toEqual({
      times: [
        { startMinute: 0, endMinute: 540 },
        { startMinute: 1050, endMinute: 1440 },
      ],
      weekdays: [
        { from: 1, to: 5 },
        { from: 0, to: 0 },
      ],
      daysOfMonth: [
        { from: 1, to: 5 },
        { from: -3, to: -1 },
      ],
      months: [
        { from: 1, to: 3 },
        { from: 5, to: 5 },
      ],
      years: [{ from: 2026, to: 2030 }],
      location: "Australia/Sydney",
    });
  });

  it("tells no secret when it is written, and reads back equal beside the settings it was written from", () => {
    const settings = settingsOf(EXAMPLE);
    const written = writeConfig(settings);
    for (const secret of ["password\n", "token=secret", "key-x", "services/T/B"]) expect(written).not.toContain(secret);
    expect(settingsOf(written, settings)).toEqual(settings);
    expect(readConfig(written, DEFAULT_NOTIFICATIONS).problems.join(" ")).toMatch(
      /is <secret>, and nothing stands here/,
    );
  });

  it("says in the file what Alertmanager has nothing for, and keeps it when the file comes back", () => {
    const receivers: Receiver[] = [
      {
        name: "default",
        integrations: [
          { kind: "webhook", sendResolved: true, url: "https://example.org", maxAlerts: 0, signingSecret: "whsec_x" },
          { kind: "alertmanager", sendResolved: true, url: "https://am.example.org" },
        ],
      },
    ];
    const settings = { ...DEFAULT_NOTIFICATIONS, receivers };
    const written = writeConfig(settings);
    expect(written.match(/^# Left out: .*$/gm)).toHaveLength(2);
    expect(settingsOf(written, settings)).toEqual(settings);
  });

  it("says what is wrong, and where", () => {
    const problems = (yaml: string) => readConfig(yaml, DEFAULT_NOTIFICATIONS).problems.join(" ");
    expect(problems("route: [")).toMatch(/no YAML/);
    expect(problems("")).toMatch(/There is no route/);
    expect(problems("route: {receiver: b}\nreceivers: [{name: a}]")).toMatch(/"b", which is not defined/);
    expect(problems("route: {}\nreceivers: [{name: a}]")).toMatch(/needs a receiver/);
    expect(problems(minimal("group_wait: soon"))).toMatch(/route.group_wait is soon; write a length/);
    expect(problems(minimal("routes: [{matchers: ['a=~(']}]"))).toMatch(/route.routes\[0\].matchers has a=~\(/);
    expect(problems(minimal("matchers: [a=b]"))).toMatch(/cannot have matchers/);
    expect(problems(minimal("routes: [{mute_time_intervals: [x]}]"))).toMatch(/"x", which is not defined/);
    expect(
      problems(`${minimal("")}time_intervals: [{name: x, time_intervals: [{weekdays: ['friday:monday']}]}]`),
    ).toMatch(/ends before it begins/);
    expect(problems(`${minimal("")}time_intervals: [{name: x, time_intervals: [{days_of_month: ['-1:5']}]}]`)).toMatch(
      /negative day too/,
    );
    expect(problems(`${minimal("")}time_intervals: [{name: x, time_intervals: [{location: Moon/Base}]}]`)).toMatch(
      /no time zone/,
    );
    expect(problems("a: &a [x]\nb: [*a, *a]\nroute: 5")).toMatch(/route is no map/);
  });

  it("reads and writes lengths as Prometheus does", () => {
    expect(["1h30m", "90s", "2d", "1w", "1y", "150ms", "0s"].map(parseLength)).toEqual([
      5_400_000, 90_000, 172_800_000, 604_800_000, 31_536_000_000, 150, 0,
    ]);
    expect(["", "1", "1.5h", "30m1h", "-1s"].map(parseLength)).toEqual([null, null, null, null, null]);
    expect([5_400_000, 0, 172_800_000, 604_800_000, 90_061_001].map(formatLength)).toEqual([
      "1h30m",
      "0s",
      "2d",
      "1w",
      "1d1h1m1s1ms",
    ]);
    fc.assert(fc.property(fc.nat(), (ms) => parseLength(formatLength(ms)) === ms));
  });
});

const amtool = spawnSync("amtool", ["--version"]).status === 0;

describe.skipIf(!amtool)("beside amtool", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "chronoscope-amtool-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (yaml: string, ...args: string[]) => {
    const file = join(folder, "config.yml");
    // The Alertmanager that Debian has takes no <secret> for an address.
    writeFileSync(file, yaml.replaceAll("url: <secret>", "url: https://example.org/"));
    return spawnSync("amtool", [...args.slice(0, 2), `--config.file=${file}`, ...args.slice(2)], { encoding: "utf8" });
  };
  const check = (yaml: string) => {
    const file = join(folder, "check.yml");
    writeFileSync(file, yaml.replaceAll("url: <secret>", "url: https://example.org/"));
    const { status, stdout, stderr } = spawnSync("amtool", ["check-config", file], { encoding: "utf8" });
    return status === 0 ? "" : stdout + stderr;
  };

  const value = fc.constantFrom("", "a", "b", "ab", "b c");
  const name = fc.constantFrom("x", "y", "severity");
  const matcher: fc.Arbitrary<Matcher> = fc.oneof(
    fc.record({ name, operator: fc.constantFrom("=" as const, "!=" as const), value }),
    fc.record({
      name,
      operator: fc.constantFrom("=~" as const, "!~" as const),
      value: fc.constantFrom("a|b", "a.*", "", ".+", "[^a]"),
    }),
  );
  const RECEIVERS = ["r0", "r1", "r2", "r3"];
  const { route } = fc.letrec<{ route: Route }>((tie) => ({
    route: fc.record({
      receiver: fc.option(fc.constantFrom(...RECEIVERS)),
      matchers: fc.array(matcher, { maxLength: 2 }),
      continues: fc.boolean(),
      groupBy: fc.constant(null),
      groupWaitMs: fc.constant(null),
      groupIntervalMs: fc.constant(null),
      repeatIntervalMs: fc.constant(null),
      muteTimeIntervals: fc.constant([]),
      activeTimeIntervals: fc.constant([]),
      routes: fc.oneof({ depthSize: "small" }, fc.constant([]), fc.array(tie("route"), { maxLength: 3 })),
    }),
  }));
  const labels = fc.dictionary(name, fc.constantFrom("a", "b", "ab", "b c"), { maxKeys: 3 });

  it("sends every alert where Alertmanager sends it", () => {
    fc.assert(
      fc.property(
        fc.array(route, { minLength: 1, maxLength: 4 }),
        fc.array(labels, { minLength: 1, maxLength: 3 }),
        (routes, alerts) => {
          const receivers = RECEIVERS.map((receiver) => ({ name: receiver, integrations: [] }));
          const root = { ...DEFAULT_NOTIFICATIONS.route, receiver: "r0", routes };
          const yaml = writeConfig({ ...DEFAULT_NOTIFICATIONS, receivers, route: root });
          for (const alert of alerts) {
            const pairs = Object.entries(alert).map(([key, text]) => `${key}="${text}"`);
            const { stdout, stderr } = run(yaml, "config", "routes", "test", ...pairs);
            expect(
              routesOf({ route: root }, alert)
                .map(({ receiver }) => receiver)
                .join(","),
              stderr,
            ).toBe(stdout.trim());
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("writes files that Alertmanager takes", () => {
    const written = writeConfig(settingsOf(EXAMPLE));
    expect(check(written)).toBe("");
    expect(check(writeConfig(DEFAULT_NOTIFICATIONS))).toBe("");
    expect(check("route: {}")).not.toBe("");
  });
});
