/** Stored settings and silences read again: odd parts are named and passed over, the rest holds. */
import { describe, expect, it } from "vitest";
import type { Definition } from "./definitions.ts";
import { readNotifications, readSilence } from "./notificationBody.ts";

const ROUTE = {
  ...{ receiver: "ops", matchers: [], continues: false, groupBy: ["alertname"], groupWaitMs: 30_000 },
  ...{ groupIntervalMs: 300_000, repeatIntervalMs: 1, muteTimeIntervals: [], activeTimeIntervals: [], routes: [] },
};
const OPS = { name: "ops", integrations: [{ kind: "slack", sendResolved: true, url: "https://x" }] };
const whole = {
  receivers: [OPS],
  route: { ...ROUTE, repeatIntervalMs: 3_600_000 },
  inhibitRules: [],
  timeIntervals: [],
};
const nested = (levels: number): object =>
  levels === 0 ? whole.route : { ...whole.route, routes: [nested(levels - 1)] };

describe("stored notification settings", () => {
  it("come back as they were saved", () => {
    expect(readNotifications(JSON.parse(JSON.stringify(whole)))).toEqual({ settings: whole, problems: [] });
  });

  it("lose what cannot be read, and say so", () => {
    const { settings, problems } = readNotifications({
      ...whole,
      receivers: [{ name: "odd", integrations: [{ kind: "pigeon" }] }, OPS],
      inhibitRules: [{ source: "x" }],
      timeIntervals: 7,
    });
    expect(settings).toEqual(whole);
    expect(problems).toEqual([
      expect.stringMatching(/^The receiver 1 cannot be read \(integrations\.0\.kind\)/),
      expect.stringMatching(/^The inhibition rule 1 cannot be read/),
      "The time intervals cannot be read.",
    ]);
  });

  it("have no tree where the tree makes no sense or never ends", () => {
    for (const route of [null, 5, { ...ROUTE }, nested(30), { ...whole.route, groupWaitMs: Number.NaN }]) {
      expect(readNotifications({ ...whole, route }).settings.route).toBeNull();
    }
    expect(readNotifications({ ...whole, route: nested(20) }).settings.route).toEqual(nested(20));
    for (const body of [null, undefined, "x", [], 5])
      expect(readNotifications(body).problems.length).toBeGreaterThan(0);
  });
});

describe("a stored silence", () => {
  const definition = {
    kind: "silence",
    revision: 1,
    author: "me",
    isDeleted: false,
    name: "s",
    id: "i",
    savedMs: 5,
  } as const;
  const body = {
    matchers: [{ name: "a", operator: "=", value: "b" }],
    startsMs: 1,
    endsMs: 2,
    comment: "",
    createdBy: "me",
  };
  it("comes back with its id and when it was saved, or not at all", () => {
    expect(readSilence({ ...definition, body } satisfies Definition)).toEqual({ ...body, id: "i", updatedMs: 5 });
    expect(
      readSilence({ ...definition, body: { ...body, matchers: [{ name: "a", operator: "~", value: "" }] } }),
    ).toBeNull();
    expect(readSilence({ ...definition, body: null })).toBeNull();
  });
});
