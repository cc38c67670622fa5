/**
 * An event for PagerDuty, version 2: one incident for each group, found again by the hash of its key, as Alertmanager does.
 * Source: PagerDuty "Send an alert event" (Events API v2); Alertmanager notify/pagerduty.
 */
import { createHash } from "node:crypto";
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent, shortened } from "./messageContent.ts";

const MOST_ALERTS = 50;
const SEVERITIES: Readonly<Record<string, string>> = {
  page: "critical",
  critical: "critical",
  error: "error",
  ticket: "warning",
  warning: "warning",
  info: "info",
};

export function pagerdutyBody(message: OutgoingMessage, consoleUrl: string, routingKey: string): string {
  const { groupKey, groupLabels, alerts: all } = message.notification;
  const { title, text, isFiring, severity, alerts, more, picture, url } = messageContent(
    message,
    consoleUrl,
    MOST_ALERTS,
  );
  const labels = all[0]?.labels ?? {};
  const dedup_key = createHash("sha256").update(groupKey).digest("hex");
  const head = { routing_key: routingKey, dedup_key, client: "Chronoscope", client_url: url };
  if (!isFiring) return JSON.stringify({ ...head, event_action: "resolve" });
  const evidence = alerts.flatMap((alert) => alert.evidence);
  const links = evidence.flatMap((one) =>
    one.url === null ? [] : [{ href: one.url, text: `${one.what}: ${one.words}` }],
  );
  return JSON.stringify({
    ...head,
    event_action: "trigger",
    payload: {
      summary: shortened(title, 1_024),
      source: labels.service_name ?? labels.service ?? labels.instance ?? "Chronoscope",
      severity: SEVERITIES[severity] ?? "error",
      timestamp: new Date(Math.min(...all.map(({ startsMs }) => startsMs))).toISOString(),
      class: labels.alertname,
      component: labels.service_name ?? labels.service,
      custom_details: {
        ...(text !== null && { text }),
        group: groupLabels,
        alerts: alerts.map(({ name, sentence, when, url: page }) => ({ name, sentence, when, url: page })),
        ...(more > 0 && { more }),
        evidence: evidence.map(({ what, words }) => `${what}: ${words}`),
      },
    },
    links: links.slice(0, 10),
    images: picture ? [{ src: picture.url, href: url, alt: picture.words }] : [],
  });
}
