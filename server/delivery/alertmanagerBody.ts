/**
 * Alerts for another Alertmanager's API, version 2. It is told again only when something changes or is repeated, so a firing alert
 * ends there by itself only a day after the last word of it.
 * Source: Alertmanager api/v2/openapi.yaml.
 */
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent } from "./messageContent.ts";
import { annotationsWith, goTime } from "./webhookBody.ts";

const HOLDS_MS = 24 * 3_600_000;

export function alertmanagerBody(message: OutgoingMessage, consoleUrl: string, nowMs: number): string {
  const { alerts } = message.notification;
  const { alerts: said, picture } = messageContent(message, consoleUrl, alerts.length);
  const pictured = alerts.findIndex(({ status }) => status === "firing");
  return JSON.stringify(
    alerts.map((alert, at) => ({
      labels: alert.labels,
      annotations: annotationsWith(alert, said[at], at === pictured ? (picture?.url ?? null) : null),
      startsAt: goTime(alert.startsMs),
      endsAt: goTime(alert.endsMs ?? nowMs + HOLDS_MS),
      generatorURL: consoleUrl + alert.path,
    })),
  );
}

/** Where it takes alerts; the address may name the path already. */
export const alertmanagerUrl = (url: string): string =>
  /\/api\/v2\/alerts\/?$/.test(url) ? url : `${url.replace(/\/+$/, "")}/api/v2/alerts`;
