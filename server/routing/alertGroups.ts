/**
 * Alerts sorted into the groups in which receivers are told about them.
 * Two routes may share a key (the same matchers twice); then the first one's times hold for both.
 */
import type { Alert, LabelPairs } from "../model/alert.ts";
import type { GroupStanding } from "../model/notification.ts";
import { groupKeyOf, groupLabelsOf } from "./groups.ts";
import { matchRoutes, type RouteNode } from "./routeTree.ts";

export interface AlertGroup {
  readonly id: string;
  readonly node: RouteNode;
  readonly groupKey: string;
  readonly groupLabels: LabelPairs;
  readonly alerts: Map<string, Alert>;
}

/** One text for a receiver and a group's key. */
export const groupId = ({ receiver, groupKey }: Pick<GroupStanding, "receiver" | "groupKey">): string =>
  JSON.stringify([receiver, groupKey]);

export function alertGroups(root: RouteNode, alerts: readonly Alert[]): Map<string, AlertGroup> {
  const groups = new Map<string, AlertGroup>();
  for (const alert of alerts) {
    for (const node of matchRoutes(root, alert.labels)) {
      const groupLabels = groupLabelsOf(node.groupBy, alert.labels);
      const groupKey = groupKeyOf(node.key, groupLabels);
      const id = groupId({ receiver: node.receiver, groupKey });
      const group = groups.get(id) ?? { id, node, groupKey, groupLabels, alerts: new Map() };
      group.alerts.set(alert.fingerprint, alert);
      groups.set(id, group);
    }
  }
  return groups;
}
