/**
 * Alerts sorted into the groups in which receivers are told about them. Alerts of equal labels (of two rules, or of a rule that was
 * renamed and of what it was before) are one to a receiver: it fires as long as any of them fires.
 * Two routes may share a key (the same matchers twice); then the first one's times hold for both.
 */
import type { Alert, AlertState, LabelPairs } from "../model/alert.ts";
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

type Membership = Omit<AlertGroup, "alerts">;

/** Labels never change, and the same ones are asked for each second. */
const known = new WeakMap<RouteNode, WeakMap<LabelPairs, readonly Membership[]>>();

/** The groups that an alert of these labels belongs to, one a route that takes it. */
export function membershipsOf(root: RouteNode, labels: LabelPairs): readonly Membership[] {
  const ofRoot = known.get(root) ?? new WeakMap<LabelPairs, readonly Membership[]>();
  known.set(root, ofRoot);
  const found = ofRoot.get(labels);
  if (found) return found;
  const memberships = matchRoutes(root, labels).map((node) => {
    const groupLabels = groupLabelsOf(node.groupBy, labels);
    const groupKey = groupKeyOf(node.key, groupLabels);
    return { id: groupId({ receiver: node.receiver, groupKey }), node, groupKey, groupLabels };
  });
  ofRoot.set(labels, memberships);
  return memberships;
}

const GRAVITY: Readonly<Record<AlertState, number>> = { inactive: 0, pending: 1, firing: 2 };

/** Of two alerts of equal labels the one that counts: the graver, then the newer. */
export function graver(one: Alert, other: Alert): Alert {
  const apart = GRAVITY[one.state] - GRAVITY[other.state];
  if (apart !== 0) return apart > 0 ? one : other;
  return (other.resolvedMs ?? other.activeMs) > (one.resolvedMs ?? one.activeMs) ? other : one;
}

export function alertGroups(root: RouteNode, alerts: readonly Alert[]): Map<string, AlertGroup> {
  const groups = new Map<string, AlertGroup>();
  for (const alert of alerts) {
    for (const membership of membershipsOf(root, alert.labels)) {
      const group = groups.get(membership.id) ?? { ...membership, alerts: new Map() };
      const known = group.alerts.get(alert.fingerprint);
      group.alerts.set(alert.fingerprint, known ? graver(known, alert) : alert);
      groups.set(membership.id, group);
    }
  }
  return groups;
}
