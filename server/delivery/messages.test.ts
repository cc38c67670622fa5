/** What messages say, channel by channel, with texts of others that would like to be taken for orders. */
import { describe, expect, it } from "vitest";
import { ENDED_WITH_RULE } from "../model/alert.ts";
import type { NotifiedAlert } from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import { NOON_MS } from "../testing/builders.ts";
import { alertmanagerBody, alertmanagerUrl } from "./alertmanagerBody.ts";
import { deliver, type OutgoingMessage } from "./deliver.ts";
import { emailMessage } from "./emailMessage.ts";
import { messageContent, shortened } from "./messageContent.ts";
import { pagerdutyBody } from "./pagerdutyBody.ts";
import { slackBody } from "./slackBody.ts";
import { teamsBody } from "./teamsBody.ts";
import { goTime, webhookBody } from "./webhookBody.ts";

const CONSOLE = "https://console.example.com";
const EVIL = '<!channel> *bold* [x](javascript:alert(1)) "><script>alert(1)</script>\r\nBcc: all@example.com & |';

const alertOf = (number: number, more: Partial<NotifiedAlert> = {}): NotifiedAlert => ({
  fingerprint: `f${number}`,
  status: "firing",
  labels: { severity: "page", alertname: "CheckoutErrors", service_name: "checkout", number: String(number) },
  annotations: { summary: "Checkout fails 7.2 % of requests", runbook_url: "https://wiki.example.com/checkout" },
  startsMs: NOON_MS,
  endsMs: null,
  path: `/alerts/f${number}?at=2026-11-21T12%3A00%3A00.000Z`,
  ...more,
});
const EVIDENCE: AlertEvidence = {
  exemplars: [
    {
      ...{ traceId: "a".repeat(32), spanId: "b".repeat(16), service: "payments", spanName: "POST /pay" },
      ...{ startMs: NOON_MS, durationMs: 1_234, failed: true, message: `card declined ${EVIL}`, why: "worst" },
    },
  ],
  logLine: { atMs: NOON_MS, severity: "ERROR", service: "payments", body: EVIL },
  changes: [{ atMs: NOON_MS - 120_000, title: "payments 2.14.0 deployed", thing: "service:payments" }],
  gatheredMs: NOON_MS,
};
function messageOf(alerts: readonly NotifiedAlert[], more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    notification: {
      receiver: "ops",
      groupKey: '{}:{alertname="CheckoutErrors"}',
      groupLabels: { alertname: "CheckoutErrors" },
      status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
      alerts,
    },
    evidence: new Map([["f1", EVIDENCE]]),
    picture: { png: async () => new Uint8Array([1]), words: "A chart", path: "/api/alerts/f1/chart.png" },
    ...more,
  };
}
const evil = messageOf([
  alertOf(1, { annotations: { summary: EVIL, description: EVIL, runbook_url: "javascript:alert(1)" } }),
]);
/** Every text of a JSON value. */
const textsOf = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];

describe("an alert that is over because its rule is no more", () => {
  it("is told with that as its sentence, and not as if somebody had seen it end", () => {
    const gone = "Its rule was removed: whether it still holds is not known.";
    const over = alertOf(1, {
      status: "resolved",
      endsMs: NOON_MS,
      annotations: { summary: "It fails", [ENDED_WITH_RULE]: gone },
    });
    expect(messageContent(messageOf([over]), CONSOLE, 1).alerts[0]?.sentence).toBe(gone);
  });
});

