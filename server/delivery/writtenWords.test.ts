/** Messages in a receiver's own words: what templates know, what harms nobody, and what is sent when they fail. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { NotifiedAlert, ReceiverIntegration } from "../model/notification.ts";
import type { AlertEvidence } from "../store/alertStore.ts";
import { NOON_MS } from "../testing/builders.ts";
import { deliver, type OutgoingMessage } from "./deliver.ts";
import { emailMessage } from "./emailMessage.ts";
import { pagerdutyBody } from "./pagerdutyBody.ts";
import { slackBody } from "./slackBody.ts";
import { teamsBody } from "./teamsBody.ts";
import { templateProblems, writtenWords } from "./writtenWords.ts";

const CONSOLE = "https://console.example.com";
const alertOf = (service: string, more: Partial<NotifiedAlert> = {}): NotifiedAlert => ({
  ...{ fingerprint: service, status: "firing", startsMs: NOON_MS, endsMs: null, path: `/alerts/${service}?at=x` },
  labels: { alertname: "Errors", severity: "page", service_name: service },
  annotations: { summary: `${service} fails <b>&` },
  ...more,
});
const EVIDENCE: AlertEvidence = {
  exemplars: [
    {
      ...{ traceId: "a".repeat(32), spanId: "b".repeat(16), service: "cart", spanName: "GET /" },
      ...{ startMs: NOON_MS, durationMs: 5, failed: true, message: "", why: "worst" },
    },
  ],
  logLine: null,
  changes: [],
  gatheredMs: NOON_MS,
};
const message: OutgoingMessage = {
  notification: {
    ...{ receiver: "ops", groupKey: "{}", groupLabels: { alertname: "Errors" }, status: "firing" },
    alerts: [alertOf("cart"), alertOf("web"), alertOf("old", { status: "resolved", endsMs: NOON_MS + 1 })],
  },
  evidence: new Map([["cart", EVIDENCE]]),
  picture: null,
};
const NONE = { title: "", text: "", definitions: "" };
const words = (templates: Partial<typeof NONE>) => writtenWords(message, { ...NONE, ...templates }, CONSOLE, NOON_MS);

describe("a receiver's own words", () => {
  it("know what Alertmanager's templates know, and what is kept of an alert", () => {
    const title =
      '[{{ .Status | toUpper }}:{{ .Alerts.Firing | len }}] {{ .GroupLabels.SortedPairs.Values | join " " }} by {{ .Receiver }}';
    const text =
      "{{ range .Alerts.Firing }}{{ .Labels.service_name }} {{ end }}" +
      '{{ range .Alerts.Resolved }}over {{ .Labels.service_name }}{{ end }} {{ .CommonLabels.severity }} {{ (index .Alerts 0).Annotations.chronoscope_trace_url }} {{ .ExternalURL }} {{ (index .Alerts 0).StartsAt.Format "15:04" }}';
    expect(words({ title, text })).toEqual({
      title: "[FIRING:2] Errors by ops",
      text: expect.stringMatching(
        /^cart web over old page https:\/\/console\.example\.com\/traces\/a{32}\?span=b{16}&at=\S+ https:\/\/console\.example\.com 15:00$/,
      ),
      problems: [],
    });
  });

  it("may share definitions", () => {
    const definitions = '{{ define "n" }}{{ len .Alerts }}{{ end }}';
    const both = words({ definitions, title: '{{ template "n" . }} alerts', text: 'all {{ template "n" . }}' });
    expect(both).toEqual({ title: "3 alerts", text: "all 3", problems: [] });
  });

  it("that throw, loop or say nothing leave the ordinary ones, each for itself, and say why", () => {
    const endless = '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}';
    for (const text of ["{{ .NoSuch }}", '{{ template "gone" . }}', endless, "{{ if }}", "{{ index .Alerts 99 }}"]) {
      const { title, text: none, problems } = words({ title: "still {{ .Status }}", text });
      expect([title, none]).toEqual(["still firing", null]);
      expect(problems.join()).toMatch(/^The template of its text failed, and the ordinary one was sent: /);
    }
    expect(words({ title: "  ", text: "{{ if false }}x{{ end }}" })).toEqual({ title: null, text: null, problems: [] });
  });

  it("are refused before they are saved where they cannot be read", () => {
    expect(templateProblems({ ...NONE, text: "{{ range .Alerts }}" }).join()).toMatch(
      /text cannot be read.*unexpected EOF/,
    );
    expect(templateProblems({ ...NONE, title: "{{ nosuch }}" }).join()).toMatch(/title cannot be read/);
    expect(templateProblems({ ...NONE, title: "{{ .Any }}", text: '{{ template "later" . }}' })).toEqual([]);
  });

  it("are escaped for each channel as all texts of others", () => {
    const own = {
      ...message,
      words: { title: "<!channel> & co", text: "cart <b>& <!here>\nsee https://x.example/a?b=1&c=2" },
    };
    const slack = slackBody(own, CONSOLE);
    expect(slack).toContain("&lt;!channel&gt; &amp; co");
    expect(slack).not.toMatch(/<!|<b>/);
    expect(JSON.parse(slack).attachments[0].text).toMatch(
      /\n<https:\/\/console\.example\.com\/alerts\|Open in Chronoscope>$/,
    );
    const { subject, text, html } = emailMessage(own, CONSOLE, false);
    expect(subject).toBe("<!channel> & co");
    expect(text).toContain("cart <b>& <!here>\nsee https://x.example/a?b=1&c=2");
    expect(html).toContain('cart &lt;b&gt;&amp; &lt;!here&gt;<br>see <a href="https://x.example/a?b=1&amp;c=2"');
    expect(html).not.toMatch(/<!here|<b>/);
    expect(JSON.parse(pagerdutyBody(own, CONSOLE, "k")).payload).toMatchObject({
      summary: "<!channel> & co",
      custom_details: { text: own.words.text },
    });
    const card = JSON.parse(teamsBody(own, CONSOLE)).attachments[0].content;
    expect(card.body.map((block: { inlines: { text: string }[] }) => block.inlines[0]?.text)).toEqual([
      "<!channel> & co",
      "cart <b>& <!here>",
      "see https://x.example/a?b=1&c=2",
    ]);
    expect(JSON.stringify(card)).not.toContain("fails");
  });
});

describe("delivering in a receiver's own words", () => {
  const send = async (to: (url: string) => ReceiverIntegration, text: string) => {
    let body = "";
    const server = createServer((request, response) => {
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => response.end("ok"));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const base = { consoleUrl: CONSOLE, allow: ["127.0.0.0/8"], deliveryId: "msg_1", nowMs: NOON_MS };
    const outcome = await deliver(to(url), message, { ...base, templates: { ...NONE, text } });
    server.close();
    return { outcome, body };
  };
  const slack = (url: string): ReceiverIntegration => ({ kind: "slack", sendResolved: true, url });
  const hook = (url: string): ReceiverIntegration => ({
    ...{ kind: "webhook", sendResolved: true, url, maxAlerts: 0, signingSecret: null },
  });

  it("sends them to a channel, and the ordinary ones with a note where they fail", async () => {
    const well = await send(slack, "{{ len .Alerts }} in all");
    expect([well.outcome, well.body]).toEqual([{ kind: "sent" }, expect.stringContaining('"3 in all\\n<')]);
    const badly = await send(slack, "{{ .Oops }}");
    expect(badly.outcome).toEqual({ kind: "sent", note: expect.stringMatching(/template of its text failed/) });
    expect(badly.body).toContain("cart fails");
  });

  it("leaves the data that a webhook takes as it is", async () => {
    const { outcome, body } = await send(hook, "{{ .Oops }}");
    expect(outcome).toEqual({ kind: "sent" });
    expect(JSON.parse(body)).toMatchObject({ version: "4", alerts: [{}, {}, {}] });
  });
});
