/**
 * Alertmanager's webhook body, version 4, to the letter. What is kept of an alert travels as annotations beside its own, under names
 * that begin with `chronoscope_`.
 * Source: Alertmanager notify/webhook/webhook.go, template/template.go.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { NotifiedAlert } from "../model/notification.ts";
import type { OutgoingMessage } from "./deliver.ts";
import { messageContent, type SaidAlert } from "./messageContent.ts";

/** As Go writes times: no fraction where there is none. */
export function goTime(atMs: number | null): string {
  if (atMs === null) return "0001-01-01T00:00:00Z";
  const text = new Date(Math.max(-62_135_596_800_000, Math.min(Math.round(atMs), 8.64e15))).toISOString();
  return text.replace(/\.?0+Z$/, "Z");
}

const sortedPairs = (pairs: LabelPairs): LabelPairs =>
  Object.fromEntries(Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Those that all have alike. */
export function commonPairs(all: readonly LabelPairs[]): LabelPairs {
  const [first = {}, ...rest] = all;
  return sortedPairs(
    Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((pairs) => pairs[name] === value))),
  );
}

/** What shows an alert, as annotations; none without evidence. */
export function evidenceAnnotations({ evidence }: SaidAlert, pictureUrl: string | null): Record<string, string> {
  const lines = (what: string) => evidence.filter((one) => one.what === what);
  const [trace] = lines("Sample trace");
  const [log] = lines("Log line");
  const changes = lines("Changed before");
  return {
    ...(pictureUrl !== null && { chronoscope_chart_url: pictureUrl }),
    ...(trace && { chronoscope_trace: trace.words, chronoscope_trace_url: trace.url ?? "" }),
    ...(log && { chronoscope_log: log.words }),
    ...(changes.length > 0 && { chronoscope_changes: changes.map(({ words }) => words).join("\n") }),
  };
}

/** Annotations of an alert with what shows it. The picture is of the first alert that fires. */
export function annotationsWith(
  alert: NotifiedAlert,
  said: SaidAlert | undefined,
  pictureUrl: string | null,
): LabelPairs {
  return said ? { ...alert.annotations, ...evidenceAnnotations(said, pictureUrl) } : alert.annotations;
}

/** `most`: 0 for all. */
export function webhookBody(message: OutgoingMessage, consoleUrl: string, most: number): string {
  const { receiver, groupKey, groupLabels, status, alerts: all } = message.notification;
  const shown = most > 0 ? all.slice(0, most) : all;
  const content = messageContent(message, consoleUrl, shown.length);
  const pictured = shown.findIndex((alert) => alert.status === "firing");
  const alerts = shown.map((alert, at) => {
    const picture = at === pictured ? (content.picture?.url ?? null) : null;
    return {
      status: alert.status,
      labels: sortedPairs(alert.labels),
      annotations: sortedPairs(annotationsWith(alert, content.alerts[at], picture)),
      startsAt: goTime(alert.startsMs),
      endsAt: goTime(alert.endsMs),
      generatorURL: consoleUrl + alert.path,
      fingerprint: alert.fingerprint,
    };
  });
  return JSON.stringify({
    receiver,
    status,
    alerts,
    groupLabels: sortedPairs(groupLabels),
    commonLabels: commonPairs(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonPairs(alerts.map(({ annotations }) => annotations)),
    externalURL: consoleUrl,
    version: "4",
    groupKey,
    truncatedAlerts: all.length - shown.length,
  });
}