describe("a message", () => {
  it("says the sentence first, then what shows it, with links that open at that instant", () => {
    const { title, severity, alerts, picture, url } = messageContent(messageOf([alertOf(1)]), CONSOLE, 5);
    expect({ title, severity, url }).toEqual({
      title: "CheckoutErrors fires: Checkout fails 7.2 % of requests",
      severity: "page",
      url: `${CONSOLE}/alerts/f1?at=2026-11-21T12%3A00%3A00.000Z`,
    });
    expect(picture?.url).toBe(`${CONSOLE}/api/alerts/f1/chart.png`);
    expect(alerts[0]?.evidence.map(({ what, words }) => `${what}: ${words.slice(0, 60)}`)).toEqual([
      "Sample trace: payments: POST /pay fails after 1.2 s: card declined <!chann",
      expect.stringMatching(/^Log line: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC ERROR payments: </),
      expect.stringMatching(/^Changed before: .* payments 2\.14\.0 deployed$/),
    ]);
    expect(alerts[0]?.evidence[0]?.url).toBe(
      `${CONSOLE}/traces/${"a".repeat(32)}?span=${"b".repeat(16)}&at=2026-11-21T12%3A00%3A00.000Z`,
    );
    const group = messageContent(messageOf([alertOf(1), alertOf(2)]), CONSOLE, 5);
    expect(group.url).toBe(`${CONSOLE}/alerts?at=2026-11-21T12%3A00%3A00.000Z`);
    const early = { path: `/alerts/f1?at=${new Date(NOON_MS).toISOString()}` };
    const [said] = messageContent(messageOf([alertOf(1, early)]), CONSOLE, 5).alerts;
    expect(said?.evidence[0]?.url?.split("&at=")[1]).toBe(encodeURIComponent(new Date(NOON_MS + 1_234).toISOString()));
    const never = messageContent(
      messageOf([alertOf(1, { path: "/x" }), alertOf(2, { path: "/x?at=noon" })]),
      CONSOLE,
      5,
    );
    expect(never.url).toBe(`${CONSOLE}/alerts`);
  });

  it("names many alerts, and says of an end that it is one", () => {
    const many = Array.from({ length: 7 }, (_, i) =>
      alertOf(i, { labels: { alertname: `A${i}`, severity: "ticket" } }),
    );
    const content = messageContent(messageOf(many), CONSOLE, 5);
    expect([content.title, content.more, content.severity]).toEqual(["7 alerts fire: A0, A1, A2, 4 more", 2, "ticket"]);
    const end = messageContent(messageOf([alertOf(1, { status: "resolved", endsMs: NOON_MS + 60_000 })]), CONSOLE, 5);
    expect(end.title).toBe("CheckoutErrors is over: Checkout fails 7.2 % of requests");
    expect(end.alerts[0]?.when).toMatch(/^from .* to .* UTC$/);
    expect(end.alerts[0]?.evidence).toEqual([]);
  });

  it("cuts no character in half", () => {
    expect(shortened("ab😀cd", 4)).toBe("ab…");
    expect(shortened("ab😀cd", 5)).toBe("ab😀…");
  });
});

describe("the webhook's body", () => {
  it("is Alertmanager's, field by field, with evidence as annotations", () => {
    const body = JSON.parse(
      webhookBody(messageOf([alertOf(1), alertOf(2, { status: "resolved", endsMs: NOON_MS + 1 })]), CONSOLE, 0),
    );
    expect(Object.keys(body).join()).toBe(
      "receiver,status,alerts,groupLabels,commonLabels,commonAnnotations,externalURL,version,groupKey,truncatedAlerts",
    );
    expect(Object.keys(body.alerts[0]).join()).toBe(
      "status,labels,annotations,startsAt,endsAt,generatorURL,fingerprint",
    );
    expect(body).toMatchObject({
      version: "4",
      status: "firing",
      truncatedAlerts: 0,
      commonLabels: { alertname: "CheckoutErrors", service_name: "checkout", severity: "page" },
      commonAnnotations: { summary: "Checkout fails 7.2 % of requests" },
    });
    expect(body.commonLabels).not.toHaveProperty("number");
    expect(body.alerts[0].endsAt).toBe("0001-01-01T00:00:00Z");
    expect(body.alerts[0].annotations).toMatchObject({
      chronoscope_chart_url: `${CONSOLE}/api/alerts/f1/chart.png`,
      chronoscope_trace_url: expect.stringContaining("/traces/"),
    });
    expect(body.alerts[1].annotations).not.toHaveProperty("chronoscope_trace");
  });

  it("holds at most so many alerts, and says how many it leaves out", () => {
    const all = messageOf(Array.from({ length: 1000 }, (_, i) => alertOf(i)));
    const body = JSON.parse(webhookBody(all, CONSOLE, 10));
    expect([body.alerts.length, body.truncatedAlerts]).toEqual([10, 990]);
    expect(JSON.parse(webhookBody(all, CONSOLE, 0)).alerts).toHaveLength(1000);
  });

  it("writes times as Go does", () => {
    expect([0, 1, 10, 120, 1000].map(goTime)).toEqual([
      "1970-01-01T00:00:00Z",
      "1970-01-01T00:00:00.001Z",
      "1970-01-01T00:00:00.01Z",
      "1970-01-01T00:00:00.12Z",
      "1970-01-01T00:00:01Z",
    ]);
  });
});

