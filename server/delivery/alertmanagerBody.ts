/**
 * Alerts for another Alertmanager's API, version 2, as Prometheus sends them: a firing one ends there by itself unless it is sent again
 * in time, so that nothing fires for ever there when we are gone.
 * Source: Alertmanager api/v2/openapi.yaml, Prometheus rules/alerting.go (sendAlerts).
 */
import type { NotifiedAlert } from "../model/notification.ts";
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent } from "./messageContent.ts";
import { annotationsWith, goTime } from "./webhookBody.ts";

/** What fires is sent again so often. */
export const RESEND_MS = 60_000;
const HOLDS_MS = 4 * RESEND_MS;

export function alertmanagerBody(message: OutgoingMessage, consoleUrl: string, nowMs: number): string {
  const { alerts } = message.notification;
  const { alerts: said, picture } = messageContent(message, consoleUrl, alerts.length);
  const pictured = alerts.findIndex(({ status }) => status === "firing");
  const pictureOf = ({ fingerprint }: NotifiedAlert, at: number) => {
    const path = message.picturePaths?.get(fingerprint);
    return path === undefined ? (at === pictured ? (picture?.url ?? null) : null) : consoleUrl + path;
  };
  return JSON.stringify(
    alerts.map((alert, at) => ({
      labels: alert.labels,
      annotations: annotationsWith(alert, said[at], pictureOf(alert, at)),
      startsAt: goTime(alert.startsMs),
      endsAt: goTime(alert.endsMs ?? nowMs + HOLDS_MS),
      generatorURL: consoleUrl + alert.path,
    })),
  );
}

/** Where it takes alerts; the address may name the path already. */
export const alertmanagerUrl = (url: string): string =>
  /\/api\/v2\/alerts\/?$/.test(url) ? url : `${url.replace(/\/+$/, "")}/api/v2/alerts`;
