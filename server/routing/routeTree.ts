/**
 * The routing tree: which routes an alert takes. Depth first, the first child that takes it unless that child goes on; a node none of
 * whose children takes it takes it itself. Children inherit receiver, grouping and times; not the time intervals.
 * Source: Alertmanager dispatch/route.go.
 */
import type { LabelPairs } from "../model/alert.ts";
import type { Matcher, NotificationSettings, Route } from "../model/notification.ts";
import { GROUP_INTERVAL_MS, GROUP_WAIT_MS, REPEAT_INTERVAL_MS } from "./defaultSettings.ts";
import { groupKeyOf, groupLabelsOf } from "./groups.ts";
import { formatMatchers, matchersHold, sortMatchers } from "./matchers.ts";

/** What holds for a route once its parents are asked for what it leaves out. */
export interface RouteOptions {
  readonly receiver: string;
  readonly groupBy: readonly string[];
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
}

export interface RouteNode extends RouteOptions {
  /** Matchers from the root down, as in a group's key: `{}/{severity="page"}`. */
  readonly key: string;
  /** Child numbers from the root down; empty for the root. */
  readonly path: readonly number[];
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly RouteNode[];
}

const BEGIN: RouteOptions = {
  receiver: "default",
  groupBy: [],
  groupWaitMs: GROUP_WAIT_MS,
  groupIntervalMs: GROUP_INTERVAL_MS,
  repeatIntervalMs: REPEAT_INTERVAL_MS,
};

function nodeOf(route: Route, parent: RouteNode | null, path: readonly number[]): RouteNode {
  const from = parent ?? BEGIN;
  const matchers = sortMatchers(parent ? route.matchers : []);
  const { continues, muteTimeIntervals, activeTimeIntervals } = route;
  const node = {
    receiver: route.receiver ?? from.receiver,
    groupBy: route.groupBy ?? from.groupBy,
    groupWaitMs: route.groupWaitMs ?? from.groupWaitMs,
    groupIntervalMs: route.groupIntervalMs ?? from.groupIntervalMs,
    repeatIntervalMs: route.repeatIntervalMs ?? from.repeatIntervalMs,
    key: parent ? `${parent.key}/${formatMatchers(matchers)}` : formatMatchers(matchers),
    path,
    matchers,
    continues,
    muteTimeIntervals,
    activeTimeIntervals,
  };
  const bare = { ...node, routes: [] };
  return { ...node, routes: route.routes.map((child, at) => nodeOf(child, bare, [...path, at])) };
}

const trees = new WeakMap<Route, RouteNode>();

/** The tree with everything inherited; made once for each root. */
export function routeTree(root: Route): RouteNode {
  const known = trees.get(root);
  if (known) return known;
  const tree = nodeOf(root, null, []);
  trees.set(root, tree);
  return tree;
}

/** The nodes that take an alert of these labels, in order; never empty for a root. */
export function matchRoutes(node: RouteNode, labels: LabelPairs): RouteNode[] {
  if (!matchersHold(node.matchers, labels)) return [];
  const taken: RouteNode[] = [];
  for (const child of node.routes) {
    const matches = matchRoutes(child, labels);
    taken.push(...matches);
    if (matches.length > 0 && !child.continues) break;
  }
  return taken.length > 0 ? taken : [node];
}

/** Where an alert of these labels goes, for people who try a routing tree. */
export interface RoutePreview extends RouteOptions {
  readonly path: readonly number[];
  readonly key: string;
  readonly groupKey: string;
  readonly groupLabels: LabelPairs;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
}

export function routesOf(settings: Pick<NotificationSettings, "route">, labels: LabelPairs): RoutePreview[] {
  return matchRoutes(routeTree(settings.route), labels).map((node) => {
    const { matchers: _, continues: __, routes: ___, ...options } = node;
    const groupLabels = groupLabelsOf(node.groupBy, labels);
    return { ...options, groupLabels, groupKey: groupKeyOf(node.key, groupLabels) };
  });
}