describe("channels", () => {
  it("give Slack nothing of others that it would take for an order", () => {
    const body = slackBody(evil, CONSOLE);
    const own = /<(https:\/\/console\.example\.com\/[^|<>\s]*)\|[^<>|]*>/g;
    for (const text of textsOf(JSON.parse(body))) expect(text.replace(own, "")).not.toMatch(/<[!@#a-z]/i);
    expect(body).not.toContain("javascript:alert(1)|");
    expect(JSON.parse(body).attachments[0].image_url).toBe(`${CONSOLE}/api/alerts/f1/chart.png`);
    expect(
      JSON.parse(slackBody(messageOf(Array.from({ length: 30 }, (_, i) => alertOf(i))), CONSOLE)).attachments,
    ).toHaveLength(11);
  });

  it("give Teams plain runs alone, in a card that it takes", () => {
    const card = JSON.parse(teamsBody(evil, CONSOLE)).attachments[0].content;
    const kinds = new Set(card.body.map(({ type }: { type: string }) => type));
    expect([...kinds].sort()).toEqual(["Image", "RichTextBlock"]);
    expect(JSON.stringify(card.actions)).not.toContain("javascript:");
    const large = alertOf(1, { annotations: { summary: "ö".repeat(50_000) } });
    const evidence = new Map(Array.from({ length: 100 }, (_, i) => [`f${i}`, EVIDENCE]));
    const body = teamsBody(
      messageOf(
        Array.from({ length: 100 }, (_, i) => ({ ...large, fingerprint: `f${i}` })),
        { evidence },
      ),
      CONSOLE,
    );
    expect(Buffer.byteLength(body)).toBeLessThan(28_000);
  });

  it("give PagerDuty one incident for a group, and its end", () => {
    const trigger = JSON.parse(pagerdutyBody(evil, CONSOLE, "key"));
    expect(trigger).toMatchObject({
      event_action: "trigger",
      routing_key: "key",
      payload: { severity: "critical", source: "checkout" },
    });
    expect(trigger.payload.summary.length).toBeLessThanOrEqual(1_024);
    const resolve = JSON.parse(
      pagerdutyBody(messageOf([alertOf(1, { status: "resolved", endsMs: NOON_MS })]), CONSOLE, "key"),
    );
    expect(resolve).toMatchObject({ event_action: "resolve", dedup_key: trigger.dedup_key });
    expect(trigger.dedup_key).toMatch(/^[0-9a-f]{64}$/);
  });

  it("give e-mail one subject line, escaped HTML and web addresses alone", () => {
    const { subject, text, html } = emailMessage(evil, CONSOLE, true);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<script|href="javascript|<img src=x/i);
    expect(html.match(/<img [^>]*>/g)).toEqual([expect.stringContaining('src="cid:chart@chronoscope"')]);
    expect(text).toContain(`${CONSOLE}/traces/`);
    const told = emailMessage(messageOf([alertOf(1, { annotations: { runbook: "Roll <it> back." } })]), CONSOLE, false);
    expect(told.text).toContain("Runbook: Roll <it> back.");
    expect(told.html).toContain("<strong>What to do:</strong> Roll &lt;it&gt; back.");
  });

  it("give another Alertmanager alerts that hold for four minutes, and ends where they ended", () => {
    const [firing, over] = JSON.parse(
      alertmanagerBody(messageOf([alertOf(1), alertOf(2, { status: "resolved", endsMs: NOON_MS })]), CONSOLE, NOON_MS),
    );
    expect(Date.parse(firing.endsAt) - NOON_MS).toBe(240_000);
    expect(Date.parse(over.endsAt)).toBe(NOON_MS);
    expect(alertmanagerUrl("http://am:9093/prefix/")).toBe("http://am:9093/prefix/api/v2/alerts");
    expect(alertmanagerUrl("http://am:9093/api/v2/alerts")).toBe("http://am:9093/api/v2/alerts");
  });

  it("send a plain message where evidence is not as it should be", async () => {
    const broken = { exemplars: null, logLine: null, changes: null } as unknown as AlertEvidence;
    const message = messageOf([alertOf(1)], { evidence: new Map([["f1", broken]]) });
    const to = { kind: "slack", sendResolved: true, url: "http://127.0.0.1:1/" } as const;
    expect(() => slackBody(message, CONSOLE)).toThrow();
    // Nobody listens there: it got as far as sending.
    const options = { consoleUrl: CONSOLE, allow: ["127.0.0.0/8"], deliveryId: "m", nowMs: NOON_MS };
    expect(await deliver(to, message, options)).toMatchObject({
      kind: "retry",
      why: expect.stringMatching(/refused the connection/),
    });
  });
});
