/**
 * What is forwarded to other Alertmanagers, as Prometheus would: every alert that routes to the receiver and fires, and for a quarter of
 * an hour those that are over. Groups and their times do not matter to it, since it groups for itself; what is inhibited, muted or
 * silenced here is not forwarded, so there it ends by itself a few minutes after it was held back.
 * Source: Prometheus rules/alerting.go (sendAlerts, resolvedRetention).
 * Next: server/loops/notifications/forwarder.ts.
 */
import { type Alert, RESOLVED_RETENTION_MS } from "../model/alert.ts";
import type { NotificationSettings, Silence } from "../model/notification.ts";
import { graver, membershipsOf } from "./alertGroups.ts";
import { heldBackBy } from "./heldBack.ts";
import { routeTree } from "./routeTree.ts";

/** By receiver; only those with an Alertmanager. */
export function forwardedAlerts(
  settings: NotificationSettings,
  silences: readonly Silence[],
  alerts: readonly Alert[],
  nowMs: number,
): Map<string, Alert[]> {
  const ways = settings.receivers.filter(({ integrations }) =>
    integrations.some(({ kind }) => kind === "alertmanager"),
  );
  const forwarded = new Map<string, Alert[]>(ways.map(({ name }) => [name, []]));
  if (forwarded.size === 0) return forwarded;
  const distinct = new Map<string, Alert>();
  for (const alert of alerts) {
    const known = distinct.get(alert.fingerprint);
    distinct.set(alert.fingerprint, known ? graver(known, alert) : alert);
  }
  const heldBack = heldBackBy(settings, silences, alerts, nowMs);
  const root = routeTree(settings.route);
  const isOver = ({ state, firedMs, resolvedMs }: Alert) =>
    state === "inactive" && firedMs !== null && resolvedMs !== null && nowMs - resolvedMs < RESOLVED_RETENTION_MS;
  for (const alert of distinct.values()) {
    if (alert.state !== "firing" && !isOver(alert)) continue;
    const nodes = membershipsOf(root, alert.labels).map(({ node }) => node);
    const heard = nodes.filter((node) => forwarded.has(node.receiver) && heldBack(alert, node) === null);
    for (const receiver of new Set(heard.map((node) => node.receiver))) forwarded.get(receiver)?.push(alert);
  }
  return forwarded;
}
