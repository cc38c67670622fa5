/**
 * Why nobody is told of an alert that fires: another alert inhibits it, a mute time holds for its route, or somebody silenced it; in
 * Alertmanager's order.
 */
import type { Alert } from "../model/alert.ts";
import type { NotificationSettings, Silence } from "../model/notification.ts";
import { inhibitionBy } from "./inhibition.ts";
import type { RouteNode } from "./routeTree.ts";
import { silencedBy, silenceState } from "./silences.ts";
import { mutedByTime } from "./timeIntervals.ts";

/** Because of what: ids of silences, a fingerprint, names of intervals. */
export interface HeldBack {
  readonly by: "silence" | "inhibition" | "time";
  readonly names: readonly string[];
}
export type HeldBackBecause = (alert: Pick<Alert, "labels">, node: RouteNode) => HeldBack | null;

export function heldBackBy(
  settings: NotificationSettings,
  silences: readonly Silence[],
  alerts: readonly Alert[],
  nowMs: number,
): HeldBackBecause {
  const firing = alerts.filter(({ state }) => state === "firing");
  const inhibitor = inhibitionBy(settings.inhibitRules, firing);
  const active = silences.filter((silence) => silenceState(silence, nowMs) === "active");
  const muteNodes = new Map<RouteNode, string[]>();
  const intervalsOf = (node: RouteNode) => {
    const known = muteNodes.get(node) ?? mutedByTime(node, settings.timeIntervals, nowMs);
    muteNodes.set(node, known);
    return known;
  };
  return ({ labels }, node) => {
    const source = inhibitor(labels);
    if (source !== null) return { by: "inhibition", names: [source] };
    const intervals = intervalsOf(node);
    if (intervals.length > 0) return { by: "time", names: intervals };
    const ids = silencedBy(active, labels, nowMs);
    return ids.length > 0 ? { by: "silence", names: ids } : null;
  };
}
